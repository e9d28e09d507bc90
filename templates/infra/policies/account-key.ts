import { AccountRootPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** The account keeps every right on its key, so that nobody is locked out; IAM policies then decide who uses it. */
export function accountThroughIam(account: string): PolicyStatement {
  return new PolicyStatement({
    sid: 'AccountThroughIam',
    principals: [new AccountRootPrincipal()],
    actions: ['kms:*'],
    resources: ['*'],
    conditions: { StringEquals: { 'kms:CallerAccount': account } },
  });
}
