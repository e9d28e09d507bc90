import type { Alarm } from '../../alerts/alarm.ts';
import type { AlertScope, Severity } from '../../alerts/alert.ts';
import { executionRoles } from '../../alerts/others.ts';
import type { Settings } from '../../config.ts';

/** Calls that are recorded in the region that was called, which a rule of one region does not see. */
interface RegionFilter {
  id: string;
  severity: Severity;
  description: string;
  runbook: string;
  when?(settings: Settings): boolean;
  /** Amazon CloudWatch Logs User Guide, "Filter pattern syntax for metric filters". */
  pattern(scope: AlertScope): string;
}

const issuer = '$.userIdentity.sessionContext.sessionIssuer.userName';

/** Anyone but sessions of these roles. A comparison with what an event lacks is false, so that case stands by itself. */
function anyoneElse(roles: string[]): string {
  return `((${issuer} NOT EXISTS) || (${roles.map((role) => `(${issuer} != "${role}")`).join(' && ')}))`;
}

/** Calls to these services that change something, by no deployment. */
function changes(scope: AlertScope, services: string[], reading: string[] = []): string {
  const sources = services.map((service) => `($.eventSource = "${service}.amazonaws.com")`).join(' || ');
  const except = reading.map((name) => ` && ($.eventName != "${name}")`).join('');
  return `{ (${sources}) && ($.readOnly IS FALSE)${except} && ${anyoneElse(executionRoles(scope))} }`;
}

export const filters: RegionFilter[] = [
  {
    id: 'break-glass-taken',
    severity: 'high',
    description: 'somebody takes the break-glass role, in any region',
    runbook: 'break-glass',
    // AWS Identity and Access Management User Guide, "Logging IAM and AWS STS API calls": in the region of the endpoint.
    pattern: ({ settings: { name } }) =>
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
    description: 'the public access block of the whole account changes, in any region',
    runbook: 'bucket-tampering',
    pattern: () =>
      '{ ($.eventName = "PutAccountPublicAccessBlock") || ($.eventName = "DeleteAccountPublicAccessBlock") }',
  },
  {
    id: 'channel-change',
    severity: 'high',
    description: 'somebody changes by hand a chat channel of alerts, or a budget',
    runbook: 'alert-tampering',
    pattern: (scope) => changes(scope, ['chatbot', 'budgets']),
  },
  {
    id: 'outside-access',
    severity: 'high',
    description: 'somebody lets another account or a certificate in, in any region',
    runbook: 'outside-access',
    pattern: (scope) => changes(scope, ['ram', 'rolesanywhere'], ['CreateSession']),
  },
  {
    id: 'deployment-by-hand',
    severity: 'medium',
    description: 'somebody other than the workflow takes a role of the CDK that deploys',
    runbook: 'deployment-by-hand',
    when: ({ repository }) => repository !== 'none',
    pattern: ({ settings: { name, bootstrap } }) =>
      `{ ($.eventName = "AssumeRole") && ($.requestParameters.roleArn = "*:role/cdk-${bootstrap.qualifier}-*") && ${anyoneElse([`${name}-deploy`])} }`,
  },
];

export function chosenFilters(settings: Settings): RegionFilter[] {
  return filters.filter(({ when }) => when?.(settings) ?? true);
}

export function regionAlarm(project: string, { id, severity, description, runbook }: RegionFilter): Alarm {
  return {
    id,
    severity,
    description: `The trail has a call: ${description}`,
    runbook,
    threshold: 1,
    metrics: [{ namespace: `${project}/regions`, metricName: id, dimensions: {} }],
  };
}
