interface Place {
  partition: string;
  region: string;
  account: string;
}

/** ARNs for `aws:PrincipalArn`, which for a session is its role's. */
export function ownRoles({ partition, account }: Place, project: string, roles: string[]): string[] {
  return roles.map((role) => `arn:${partition}:iam::${account}:role/${project}-${role}`);
}

/** CloudFormation's own role. AWS CDK Developer Guide, "CDK bootstrapping": its name. */
export function whatDeploys({ partition, region, account, qualifier }: Place & { qualifier: string }): string {
  return `arn:${partition}:iam::${account}:role/cdk-${qualifier}-cfn-exec-role-${account}-${region}`;
}

/**
 * Principals that a deny on data never names, so that nobody is locked out: what deploys (it repairs a policy), the
 * break-glass role and the account's root user. AWS CDK Developer Guide, "CDK bootstrapping": the role's name.
 */
export function neverLockedOut(place: Place & { qualifier: string }, project: string): string[] {
  const { partition, account } = place;
  return [whatDeploys(place), ...ownRoles(place, project, ['break-glass']), `arn:${partition}:iam::${account}:root`];
}

/** Macie's service-linked role, made when Macie is turned on: nobody else can make a role with this path. */
export function macieRole({ partition, account }: { partition: string; account: string }): string {
  return `arn:${partition}:iam::${account}:role/aws-service-role/macie.amazonaws.com/AWSServiceRoleForAmazonMacie`;
}

/** Roles with which services read data outside of any VPC, and the controls that make them: GuardDuty's malware scan, S3's own copying. */
export const serviceReaders = { 'malware-protection': 'malware-protection', 'locked-copy': 'protected-copy' };

/**
 * What reads data outside of any VPC: services with a role of ours, of which the caller names those that are made, and Macie
 * with its own. A name that nobody made is anybody's to take.
 */
export function scanners(place: Place, project: string, made: string[]): string[] {
  return [
    ...ownRoles(place, project, made),
    // Amazon Macie User Guide, "Allowing Macie to access S3 buckets and objects".
    macieRole(place),
  ];
}
