import type { Stack } from 'aws-cdk-lib';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { Foundation } from '../foundation.ts';

const idOf = (role: string) => `${role[0]?.toUpperCase()}${role.slice(1)}UnitsPolicy`;

/** What units let a role do, where any does. */
export const existingUnitPolicy = (training: Stack, role: string): ManagedPolicy | undefined =>
  training.node.tryFindChild(idOf(role)) as ManagedPolicy | undefined;

/**
 * The policy of a role that units add to: IAM takes 6,144 characters a policy, and the role's own is full enough (IAM User
 * Guide, "IAM and AWS STS quotas").
 */
export function unitPolicyOf({ training, roles }: Foundation, role: string): ManagedPolicy {
  const there = existingUnitPolicy(training, role);
  if (there) return there;
  const policy = new ManagedPolicy(training, idOf(role));
  roles[role]?.role.addManagedPolicy(policy);
  return policy;
}
