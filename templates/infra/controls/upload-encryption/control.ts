import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Foundation } from '../../foundation.ts';
import { uploadDenies } from './denies.ts';

export function apply({ buckets, keys }: Foundation): void {
  if (!keys.data) return;
  for (const { own } of Object.values(buckets)) {
    if (!own) continue;
    for (const [sid, conditions] of Object.entries(uploadDenies(keys.data.keyArn))) {
      own.policy.addStatements(
        new PolicyStatement({
          sid,
          effect: Effect.DENY,
          principals: [new AnyPrincipal()],
          actions: ['s3:PutObject'],
          resources: [`${own.resource.attrArn}/*`],
          conditions,
        }),
      );
    }
  }
}
