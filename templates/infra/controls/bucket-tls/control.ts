import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Foundation } from '../../foundation.ts';

export function apply({ ownBuckets }: Foundation): void {
  for (const { resource, policy } of ownBuckets) {
    const everything = { actions: ['s3:*'], resources: [resource.attrArn, `${resource.attrArn}/*`] };
    const anyone = { effect: Effect.DENY, principals: [new AnyPrincipal()] };
    policy.addStatements(
      new PolicyStatement({
        sid: 'OnlyOverTls',
        ...anyone,
        ...everything,
        conditions: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
      // s3:TlsVersion is absent on plain HTTP, which the statement above denies.
      new PolicyStatement({
        sid: 'OnlyOverTls12',
        ...anyone,
        ...everything,
        conditions: { NumericLessThan: { 's3:TlsVersion': '1.2' } },
      }),
    );
  }
}
