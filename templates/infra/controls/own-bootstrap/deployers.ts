import type { JsonObject } from '../../../judge/read/json.ts';
import type { Settings } from '../../config.ts';
import { ownRoles } from '../../policies/exempt.ts';
import { arnsOf, defaultEntry } from '../../policies/trust.ts';

/** A person of those, as an example for rows; nobody where the answers name none. */
export function exampleDeployer(statements: JsonObject[]): string | undefined {
  const { Condition = {} } = statements.at(-1) ?? {};
  const [arn] = ((Condition as JsonObject).ArnLike as { 'aws:PrincipalArn': string[] })['aws:PrincipalArn'];
  return arn?.replace('?'.repeat(16), '0123456789abcdef').replace('*', 'alex');
}

/** Who deploys: the workflow's role where a repository is named, and the people whom the answers name. */
export function deployersTrust(
  { people, bootstrap, name, repository }: Settings,
  place: { partition: string; account: string },
): JsonObject[] {
  const given = bootstrap.deployers ?? 'default';
  // Nobody of a SAML provider comes in by a name of ours: the answer names the roles.
  const usual = people.signIn === 'saml' ? [] : [defaultEntry(people.signIn, name, 'deployer')];
  const entries = given === 'default' ? usual : given;
  const trust = (arns: string[], more: JsonObject = {}): JsonObject => ({
    Effect: 'Allow',
    Principal: { AWS: `arn:${place.partition}:iam::${place.account}:root` },
    Action: 'sts:AssumeRole',
    Condition: { ArnLike: { 'aws:PrincipalArn': arns }, ...more },
  });
  const mfa: JsonObject = people.signIn === 'iam-users' ? { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } : {};
  const workflow = repository === 'none' ? [] : ownRoles({ ...place, region: '' }, name, ['deploy']);
  return [
    ...(workflow.length > 0 ? [trust(workflow)] : []),
    ...(entries.length > 0 ? [trust(arnsOf(place, people.signIn, entries), mfa)] : []),
  ];
}
