/** What puts an image into a repository: Amazon ECR User Guide, "IAM permissions for pushing an image". */
export const imagePushes = [
  'ecr:CompleteLayerUpload',
  'ecr:InitiateLayerUpload',
  'ecr:PutImage',
  'ecr:UploadLayerPart',
];

/** What takes one out of it. */
export const imagePulls = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

/** What deletes images, or opens and loosens the repository. */
export const repositoryChanges = [
  'ecr:BatchDeleteImage',
  'ecr:DeleteLifecyclePolicy',
  'ecr:DeleteRepository',
  'ecr:DeleteRepositoryPolicy',
  'ecr:PutImageScanningConfiguration',
  'ecr:PutImageTagMutability',
  'ecr:PutLifecyclePolicy',
  'ecr:ReplicateImage',
  'ecr:SetRepositoryPolicy',
];
