/** Seconds since the second factor was used (IAM User Guide, "AWS global condition context keys"). */
export const freshness = {
  Bool: { 'aws:MultiFactorAuthPresent': 'true' },
  NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' },
};

export const deletions = ['s3:DeleteObject', 's3:DeleteObjectVersion'];

export const modelDeletions = [
  'sagemaker:DeleteEndpoint',
  'sagemaker:DeleteEndpointConfig',
  'sagemaker:DeleteModel',
  'sagemaker:DeleteModelPackage',
  'sagemaker:DeleteModelPackageGroup',
];
