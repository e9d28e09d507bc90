import type { Alert } from '../../alerts/alert.ts';
import { jobState } from '../../alerts/tellings.ts';

const kinds = ['Training', 'Processing', 'Transform'];

export const alerts: Alert[] = [
  {
    id: 'job-failed',
    severity: 'medium',
    concerns: 'workload',
    description: 'A job failed',
    runbook: 'job-failed',
    tells: jobState,
    // Amazon SageMaker AI Developer Guide, "Automating Amazon SageMaker AI with Amazon EventBridge".
    pattern: ({ settings: { name } }) => ({
      source: ['aws.sagemaker'],
      'detail-type': kinds.map((kind) => `SageMaker ${kind} Job State Change`),
      detail: {
        $or: kinds.map((kind) => ({
          [`${kind}JobStatus`]: ['Failed'],
          [`${kind}JobName`]: [{ prefix: `${name}-` }],
        })),
      },
    }),
  },
];
