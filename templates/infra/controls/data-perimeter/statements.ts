import type { JobNetwork } from '../../foundation.ts';
import { neverLockedOut, ownRoles, scanners } from '../../policies/exempt.ts';

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
  perimeter: JobNetwork['perimeter'],
): Record<string, PerimeterDeny> {
  const open = [...neverLockedOut(place, project), ...scanners(place, project)];
  const people = ownRoles(place, project, ['people']);
  const named = ownRoles(place, project, ['training', 'processing', 'inference', 'people']);
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
    WriteOnlyInsideTheNetwork: { actions: writes, conditions: outside([...people, ...open]) },
  };
}
