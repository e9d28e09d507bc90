/** The services that a job reaches through an interface of the VPC. ECR is two: its API and its registry. */
export const interfaceServices = [
  'sagemaker.api',
  'sagemaker.runtime',
  'sts',
  'kms',
  'logs',
  'monitoring',
  'secretsmanager',
  'ssm',
  'ecr.api',
  'ecr.dkr',
];
