import type { Alarm } from '../../alerts/alarm.ts';

/**
 * STS records a call in the region that was called, and the trail is of all regions: a rule of one region would miss it
 * (IAM User Guide, "Logging IAM and AWS STS API calls with AWS CloudTrail"). Refused tries count as well.
 */
export const takenPattern = (project: string): string =>
  `{ ($.eventSource = "sts.amazonaws.com") && ($.eventName = "AssumeRole*") && ($.requestParameters.roleArn = "*:role/${project}-break-glass") }`;

export const takenNamespace = (project: string): string => `${project}/people`;

export function takenAlarm(project: string): Alarm {
  const id = 'break-glass-taken';
  return {
    id,
    severity: 'high',
    description: 'Somebody takes the break-glass role, or tries to, in any region',
    runbook: 'break-glass',
    threshold: 1,
    metrics: [{ namespace: takenNamespace(project), metricName: id, dimensions: {} }],
  };
}
