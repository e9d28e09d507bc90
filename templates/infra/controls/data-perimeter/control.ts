import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Foundation } from '../../foundation.ts';
import { perimeterDenies } from './statements.ts';

export function apply({ data, settings, buckets, network }: Foundation): void {
  if (!network) return;
  const { partition, region, account } = data;
  const place = { partition, region, account, ...settings.bootstrap };
  for (const { own } of Object.values(buckets)) {
    if (!own) continue;
    for (const [sid, deny] of Object.entries(perimeterDenies(place, settings.name, network.perimeter))) {
      own.policy.addStatements(
        new PolicyStatement({
          sid,
          effect: Effect.DENY,
          principals: [new AnyPrincipal()],
          resources: [own.resource.attrArn, `${own.resource.attrArn}/*`],
          ...deny,
        }),
      );
    }
  }
}
