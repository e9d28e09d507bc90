export const deletions = ['s3:DeleteObject', 's3:DeleteObjectVersion'];

export const modelDeletions = [
  'sagemaker:DeleteEndpoint',
  'sagemaker:DeleteEndpointConfig',
  'sagemaker:DeleteModel',
  'sagemaker:DeleteModelPackage',
  'sagemaker:DeleteModelPackageGroup',
];
