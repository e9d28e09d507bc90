import { isObject, type Json, listOf } from './read/json.ts';

/** Context keys with their values; `null` is absent, and `{data-key}` is what has that proof name. */
export type CastContext = Record<string, string | string[] | null>;

/** How a role's work is done: in which circumstances requests of it are expected to be made. */
export interface CastPart {
  /** A phrase of the cast. */
  ordinarily?: string;
  /** Its requests also pass the policy of the service's endpoint. */
  throughEndpoints?: boolean;
  /** The caller that takes the role: without that there is no session to ask as. */
  person?: string;
}

/** Who acts in a repository, and the words for how they do: a declaration of the repository, read as data. */
export interface Cast {
  /** By proof name. A role that is not here asks without any circumstance of its own. */
  roles: Record<string, CastPart>;
  /** Callers that are not roles: a name for rows, and what it stands for (`{oidc-provider}`). */
  callers: Record<string, string>;
  /** A phrase that can come about in several ways has a context for each of them. */
  phrases: Record<string, CastContext[]>;
  /** How a role of people is taken, by the sign-in of the answers: the call and what it carries. */
  signIns: Record<string, { action: string; with?: Record<string, string | string[] | null> }>;
  /** The phrase that a row with `only` must hold without. */
  opposites: Record<string, string>;
  /** Where code lies that roles load and run: `{"code": "artifacts/code/*"}`. Whoever writes there has their rights. */
  executes?: Record<string, string>;
}

export const nobody: Cast = { roles: {}, callers: {}, phrases: {}, opposites: {}, signIns: {}, executes: {} };

/** Several casts as one. What an earlier one says of a name stands: a later one adds names, and changes none. */
export function joinCasts(...casts: Cast[]): Cast {
  const joined = <K extends keyof Cast>(key: K): Required<Cast>[K] =>
    Object.assign({}, ...casts.map((cast) => cast[key]).reverse());
  return {
    roles: joined('roles'),
    callers: joined('callers'),
    phrases: joined('phrases'),
    opposites: joined('opposites'),
    signIns: joined('signIns'),
    executes: joined('executes'),
  };
}

const isContext = (value: Json): boolean =>
  isObject(value) &&
  Object.values(value).every((one) => one === null || listOf(one).every((item) => typeof item === 'string'));

const shapes: Record<keyof Cast, (value: Json) => boolean> = {
  roles: (value) => isObject(value) && [value.ordinarily, value.person].some((one) => typeof one === 'string'),
  callers: (value) => typeof value === 'string',
  phrases: (value) => Array.isArray(value) && value.length > 0 && value.every(isContext),
  opposites: (value) => typeof value === 'string',
  executes: (value) => typeof value === 'string',
  signIns: (value) =>
    isObject(value) && typeof value.action === 'string' && (value.with === undefined || isContext(value.with)),
};

/** A cast as a file has it. Anybody can write that file: what does not have the form of its part is left out. */
export function castOf(value: Json): Cast {
  const given = isObject(value) ? value : {};
  const part = (key: keyof Cast) => {
    const found = given[key] ?? null;
    return Object.fromEntries(isObject(found) ? Object.entries(found).filter(([, one]) => shapes[key](one)) : []);
  };
  const parts = (Object.keys(shapes) as (keyof Cast)[]).map((key) => [key, part(key)]);
  return Object.fromEntries(parts) as unknown as Cast;
}
