import type { Resource } from '../assembly/assembly.ts';
import { listOf } from '../assembly/json.ts';

/** A role has other rights than those of one managed policy, which is named by the start of its logical id. */
export function hasOther({ stack, properties }: Resource, policy: string): string | false {
  const [only, ...more] = listOf(properties.ManagedPolicyArns).map(String);
  const own =
    only?.includes(`«${stack}/${policy}`) &&
    only.endsWith('»') &&
    more.length === 0 &&
    properties.Policies === undefined;
  return !own && `has the policies ${JSON.stringify([properties.ManagedPolicyArns, properties.Policies])}`;
}
