import type { Alert } from '../../alerts/alert.ts';
import { packageState } from '../../alerts/tellings.ts';

export const alerts: Alert[] = [
  {
    id: 'model-approved',
    severity: 'medium',
    description: 'A version of a model was approved: it may be deployed',
    runbook: 'model-approval',
    tells: packageState,
    concerns: 'workload',
    // SageMaker Developer Guide, "Events that Amazon SageMaker AI sends to Amazon EventBridge": a registration is a change of
    // state too, and then the status is another.
    pattern: ({ settings }) => ({
      source: ['aws.sagemaker'],
      'detail-type': ['SageMaker Model Package State Change'],
      detail: {
        ModelPackageGroupName: [{ prefix: `${settings.name}-` }],
        ModelApprovalStatus: ['Approved'],
      },
    }),
  },
];
