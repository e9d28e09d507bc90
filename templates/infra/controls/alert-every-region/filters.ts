import { type Alarm, whoCalled } from '../../alerts/alarm.ts';
import type { AlertScope } from '../../alerts/alert.ts';
import { executionRoles } from '../../alerts/others.ts';
import { recordsRefusals } from '../../alerts/recorded.ts';
import { consoleRules, signInCalls } from '../../alerts/sign-in-calls.ts';
import type { TrailFilter } from '../../alerts/trail-count.ts';
import { hasWatch, watchRegionOf } from '../../alerts/watch.ts';
import type { Settings } from '../../config.ts';
import { identityFilters } from './identity.ts';
import type { RegionFilter } from './region-filter.ts';

const issuer = '$.userIdentity.sessionContext.sessionIssuer.userName';

/** Anyone but sessions of these roles. A comparison with what an event lacks is false, so that case stands by itself. */
function anyoneElse(roles: string[]): string {
  return `((${issuer} NOT EXISTS) || (${roles.map((role) => `(${issuer} != "${role}")`).join(' && ')}))`;
}

const changesConsoleRules = `(${consoleRules
  .map(({ prefix, suffix }) => `($.eventName = "${suffix ? `*${suffix}` : `${prefix}*`}")`)
  .join(' || ')})`;

/** Calls to these services that change something, and these others. */
function changes(services: string[], reading: string[] = [], others?: string): string {
  const sources = services.map((service) => `($.eventSource = "${service}.amazonaws.com")`).join(' || ');
  const except = reading.map((name) => ` && ($.eventName != "${name}")`).join('');
  return others
    ? `{ ($.readOnly IS FALSE) && (((${sources})${except}) || ${others}) }`
    : `{ (${sources}) && ($.readOnly IS FALSE)${except} }`;
}

export const everyRegionFilters: RegionFilter[] = [
  {
    id: 'break-glass-taken',
    severity: 'high',
    description: 'somebody takes the break-glass role',
    runbook: 'break-glass',
    // AWS Identity and Access Management User Guide, "Logging IAM and AWS STS API calls": in the region of the endpoint.
    pattern: ({ name }) =>
      `{ ($.eventName = "AssumeRole*") && ($.requestParameters.roleArn = "*:role/${name}-break-glass") }`,
  },
  {
    id: 'root-session',
    severity: 'high',
    description: 'somebody takes a root session of a member account',
    runbook: 'root-use',
    pattern: () => '{ ($.eventSource = "sts.amazonaws.com") && ($.eventName = "AssumeRoot") }',
  },
  {
    id: 'account-public-access',
    severity: 'high',
    description: 'the public access block of the whole account changes',
    runbook: 'bucket-tampering',
    pattern: () =>
      '{ ($.eventName = "PutAccountPublicAccessBlock") || ($.eventName = "DeleteAccountPublicAccessBlock") }',
  },
  {
    id: 'channel-change',
    severity: 'high',
    description: 'somebody changes by hand a chat channel of alerts, or a budget',
    runbook: 'alert-tampering',
    pattern: () => changes(['chatbot', 'budgets']),
    except: { names: 'cdk-*-cfn-exec-role-*', roles: executionRoles },
  },
  {
    id: 'second-topic-change',
    severity: 'high',
    description: 'somebody changes by hand the second topic, its subscriptions, its rules or its queue',
    runbook: 'alert-tampering',
    when: hasWatch,
    pattern: ({ name }) => {
      const of = (key: string, value: string) => `($.requestParameters.${key} = "${value}")`;
      const named = [
        of('topicArn', `*:${name}-watch`),
        of('resourceArn', `*:${name}-watch`),
        of('subscriptionArn', `*:${name}-watch:*`),
        of('name', `${name}-watch*`),
        of('rule', `${name}-watch*`),
        of('queueUrl', `*/${name}-watch-undelivered`),
        of('queueUrl', `*/${name}-forward-undelivered`),
      ];
      return `{ ($.readOnly IS FALSE) && (${named.join(' || ')}) }`;
    },
    except: { names: 'cdk-*-cfn-exec-role-*', roles: (scope) => executionRoles(scope, watchRegionOf(scope.settings)) },
  },
  {
    id: 'outside-access',
    severity: 'high',
    description:
      'somebody lets another account or a certificate in, shows logs and metrics outside, joins a network to a wide-area one, or changes backups',
    runbook: 'outside-access',
    // Nothing in these templates shares a resource or trusts a certificate, so a deployment that does is told as well.
    // A network joins AWS Cloud WAN by a service whose calls are recorded in one region of the partition.
    pattern: () =>
      changes(['ram', 'rolesanywhere', 'oam', 'backup', 'observabilityadmin', 'networkmanager'], ['CreateSession']),
  },
  {
    id: 'account-change',
    severity: 'high',
    description:
      'somebody turns a region on or off, changes contacts, the organization or who signs in and takes which role, or closes the account',
    runbook: 'identity-change',
    // AWS Account Management User Guide, "Logging AWS Account Management API calls using AWS CloudTrail".
    pattern: () =>
      changes(
        ['account', 'account-access', 'organizations', 'sso', 'sso-directory', 'identitystore'],
        signInCalls,
        changesConsoleRules,
      ),
  },
  {
    id: 'endpoint-refused',
    severity: 'medium',
    description:
      'an endpoint of a network refuses a call, for instance to a bucket or with credentials of another account',
    runbook: 'endpoint-refused',
    when: recordsRefusals,
    pattern: () => '{ ($.eventCategory = "NetworkActivity") && ($.errorCode = "VpceAccessDenied") }',
  },
  {
    id: 'deployment-by-hand',
    severity: 'medium',
    description: 'somebody other than the workflow takes a role of the CDK that deploys',
    runbook: 'deployment-by-hand',
    when: ({ repository }) => repository !== 'none',
    pattern: ({ name, bootstrap }) =>
      `{ ($.eventName = "AssumeRole") && ($.requestParameters.roleArn = "*:role/cdk-${bootstrap.qualifier}-*") && ${anyoneElse([`${name}-deploy`])} }`,
  },
  ...identityFilters,
];

export function chosenFilters(settings: Settings): RegionFilter[] {
  return everyRegionFilters.filter(({ when }) => when?.(settings) ?? true);
}

/** The alarm on a filter's count, less what exempt roles did: the second filter counts their calls as -1. */
export function regionAlarm(filter: RegionFilter, scope: AlertScope): Alarm {
  const { id, severity, description, runbook, except } = filter;
  const metric = { namespace: `${scope.settings.name}/regions`, metricName: id };
  const taken = (except?.roles(scope) ?? []).map((Role) => ({
    ...metric,
    dimensions: { Account: scope.account, Role },
  }));
  return {
    id,
    severity,
    description: `In some region: ${description}`,
    who: whoCalled,
    runbook,
    threshold: 1,
    metrics: [{ ...metric, dimensions: {} }, ...taken],
  };
}

/** The filters that count for one alarm. */
export function counted(filter: RegionFilter, settings: Settings): TrailFilter[] {
  const { id, except } = filter;
  const pattern = filter.pattern(settings);
  const all = { filterName: id, pattern };
  if (!except) return [all];
  const exempt = pattern.replace(/ }$/, ` && (${issuer} = "${except.names}") }`);
  const dimensions = { Account: '$.userIdentity.accountId', Role: issuer };
  return [all, { filterName: `${id}-exempt`, pattern: exempt, value: '-1', dimensions }];
}
