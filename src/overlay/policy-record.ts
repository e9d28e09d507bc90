import type { Json } from '../../templates/judge/read/json.ts';
import { Refusal } from '../refusal.ts';
import { boundsFor, rankOf } from './keys.ts';
import { overlaySchema } from './schema.ts';
import { problems, type Schema, type ShapeFinding } from './shape.ts';

interface Reason {
  why: string;
}

/** The bounds of one answer: those that its kind can have (keys.ts). */
export interface Limit extends Reason {
  oneOf?: (string | number | boolean)[];
  atLeast?: string | number;
  atMost?: string | number;
  includes?: string[];
  keys?: string[];
  startsWith?: string;
}

/** What of an overlay binds a repository; the lock records it, so that `check` needs the overlay no more. */
export interface Policy {
  name: string;
  version: string;
  contact: string;
  lock: Record<string, Reason & { value: Json }>;
  limit: Record<string, Limit>;
  require: {
    files: Record<string, Reason & { unchanged?: boolean }>;
    controls: Record<string, Reason>;
    /** Kinds of units, of each of which there has to be one. */
    units: Record<string, Reason>;
  };
  forbid: { units: Record<string, Reason> };
}

/** Everything that is wrong with an overlay, in one refusal. */
export function refuseAll(found: ShapeFinding[], where: string): void {
  if (found.length === 0) return;
  const lines = found.slice(0, 50).map(({ at, what }) => `\n  ${at ? `overlay.json#${at}: ` : ''}${what}`);
  throw new Refusal({
    code: 'overlay/invalid',
    what: `The overlay has ${found.length} fault(s):${lines.join('')}\n`,
    where,
    fix: 'Fix all of them. schemas/overlay.schema.json says what each key accepts.',
  });
}

/** Bounds that do not fit their answer, and ranks that its values do not have. */
export function boundProblems(limit: Record<string, Limit>): ShapeFinding[] {
  return Object.entries(limit).flatMap(([key, { why: _, ...bounds }]) =>
    Object.entries(bounds).flatMap(([bound, value]) => {
      const at = `/limit/${key}/${bound}`;
      const known = boundsFor(key);
      if (!known.includes(bound)) {
        return [{ at, what: `does not fit ${key}; ${known.length > 0 ? known.join(', ') : 'only lock'} would` }];
      }
      if (!['atLeast', 'atMost'].includes(bound) || !Number.isNaN(rankOf(key, value as Json))) return [];
      return [{ at, what: `is ${JSON.stringify(value)}, which has no rank among the values of ${key}` }];
    }),
  );
}

/** The parts of `document` that bind; `document` has been checked against the schema. */
export function policyOf(document: Partial<Policy> & Pick<Policy, 'name' | 'version' | 'contact'>): Policy {
  const { name, version, contact, lock = {}, limit = {}, require, forbid } = document;
  return {
    name,
    version,
    contact,
    lock,
    limit,
    require: { files: require?.files ?? {}, controls: require?.controls ?? {}, units: require?.units ?? {} },
    forbid: { units: forbid?.units ?? {} },
  };
}

/** Reads what the lock records of an overlay's policy: untrusted, since anybody can edit the lock. */
export function readPolicy(value: Json, where: string): Policy {
  const { properties = {}, $defs } = overlaySchema();
  const { name, version, contact, lock, limit, require, forbid } = properties;
  const bound = { name, version, contact, lock, limit, require, forbid } as Record<string, Schema>;
  const recorded: Schema = {
    type: 'object',
    properties: bound,
    required: ['name', 'version', 'contact'],
    additionalProperties: false,
    $defs,
  };
  refuseAll(problems(value, recorded), where);
  const policy = policyOf(value as unknown as Policy);
  refuseAll(boundProblems(policy.limit), where);
  return policy;
}

/** The part of an overlay that lock.json records. */
export function recordPolicy(overlay: Policy): Policy {
  return policyOf(overlay);
}
