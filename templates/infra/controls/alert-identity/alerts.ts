import { type Alert, callsTo } from '../../alerts/alert.ts';
import { byHand } from '../../alerts/others.ts';
import { consoleRules, signInCalls } from '../../alerts/sign-in-calls.ts';
import { call, wentThrough } from '../../alerts/tellings.ts';
import { atLeast } from '../../config.ts';
import { fromOutside, harmlessCalls, organizationRoles, policyCalls } from './calls.ts';

const policy = (name: string) => ({ wildcard: `*:policy/${name}` });

/** AWS's guide prints both spellings. */
const signIns = ['AWS Console Sign In via CloudTrail', 'AWS Console Signin via CloudTrail'];

export const alerts: Alert[] = [
  {
    id: 'root-use',
    severity: 'high',
    description: 'The root user of the account is used',
    runbook: 'root-use',
    tells: call([]),
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
    tells: wentThrough([]),
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
    severity: 'high',
    description: 'Somebody changes by hand a user, an identity provider, a way in, or the rights of a role',
    runbook: 'identity-change',
    tells: call(['role', 'user', 'policy']),
    global: true,
    pattern: (scope) => {
      const { name } = scope.settings;
      return callsTo('iam', {
        userIdentity: byHand(scope),
        $or: [
          // Roles of this project, those that deploy, and those by which an organization comes in.
          { requestParameters: { roleName: [{ prefix: `${name}-` }, { prefix: 'cdk-' }, ...organizationRoles] } },
          // Policies of this project, and AWS's own that make an administrator of whoever has them.
          { requestParameters: { policyArn: [`${name}-*`, '*Administrator*', 'IAMFullAccess'].map(policy) } },
          // Whatever names no role: users, groups, keys, providers, delegation, the account's own settings.
          {
            requestParameters: { roleName: [{ exists: false }] },
            eventName: [{ 'anything-but': [...policyCalls, ...harmlessCalls] }],
          },
        ],
      });
    },
  },
  {
    id: 'account-access',
    severity: 'high',
    description: 'Somebody changes by hand who has access from outside, what is shared, or whose the account is',
    runbook: 'outside-access',
    tells: call([]),
    global: true,
    // The filters of alert-every-region count these in every region, and name nobody.
    pattern: (scope) => ({
      'detail-type': ['AWS API Call via CloudTrail'],
      detail: {
        userIdentity: byHand(scope),
        $or: [
          {
            eventSource: fromOutside.map((service) => `${service}.amazonaws.com`),
            eventName: [{ 'anything-but': signInCalls }],
          },
          { eventSource: ['signin.amazonaws.com'], eventName: consoleRules },
          // A zone of somebody else's answers in a network that is joined to it.
          { eventSource: ['route53.amazonaws.com'], eventName: [{ wildcard: '*VPC*' }, 'CreateHostedZone'] },
        ],
      },
    }),
  },
  {
    id: 'break-glass',
    severity: 'high',
    description: 'Somebody takes the break-glass role',
    runbook: 'break-glass',
    tells: call(['roleArn']),
    global: true,
    readOnlyCalls: true,
    when: ({ sensitivity }) => atLeast(sensitivity, 'confidential'),
    pattern: ({ settings: { name } }) =>
      callsTo('sts', {
        eventName: ['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'],
        requestParameters: { roleArn: [{ suffix: `:role/${name}-break-glass` }] },
      }),
  },
];
