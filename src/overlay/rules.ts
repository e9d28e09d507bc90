import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../templates/judge/read/json.ts';
import { settingAt } from '../shape/settings.ts';
import { rankOf } from './keys.ts';
import type { Limit, Policy } from './policy-record.ts';

/** One rule on one answer, with who made it. */
export type PolicyRule = { id: string; who: string; why: string; contact: string; key: string } & (
  | { lock: Json }
  | { limit: Omit<Limit, 'why'> }
);

/** Every rule on answers, in the overlays' order; a rule's id is what a waiver names: policy/bank/limit/region. */
export function rulesOf(policies: readonly Policy[]): PolicyRule[] {
  return policies.flatMap(({ name, version, contact, lock, limit, require }) => {
    const by = { who: `${name} ${version}`, contact };
    return [
      ...Object.entries(lock).map(([key, { value, why }]) => ({
        ...by,
        id: `policy/${name}/lock/${key}`,
        key,
        why,
        lock: value,
      })),
      ...Object.entries(limit).map(([key, { why, ...bounds }]) => ({
        ...by,
        id: `policy/${name}/limit/${key}`,
        key,
        why,
        limit: bounds,
      })),
      // A required control is on by its answer, whatever the tier: then nobody turns it off without breaking a rule.
      ...Object.entries(require.controls).map(([control, { why }]) => ({
        ...by,
        id: `policy/${name}/require/control/${control}`,
        key: `controls.${control}`,
        why,
        lock: true,
      })),
    ];
  });
}

const listed = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);

/** What a rule says about a value, in words that follow the answer's key; nothing where the value keeps it. */
export function broken(rule: PolicyRule, value: Json | undefined): string | undefined {
  const is = `is ${value === undefined ? 'not set' : JSON.stringify(value)}`;
  if ('lock' in rule)
    return isDeepStrictEqual(value, rule.lock) ? undefined : `${is}, not ${JSON.stringify(rule.lock)}`;
  const { oneOf, atLeast, atMost, includes, keys, startsWith } = rule.limit;
  const rank = rankOf(rule.key, value);
  if (oneOf && !oneOf.some((one) => one === value)) return `${is}, not one of ${oneOf.join(', ')}`;
  // A value without a rank is neither above nor below: `!(a >= b)` catches it, `a < b` would not.
  if (atLeast !== undefined && !(rank >= rankOf(rule.key, atLeast))) return `${is}, and ${atLeast} is the least`;
  if (atMost !== undefined && !(rank <= rankOf(rule.key, atMost))) return `${is}, and ${atMost} is the most`;
  if (startsWith !== undefined && !(typeof value === 'string' && value.startsWith(startsWith))) {
    return `${is}, and has to begin with ${startsWith}`;
  }
  const without = includes?.filter((one) => !listed(value).includes(one)) ?? [];
  if (without.length > 0) return `lacks ${without.join(', ')}`;
  const untold = keys?.filter((key) => {
    const tag = settingAt(value, key);
    return typeof tag !== 'string' || tag.trim() === '';
  });
  return untold && untold.length > 0 ? `has no value for ${untold.join(', ')}` : undefined;
}

/**
 * A value that keeps every rule, where nobody chose one: the lock's, the first that all lists allow, the nearest bound.
 * `current` comes back where it keeps them already, or where no rule says what else it could be.
 */
export function resolvedRule(rules: readonly PolicyRule[], current: Json | undefined): Json | undefined {
  const keeps = (value: Json | undefined) => rules.every((rule) => broken(rule, value) === undefined);
  if (keeps(current)) return current;
  const offered = rules.flatMap((rule): Json[] => {
    if ('lock' in rule) return [rule.lock];
    const { oneOf, atLeast, atMost } = rule.limit;
    return [...(oneOf ?? []), atLeast, atMost].filter((one) => one !== undefined);
  });
  return offered.find(keeps) ?? current;
}

/** The entries that rules add to a list. */
export function added(rules: readonly PolicyRule[], value: Json | undefined): Json | undefined {
  const wanted = rules.flatMap((rule) => ('limit' in rule && rule.limit.includes) || []);
  return wanted.length === 0 ? value : [...new Set([...listed(value), ...wanted])];
}
