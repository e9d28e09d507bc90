import { executionRoles } from '../../alerts/others.ts';
import { atLeast, type Settings } from '../../config.ts';
import type { RegionFilter } from './region-filter.ts';

/** The rules on these events are in the global region; without a stack there the trail alone has them. */
const withoutRules = ({ globalStack }: Settings) => !globalStack;
/** The CIS alarms count them in every region, from the internal tier up. */
const withoutCis = (settings: Settings) => !settings.globalStack || !atLeast(settings.sensitivity, 'internal');

/** What the alert `identity-change` leaves out of calls that name no role, in wildcards: a pattern has 1,024 characters. */
const harmless = ['*PolicyVersion', '*ServiceLinkedRole', 'CreatePolicy', 'DeletePolicy', '*agPolicy', 'Generate*'];

export const identityFilters: RegionFilter[] = [
  {
    id: 'identity-change',
    severity: 'high',
    description: 'somebody changes by hand a user, an identity provider, a way in, or the rights of a role',
    runbook: 'identity-change',
    when: withoutRules,
    pattern: ({ name }) => {
      const role = '$.requestParameters.roleName';
      const named = [
        `(${role} = "${name}-*")`,
        `(${role} = "cdk-*")`,
        `($.requestParameters.policyArn = "*:policy/${name}-*")`,
        `((${role} NOT EXISTS) && ${harmless.map((call) => `($.eventName != "${call}")`).join(' && ')})`,
      ];
      return `{ ($.eventSource = "iam.amazonaws.com") && ($.readOnly IS FALSE) && (${named.join(' || ')}) }`;
    },
    except: { names: 'cdk-*-cfn-exec-role-*', roles: executionRoles },
  },
  {
    id: 'root-use-anywhere',
    severity: 'high',
    description: 'the root user is used, in any region',
    runbook: 'root-use',
    when: withoutCis,
    pattern: () =>
      '{ ($.userIdentity.type = "Root") && ($.userIdentity.invokedBy NOT EXISTS) && ($.eventType != "AwsServiceEvent") }',
  },
  {
    id: 'sign-in-anywhere',
    severity: 'high',
    description: 'a user signs in to the console without MFA, by the page of any region',
    runbook: 'sign-in-without-mfa',
    when: withoutCis,
    pattern: () =>
      '{ ($.eventName = "ConsoleLogin") && ($.userIdentity.type = "IAMUser") && ($.additionalEventData.MFAUsed != "Yes") && ($.responseElements.ConsoleLogin = "Success") }',
  },
];
