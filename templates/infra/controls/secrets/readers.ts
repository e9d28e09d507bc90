/** Who may read the secret's value: ARNs for `aws:PrincipalArn`, which for a session is its role's. */
export function secretReaders(at: { partition: string; account: string }, project: string, rotates: boolean): string[] {
  return ['processing', ...(rotates ? ['rotation'] : [])].map(
    (role) => `arn:${at.partition}:iam::${at.account}:role/${project}-${role}`,
  );
}
