import { Tags } from 'aws-cdk-lib';
import type { Foundation } from '../../foundation.ts';

export function apply({ settings, training }: Foundation): void {
  // On the resources themselves: a stack's tags are given when it is deployed and are in no template.
  for (const [key, value] of Object.entries(settings.tags ?? {}))
    Tags.of(training.node.scope ?? training).add(key, value);
}
