/**
 * The organization's boundary in the account of the roles: a boundary and its roles are in one account, so an ARN
 * without an account serves every environment (IAM User Guide, "Permissions boundaries for IAM entities").
 */
export function boundaryArn(given: string | null | undefined, account: string | undefined): string | undefined {
  return given ? given.replace(/^(arn:[a-z-]+:iam::):/, `$1${account}:`) : undefined;
}
