import { type Alert, callsTo } from '../../alerts/alert.ts';

const calls = ['ScheduleKeyDeletion', 'DisableKey', 'DisableKeyRotation', 'PutKeyPolicy', 'DeleteImportedKeyMaterial'];

export const alerts: Alert[] = [
  {
    id: 'key-tampering',
    severity: 'high',
    description: 'A key is disabled, on its way to deletion, or has another policy',
    runbook: 'key-tampering',
    pattern: () => callsTo('kms', { eventName: calls }),
  },
];
