import { partitionOf } from '../../judge/place.ts';
import type { AlertScope, EventPattern } from './alert.ts';

/**
 * `userIdentity` of a call by anyone but sessions of these roles of the account. Who has no ARN (a service, a federated
 * caller of another account) is anyone. AWS CloudTrail User Guide, "CloudTrail userIdentity element".
 */
export function anyoneBut({ partition, account }: AlertScope, roles: string[]): EventPattern {
  const sessions = roles.map((role) => `arn:${partition}:sts::${account}:assumed-role/${role}/*`);
  return { arn: [{ exists: false }, { 'anything-but': { wildcard: sessions } }] };
}

/**
 * The roles with which CloudFormation makes these stacks, in the regions that have one. They trust that service alone
 * (AWS CDK Developer Guide, "CDK bootstrapping"), so who uses them is seen by the alert on calls to CloudFormation.
 */
export const executionRoles = (scope: AlertScope, more?: string): string[] =>
  bootstrapRoles(scope, 'cfn-exec-role', more);

/** The roles that the CDK's command line calls CloudFormation with. */
export const deployRoles = (scope: AlertScope): string[] => bootstrapRoles(scope, 'deploy-role');

function bootstrapRoles(
  { settings: { region, bootstrap }, account }: AlertScope,
  role: string,
  more?: string,
): string[] {
  const regions = [...new Set([region, partitionOf(region).globalRegion, ...(more ? [more] : [])])];
  return regions.map((each) => `cdk-${bootstrap.qualifier}-${role}-${account}-${each}`);
}

/** `userIdentity` of a call that no deployment of a stack makes. */
export function byHand(scope: AlertScope): EventPattern {
  return anyoneBut(scope, executionRoles(scope));
}

/** Roles of this project, by the names they have in it. */
export function ownRoleNames({ settings: { name } }: AlertScope, roles: string[]): string[] {
  return roles.map((role) => `${name}-${role}`);
}
