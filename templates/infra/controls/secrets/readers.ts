import type { Settings } from '../../config.ts';
import { ownRoles, whatDeploys } from '../../policies/exempt.ts';

/**
 * Who may read the secret's value: ARNs for `aws:PrincipalArn`, which for a session is its role's. What deploys is among
 * them: CloudFormation's handlers read the value where they update a secret (CloudFormation registry schema,
 * AWS::SecretsManager::Secret, handlers).
 */
export function secretReaders(
  { partition, region, account }: { partition: string; region: string; account: string },
  { name, bootstrap }: Settings,
  rotates: boolean,
): string[] {
  const at = { partition, region, account, ...bootstrap };
  return [...ownRoles(at, name, ['processing', ...(rotates ? ['rotation'] : [])]), whatDeploys(at)];
}
