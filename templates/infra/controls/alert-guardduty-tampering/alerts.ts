import type { Alert } from '../../alerts/alert.ts';

const calls = [
  'CreateFilter',
  'CreateIPSet',
  'DeleteDetector',
  'DeleteMalwareProtectionPlan',
  'DeleteMembers',
  'DeletePublishingDestination',
  'DisassociateFromAdministratorAccount',
  'DisassociateFromMasterAccount',
  'StopMonitoringMembers',
  'UpdateFilter',
  'UpdateIPSet',
  'UpdateMalwareProtectionPlan',
];

export const alerts: Alert[] = [
  {
    id: 'guardduty-tampering',
    severity: 'high',
    description: 'GuardDuty, Macie or Access Analyzer is turned off or told to look away',
    runbook: 'guardduty-tampering',
    pattern: () => ({
      'detail-type': ['AWS API Call via CloudTrail'],
      detail: {
        $or: [
          // A filter archives findings by itself, a trusted address list lets an attacker's address pass.
          { eventSource: ['guardduty.amazonaws.com'], eventName: calls },
          {
            eventSource: ['guardduty.amazonaws.com'],
            eventName: ['UpdateDetector'],
            requestParameters: { $or: [{ enable: [false] }, { features: { status: ['DISABLED'] } }] },
          },
          { eventSource: ['macie2.amazonaws.com'], eventName: ['DisableMacie', 'UpdateMacieSession'] },
          { eventSource: ['access-analyzer.amazonaws.com'], eventName: ['CreateArchiveRule', 'DeleteAnalyzer'] },
        ],
      },
    }),
  },
];
