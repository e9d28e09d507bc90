import { comparedId } from '../../templates/judge/compare/accepted.ts';
import { weakened } from '../../templates/judge/ratchet/protections.ts';
import type { Assembly, Resource } from '../../templates/judge/read/assembly.ts';

/** What keeps everybody out whatever a policy or an ACL says (Amazon S3 User Guide, "Blocking public access"). */
const blocks = /^(BlockPublicAcls|BlockPublicPolicy|IgnorePublicAcls|RestrictPublicBuckets)$/;

const written = ({ type: Type, properties: Properties }: Resource) => ({ Type, Properties });
const keyOf = ({ stack, logicalId }: Resource) => `${stack}/${logicalId}`;

/** Protections that the second templates have no more: they let in whoever a policy names, and the policy may be the same. */
export function lowered(before: Assembly[], after: Assembly[]): { id: string; text: string }[] {
  const old = new Map(before.flatMap(({ resources }) => resources.map((each) => [keyOf(each), each] as const)));
  return after.flatMap(({ resources }) =>
    resources.flatMap((resource) => {
      const known = old.get(keyOf(resource));
      if (known?.type !== resource.type) return [];
      return weakened(written(known), written(resource))
        .filter((name) => blocks.test(name))
        .map((name) => ({
          id: comparedId([keyOf(resource), name]),
          text: `${keyOf(resource)} (${resource.type}) is protected less: ${name} is off`,
        }));
    }),
  );
}
