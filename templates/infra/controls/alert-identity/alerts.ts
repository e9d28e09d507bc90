import { type Alert, callsTo } from '../../alerts/alert.ts';
import { anyIdentityCalls, policyCalls, roleCalls } from './calls.ts';

/** AWS's guide prints both spellings. */
const signIns = ['AWS Console Sign In via CloudTrail', 'AWS Console Signin via CloudTrail'];

export const alerts: Alert[] = [
  {
    id: 'root-use',
    severity: 'high',
    description: 'The root user of the account is used',
    runbook: 'root-use',
    global: true,
    pattern: () => ({
      'detail-type': ['AWS API Call via CloudTrail', ...signIns],
      detail: {
        userIdentity: { type: ['Root'], invokedBy: [{ exists: false }] },
        eventType: [{ 'anything-but': ['AwsServiceEvent'] }],
      },
    }),
  },
  {
    id: 'sign-in-without-mfa',
    severity: 'high',
    description: 'A user signs in to the console without MFA',
    runbook: 'sign-in-without-mfa',
    global: true,
    // Federated users always show "No": their identity provider asks for the second factor.
    pattern: () => ({
      'detail-type': signIns,
      detail: {
        userIdentity: { type: ['IAMUser'] },
        additionalEventData: { MFAUsed: ['No'] },
        responseElements: { ConsoleLogin: ['Success'] },
      },
    }),
  },
  {
    id: 'identity-change',
    severity: 'medium',
    description: 'A user, an identity provider, or the rights of a role of this project change',
    runbook: 'identity-change',
    global: true,
    pattern: ({ settings: { name } }) =>
      callsTo('iam', {
        $or: [
          { eventName: anyIdentityCalls },
          { eventName: roleCalls, requestParameters: { roleName: [{ prefix: `${name}-` }] } },
          { eventName: policyCalls, requestParameters: { policyArn: [{ wildcard: `*:policy/${name}-*` }] } },
        ],
      }),
  },
  {
    id: 'break-glass',
    severity: 'high',
    description: 'Somebody takes the break-glass role',
    runbook: 'break-glass',
    global: true,
    readOnlyCalls: true,
    when: ({ sensitivity }) => sensitivity === 'restricted',
    pattern: ({ settings: { name } }) =>
      callsTo('sts', {
        eventName: ['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'],
        requestParameters: { roleArn: [{ suffix: `:role/${name}-break-glass` }] },
      }),
  },
];
