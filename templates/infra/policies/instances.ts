/**
 * The instance types that jobs, endpoints and notebooks may use. All keep their volumes on EBS, where the data key
 * encrypts them; a launcher takes the first unless told otherwise. Types with local NVMe disks take no key (SageMaker API Reference, "ResourceConfig": VolumeKmsKeyId).
 */
export const instanceTypes = [
  'ml.m5.large',
  'ml.m5.xlarge',
  'ml.m5.2xlarge',
  'ml.m5.4xlarge',
  'ml.c5.large',
  'ml.c5.xlarge',
  'ml.c5.2xlarge',
  'ml.c5.4xlarge',
  'ml.t3.medium',
];
