import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Foundation, KeyName } from '../../foundation.ts';
import { directUse, keyUses, servicesOf } from './denies.ts';

export function apply({ data, settings, keys }: Foundation): void {
  for (const [key, services] of Object.entries(servicesOf) as [KeyName, string[]][]) {
    keys[key]?.addToResourcePolicy(
      new PolicyStatement({
        sid: 'OnlyThroughServices',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: keyUses,
        resources: ['*'],
        conditions: directUse(services, settings.region, data.account),
      }),
    );
  }
}
