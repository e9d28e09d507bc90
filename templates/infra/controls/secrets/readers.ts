/** Who may read the secret's value: ARNs for `aws:PrincipalArn`, which for a session is its role's. */
export function secretReaders(at: { partition: string; account: string }, project: string): string[] {
  return ['processing', 'people', 'rotation', 'break-glass'].map(
    (role) => `arn:${at.partition}:iam::${at.account}:role/${project}-${role}`,
  );
}
