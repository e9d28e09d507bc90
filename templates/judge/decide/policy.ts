import type { ActionPatterns, CompiledPolicy, CompiledSet, CompiledStatement, Condition } from './compiled.ts';
import { parseCondition } from './condition.ts';
import { checkActions, checkKeys } from './names.ts';
import { becomesLatin, parsePattern, parseResource } from './pattern.ts';
import { parsePrincipals } from './principals.ts';
import { remembered } from './remembered.ts';
import { type NamedPolicy, PolicyError, type PolicyLayer, type PolicySet } from './request.ts';
import { aboutAction } from './statement.ts';

/** Policies, read once. What is not understood is refused with its place. */

export interface Strictness {
  /** false: actions and keys that AWS does not know become doubts of the policy, for texts that we did not write. */
  strict?: boolean;
}

type Json = Record<string, unknown>;
/** Statements of a policy that name the same actions share what they said of each. */
type Matched = (actions: string) => ActionPatterns['matched'];

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const only = (object: Json, allowed: readonly string[], place: string) => {
  for (const name of Object.keys(object)) {
    if (!allowed.includes(name)) throw new PolicyError('malformed', `there is no element ${name}`, place);
  }
};

/** One text or a list of them; IAM JSON policy grammar: "a list of one need not be a list". */
const texts = (value: unknown, place: string): string[] => {
  const list = Array.isArray(value) ? value : [value];
  if (list.length === 0) throw new PolicyError('malformed', 'an empty list', place);
  for (const each of list) if (typeof each !== 'string') throw new PolicyError('malformed', 'is not text', place);
  return list as string[];
};

const elements = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];

/** Either the element or its Not form. */
const either = (statement: Json, name: string, place: string) => {
  const not = Object.hasOwn(statement, `Not${name}`);
  if (not && Object.hasOwn(statement, name)) {
    throw new PolicyError('malformed', `${name} and Not${name} together`, place);
  }
  const element = not ? `Not${name}` : name;
  return Object.hasOwn(statement, element)
    ? { not, value: statement[element], place: `${place}, ${element}` }
    : undefined;
};

const parseActions = (statement: Json, place: string, matchedBy: Matched): ActionPatterns & { texts: string[] } => {
  const found = either(statement, 'Action', place);
  if (!found) throw new PolicyError('malformed', 'it has no Action', place);
  const written = texts(found.value, found.place);
  return {
    not: found.not,
    texts: written,
    matched: matchedBy(JSON.stringify([found.not, written])),
    patterns: written.map((text) => parsePattern(text.toLowerCase(), true, false, found.place)),
  };
};

const parseResources = (statement: Json, layer: PolicyLayer, hasVariables: boolean, place: string) => {
  const found = either(statement, 'Resource', place);
  if (!found) return undefined;
  const completes = layer === 'identity' || layer === 'boundary';
  const patterns = texts(found.value, found.place).map((text) => {
    const pattern = parseResource(text, hasVariables, completes, found.place);
    // IAM User Guide, "IAM JSON policy elements: Resource": no wildcard is in the part that identifies the service.
    if (pattern.parts && pattern.parts[2]?.exact === undefined) {
      throw new PolicyError('malformed', `"${text}" has a wildcard for the service`, found.place);
    }
    return pattern;
  });
  return { not: found.not, patterns };
};

const parseConditions = (block: unknown, hasVariables: boolean, place: string): Condition[] => {
  if (block === undefined) return [];
  if (!isObject(block)) throw new PolicyError('malformed', 'is not an object', place);
  const seen = new Set<string>();
  return Object.entries(block).flatMap(([operator, keys]) => {
    const at = `${place}.${operator}`;
    if (!isObject(keys)) throw new PolicyError('malformed', 'is not an object', at);
    if (Object.keys(keys).length === 0) throw new PolicyError('malformed', 'it has no key', at);
    return Object.entries(keys).map(([key, value]) => {
      if (becomesLatin.test(key)) throw new PolicyError('malformed', `"${key}" is not a condition key`, at);
      // Names of keys are not case-sensitive: which of two would count, no page says.
      const name = `${operator} ${key}`.toLowerCase();
      if (seen.has(name)) throw new PolicyError('unsupported', `${key} stands twice`, at);
      seen.add(name);
      const list = Array.isArray(value) ? value : [value];
      if (list.length === 0) throw new PolicyError('malformed', 'an empty list', `${at}.${key}`);
      const values = list.map((each) => {
        if (/^(string|number|boolean)$/.test(typeof each)) return String(each);
        throw new PolicyError('malformed', 'a value is not text, number or boolean', `${at}.${key}`);
      });
      return parseCondition(operator, key, values, hasVariables, `${at}.${key}`);
    });
  });
};

/** The longest policy that AWS takes has 32,768 characters (AWS KMS quotas); statements of its own, which name nobody, have 50,044. */
const mostLetters = 32_768;

function isLong(value: unknown, most: number): boolean {
  try {
    return JSON.stringify(value).length > most;
  } catch {
    return true;
  }
}

const needsPrincipal = (layer: PolicyLayer) => layer === 'resource' || layer === 'endpoint' || layer === 'rcp';

