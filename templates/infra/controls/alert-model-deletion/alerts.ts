import { type Alert, callsTo } from '../../alerts/alert.ts';
import { call } from '../../alerts/tellings.ts';

export const alerts: Alert[] = [
  {
    id: 'model-deletion',
    severity: 'high',
    description: 'Somebody deletes a model, an endpoint or another part of SageMaker',
    runbook: 'model-deletion',
    tells: call(['model', 'endpoint']),
    // Every Delete call, so that a kind of resource which SageMaker adds later is caught as well.
    pattern: () => callsTo('sagemaker', { eventName: [{ prefix: 'Delete' }] }),
  },
];
