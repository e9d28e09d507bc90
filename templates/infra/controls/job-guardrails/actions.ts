/**
 * Which actions define a key is in the Service Authorization Reference, "Amazon SageMaker AI"; the proof looks each
 * pair up. A negated operator holds for an absent key, so an action that does not define the key would always be denied.
 * The definitions are those of monitoring jobs; a wildcard keeps the policy within the size that IAM takes.
 */
const jobs = ['CreateTrainingJob', 'CreateHyperParameterTuningJob', 'CreateProcessingJob', 'Create*JobDefinition'];
const automatic = ['CreateAutoMLJob*'];

const sagemaker = (names: string[]) => names.map((action) => `sagemaker:${action}`);

/** A transform job has no network of its own: it runs in its model's. */
export const inNetwork = sagemaker([...jobs, ...automatic, 'CreateModel', 'CreateNotebookInstance']);
export const onInstances = sagemaker([...jobs, ...automatic]);
export const withVolumes = sagemaker([
  ...jobs,
  ...automatic,
  'CreateTransformJob',
  'CreateEndpointConfig',
  'CreateNotebookInstance',
]);
export const withOutputs = sagemaker([...jobs, ...automatic, 'CreateTransformJob']);
export const withInstanceTypes = sagemaker([
  ...jobs,
  'CreateTransformJob',
  'CreateEndpointConfig',
  'CreateNotebookInstance',
  'UpdateNotebookInstance',
  'UpdateTrainingJob',
]);
/** Those that say how long they may run. */
export const timed = sagemaker(['CreateTrainingJob', 'CreateHyperParameterTuningJob', 'CreateProcessingJob']);
/** Updates may leave the type as it is, and a serverless endpoint has none. */
export const ownInstances = sagemaker([...jobs, 'CreateTransformJob', 'CreateNotebookInstance']);
export const debuggable = sagemaker(['CreateTrainingJob', 'UpdateTrainingJob']);
export const notebooks = sagemaker(['CreateNotebookInstance']);
export const notebookUpdates = sagemaker(['UpdateNotebookInstance']);
export const isolatedAlways = sagemaker(['CreateModel', 'Create*JobDefinition']);
export const isolatedTraining = sagemaker(['CreateTrainingJob', 'CreateHyperParameterTuningJob']);

/**
 * A schedule that names a definition carries no settings of its own, so a deny on absent keys would forbid every one;
 * one with its own settings would slip through. No role here may make either kind: schedules are denied as a whole.
 */
export const schedules = sagemaker(['CreateMonitoringSchedule', 'UpdateMonitoringSchedule']);