const parseStatement = (
  value: unknown,
  index: number,
  policy: { name: string; layer: PolicyLayer; hasVariables: boolean; matchedBy: Matched },
  report: (error: PolicyError) => void,
): CompiledStatement => {
  const { name, layer, hasVariables, matchedBy } = policy;
  if (!isObject(value)) throw new PolicyError('malformed', 'is not an object', `${name}, statement #${index}`);
  const sid = typeof value.Sid === 'string' && value.Sid ? value.Sid : `#${index}`;
  const place = `${name}, statement ${sid}`;
  if (isLong(value, (needsPrincipal(layer) ? 1 : 2) * mostLetters))
    throw new PolicyError('unsupported', 'it is longer than any policy', place);
  only(value, elements, place);
  if (value.Sid !== undefined && typeof value.Sid !== 'string')
    throw new PolicyError('malformed', 'Sid is not text', place);
  const effect = value.Effect;
  if (effect !== 'Allow' && effect !== 'Deny')
    throw new PolicyError('malformed', 'Effect is neither Allow nor Deny', place);
  const principal = either(value, 'Principal', place);
  if (principal && !needsPrincipal(layer))
    throw new PolicyError('malformed', `a ${layer} policy has no Principal`, place);
  if (!principal && needsPrincipal(layer)) throw new PolicyError('malformed', 'it has no Principal', place);
  const actions = parseActions(value, place, matchedBy);
  checkActions(actions, place, report);
  const resources = parseResources(value, layer, hasVariables, place);
  const isTrust = layer === 'resource' && actions.texts.every((text) => /^sts:/i.test(text));
  if (!resources && !isTrust) throw new PolicyError('malformed', 'it has no Resource', place);
  const conditions = parseConditions(value.Condition, hasVariables, `${place}, Condition`);
  const keys = [
    ...conditions.flatMap((each) => each.keys),
    ...(resources?.patterns ?? []).flatMap((each) => each.variables),
  ];
  checkKeys([...new Set(keys)], actions, place, report);
  return {
    ref: { policy: name, sid, effect },
    place,
    allows: effect === 'Allow',
    actions,
    resources,
    variesByContext: (resources?.patterns ?? []).some((each) => each.variables.length > 0),
    last: {},
    principals: principal && {
      not: principal.not,
      patterns: parsePrincipals(principal.value, principal.not, principal.place),
    },
    conditions,
  };
};

const parsePolicy = ({ name, policy }: NamedPolicy, layer: PolicyLayer, strict: boolean): CompiledPolicy => {
  if (!isObject(policy)) throw new PolicyError('malformed', 'is not an object', name);
  only(policy, ['Version', 'Id', 'Statement'], name);
  // "IAM JSON policy elements: Version": without one it is 2008-10-17.
  const version = policy.Version ?? '2008-10-17';
  if (version !== '2012-10-17' && version !== '2008-10-17') {
    throw new PolicyError('malformed', 'Version is neither 2012-10-17 nor 2008-10-17', name);
  }
  if (policy.Id !== undefined && typeof policy.Id !== 'string')
    throw new PolicyError('malformed', 'Id is not text', name);
  if (policy.Statement === undefined) throw new PolicyError('malformed', 'it has no Statement', name);
  const hasVariables = version === '2012-10-17';
  const statements: unknown[] = Array.isArray(policy.Statement) ? policy.Statement : [policy.Statement];
  const doubts: PolicyError[] = [];
  const report = (error: PolicyError) => {
    if (strict) throw error;
    doubts.push(error);
  };
  const matchedBy: Matched = remembered(() => new Map());
  const own = { name, layer, hasVariables, matchedBy };
  const read = statements.map((each, index) => parseStatement(each, index, own, report));
  return { name, layer, hasVariables, statements: read, about: aboutAction(read), doubts };
};

const compiled = new WeakMap<NamedPolicy, Map<string, CompiledPolicy>>();

/** Remembered for the object: do not change a policy that was compiled. */
export const compile = (
  policy: NamedPolicy,
  layer: PolicyLayer,
  { strict = true }: Strictness = {},
): CompiledPolicy => {
  if (!isObject(policy)) throw new PolicyError('malformed', 'is not a named policy', `${layer} policy`);
  const refuses = strict && !policy.checked;
  const key = `${layer} ${refuses}`;
  const known = compiled.get(policy) ?? new Map<string, CompiledPolicy>();
  compiled.set(policy, known);
  const found = known.get(key) ?? parsePolicy(policy, layer, refuses);
  known.set(key, found);
  return found;
};

/** Policies of a set that is asked about once; each policy is remembered all the same. */
export const compileOnce = (set: PolicySet, { strict = true }: Strictness = {}): CompiledSet => {
  const all = (layer: PolicyLayer) => (policy: NamedPolicy) => compile(policy, layer, { strict });
  return {
    identity: set.identity.map(all('identity')),
    ...(set.boundary && { boundary: set.boundary.map(all('boundary')) }),
    ...(set.session && { session: set.session.map(all('session')) }),
    ...(set.endpoint && { endpoint: set.endpoint.map(all('endpoint')) }),
    ...(set.resource && { resource: all('resource')(set.resource) }),
    ...(set.scp && { scp: set.scp.map((level) => level.map(all('scp'))) }),
    ...(set.rcp && { rcp: set.rcp.map((level) => level.map(all('rcp'))) }),
  };
};

const sets = new WeakMap<PolicySet, Map<boolean, CompiledSet>>();

/** Remembered for the object, as `compile`. */
export const compileSet = (set: PolicySet, { strict = true }: Strictness = {}): CompiledSet => {
  const known = sets.get(set) ?? new Map<boolean, CompiledSet>();
  sets.set(set, known);
  const found = known.get(strict) ?? compileOnce(set, { strict });
  known.set(strict, found);
  return found;
};
