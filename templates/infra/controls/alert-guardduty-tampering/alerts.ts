import type { Alert } from '../../alerts/alert.ts';
import { byHand } from '../../alerts/others.ts';
import { call } from '../../alerts/tellings.ts';

/** Every service that finds attacks, open doors or changed settings. */
const watchers = ['guardduty', 'macie2', 'access-analyzer', 'config', 'securityhub', 'inspector2', 'detective'];

/** Calls with which services and rules hand in what they found, or that only ask. */
const everydayCalls = [
  'BatchImportFindings',
  'CheckAccessNotGranted',
  'CheckNoNewAccess',
  'CheckNoPublicAccess',
  'PutEvaluations',
  'PutExternalEvaluation',
  'StartConfigRulesEvaluation',
  'StartResourceScan',
  'ValidatePolicy',
];

/** What Amazon Bedrock records of calls to models, keeps of them, and refuses, for the whole account. */
const recordsOfModels = [
  { wildcard: '*ModelInvocationLogging*' },
  { wildcard: '*Guardrail*' },
  'DeleteResourcePolicy',
  'PutAccountDataRetention',
  'PutResourcePolicy',
];

export const alerts: Alert[] = [
  {
    id: 'guardduty-tampering',
    severity: 'high',
    watched: true,
    description: 'Somebody changes by hand what GuardDuty, Macie, Config, Security Hub and the like watch',
    runbook: 'guardduty-tampering',
    tells: call(['detector']),
    // Any call that changes something: a filter hides findings as well as turning the service off, and so does a list of
    // trusted addresses, an archive rule, an allow list, a longer interval.
    pattern: (scope) => ({
      'detail-type': ['AWS API Call via CloudTrail'],
      detail: {
        userIdentity: byHand(scope),
        $or: [
          {
            eventSource: watchers.map((service) => `${service}.amazonaws.com`),
            eventName: [{ 'anything-but': everydayCalls }],
          },
          { eventSource: ['bedrock.amazonaws.com'], eventName: recordsOfModels },
        ],
      },
    }),
  },
];
