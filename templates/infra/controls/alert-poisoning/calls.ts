/** They start something that runs as a role of this project, or prepare it. */
export const startCalls = [
  'CreateModel',
  'CreateProcessingJob',
  'CreateTrainingJob',
  'CreateTransformJob',
  'RetryPipelineExecution',
  'StartPipelineExecution',
];

/**
 * A day's work: what a launcher and a job call, tracking and lineage (records, no rights), and what stops something.
 * Deletions and the model registry have alerts of their own.
 */
export const everydayCalls = [
  'AddAssociation',
  'AddTags',
  'AssociateTrialComponent',
  'BatchPutMetrics',
  'CreateAction',
  'CreateArtifact',
  'CreateContext',
  'CreateExperiment',
  'CreateModelPackage',
  'CreateModelPackageGroup',
  'CreateTrial',
  'CreateTrialComponent',
  'DisassociateTrialComponent',
  'PutModelPackageGroupPolicy',
  'PutResourcePolicy',
  'StopPipelineExecution',
  'StopProcessingJob',
  'StopTrainingJob',
  'StopTransformJob',
  'UpdateModelPackage',
  'UpdateTrialComponent',
];
