import sources from '../../templates/infra/policies/key-sources.json' with { type: 'json' };
import { isObject, listOf } from '../../templates/judge/read/json.ts';
import type { AccessModel } from '../../templates/judge/read/model.ts';

const pages: Record<string, Record<string, string>> = sources;

/** `cloudtrail` of `cloudtrail.amazonaws.com`, and of the host of a region or of China. */
const serviceOf = (host: string) => host.replace(/(\.[a-z]+(-[a-z]+)+-\d)?\.amazonaws\.com(\.cn)?$/, '');

/** Who sends the keys that a statement of a resource's policy looks at. */
function sendersOf(principal: unknown): string[] {
  if (!isObject(principal)) return ['an identity of the account'];
  return Object.entries(principal).flatMap(([kind, names]) =>
    kind === 'Service'
      ? listOf(names).map((host) => serviceOf(String(host)))
      : [kind === 'Federated' ? 'a token of a provider' : 'an identity of the account'],
  );
}

const isSourced = (sender: string, key: string): boolean => {
  const known = pages[sender] ?? {};
  return Object.keys(known).some((name) => [key.toLowerCase(), '*'].includes(name.toLowerCase()));
};

/** Condition keys that an allow rests on and for which no page that shows who sends them is named. */
export function unsourced({ principals, resources }: AccessModel): string[] {
  const own = principals.flatMap(({ identity }) => identity.map((policy) => ({ policy, isOwn: true })));
  const others = resources.flatMap(({ policy }) => (policy ? [{ policy, isOwn: false }] : []));
  const open = [...own, ...others].flatMap(({ policy: { name, policy }, isOwn }) =>
    listOf(policy.Statement).flatMap(({ Effect, Condition = {}, Principal, Sid }) => {
      if (Effect !== 'Allow') return [];
      const keys = Object.values(Condition).flatMap((each) => Object.keys(each));
      const senders = isOwn ? ["the caller's own request"] : sendersOf(Principal);
      return senders.flatMap((sender) =>
        keys.filter((key) => !isSourced(sender, key)).map((key) => `${name}/${Sid ?? ''}: ${key} of ${sender}`),
      );
    }),
  );
  return [...new Set(open)];
}
