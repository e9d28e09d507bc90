import type { Perimeter } from '../../foundation.ts';
import { neverLockedOut, ownRoles, scanners } from '../../policies/exempt.ts';
import { jobRoles } from '../../policies/roles.ts';

/** Acts on data. Those on the bucket's own settings are left out: denying them can lock everybody out. */
const reads = [
  's3:GetObject*',
  's3:ListBucket*',
  's3:ListMultipartUploadParts',
  's3:DeleteObject*',
  's3:RestoreObject',
];
const writes = ['s3:PutObject*', 's3:ReplicateObject', 's3:AbortMultipartUpload'];

interface Place {
  partition: string;
  region: string;
  account: string;
  /** Of the account's `cdk bootstrap`. */
  qualifier: string;
}

/** A deny of a bucket's policy: its actions, and the conditions under which it holds. */
export interface PerimeterDeny {
  actions: string[];
  conditions: Record<string, Record<string, string | string[]>>;
}

/**
 * Statements by name. "Wrong role" and "wrong network" are apart: conditions of one statement all have to hold, and a
 * right role would then be let in from anywhere. AWS services that act for themselves or for a caller are let through
 * (IAM User Guide, "Data perimeters": aws:PrincipalIsAWSService, aws:ViaAWSService); IfExists keeps anonymous
 * requests, which have neither key, denied.
 */
export function perimeterDenies(
  place: Place,
  project: string,
  perimeter: Perimeter,
  /** Roles of services that read data, of those in serviceReaders. */
  reading: string[],
  /** Roles of jobs beside those that every repository has. */
  more: string[],
): Record<string, PerimeterDeny> {
  const open = [...neverLockedOut(place, project), ...scanners(place, project, reading)];
  const engineers = ownRoles(place, project, ['engineer']);
  const named = ownRoles(place, project, [...jobRoles, ...more, 'engineer', 'approver', 'operator']);
  const noService = { 'aws:PrincipalIsAWSService': 'false' };
  const outside = (exempt: string[]) => ({
    StringNotEquals: { [perimeter.key]: perimeter.value },
    BoolIfExists: { ...noService, 'aws:ViaAWSService': 'false' },
    ArnNotLike: { 'aws:PrincipalArn': exempt },
  });
  return {
    OnlyNamedRoles: {
      actions: [...reads, ...writes],
      conditions: { BoolIfExists: noService, ArnNotLike: { 'aws:PrincipalArn': [...named, ...open] } },
    },
    ReadOnlyInsideTheNetwork: { actions: reads, conditions: outside(open) },
    WriteOnlyInsideTheNetwork: { actions: writes, conditions: outside([...engineers, ...open]) },
  };
}

/** What job logs are read by; queries and live tails take whole groups, and a deny covers them too. */
export const logReads = [
  'logs:FilterLogEvents',
  'logs:GetLogEvents',
  'logs:GetLogRecord',
  'logs:StartLiveTail',
  'logs:StartQuery',
  'logs:Unmask',
];

/**
 * A job prints what it reads, so its log is data: it is read where data is read. Amazon CloudWatch Logs User Guide, "Using
 * CloudWatch Logs with interface VPC endpoints", "Support for VPC context keys".
 */
export function logDeny({ partition, region, account }: Omit<Place, 'qualifier'>, perimeter: Perimeter) {
  return {
    actions: logReads,
    resources: [`arn:${partition}:logs:${region}:${account}:log-group:/aws/sagemaker/*`],
    conditions: { StringNotEquals: { [perimeter.key]: perimeter.value } },
  };
}
