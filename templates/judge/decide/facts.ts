import type { Facts } from './compiled.ts';
import { keyExists, keysDefinedFor } from './iam-data.ts';
import { pathParts } from './pattern.ts';
import { type Principal, parsePrincipal } from './principal.ts';
import { remembered } from './remembered.ts';
import { PolicyError, type Request } from './request.ts';

/**
 * Keys that follow from who asks and what for. `null`: known to be absent. IAM User Guide, "AWS global condition
 * context keys"; for userid, username and PrincipalType the table in "Variables and tags".
 */
const derived = (who: Principal, resourceAccount: string): Record<string, string | null> => {
  const service = who.kind === 'service';
  const fixed: Record<string, string | null> = {
    'aws:resourceaccount': resourceAccount,
    's3:resourceaccount': resourceAccount,
    'aws:principalservicename': service ? who.name : null,
  };
  if (!service) fixed['aws:principalservicenameslist'] = null;
  if (service) return { ...fixed, 'aws:principalisawsservice': 'true', 'aws:principalarn': null, 'aws:username': null };
  if (who.kind === 'anonymous') {
    return {
      ...fixed,
      'aws:principalisawsservice': null,
      'aws:principalarn': null,
      'aws:principalaccount': 'anonymous',
      'aws:principaltype': 'Anonymous',
      'aws:userid': 'anonymous',
      'aws:username': null,
    };
  }
  // Before a role is assumed there is a token, but no principal of an account yet.
  if (who.kind === 'provider') {
    if (who.account !== undefined && who.account !== resourceAccount) {
      throw new PolicyError('unsupported', 'AWS does not say whether roles of another account can trust it', who.name);
    }
    return { ...fixed, 'aws:principalisawsservice': null, 'aws:username': null };
  }
  const account = who.account as string;
  Object.assign(fixed, {
    'aws:principalisawsservice': 'false',
    'aws:principalaccount': account,
    'kms:calleraccount': account,
  });
  if (who.kind === 'root') {
    return {
      ...fixed,
      'aws:principalarn': who.name,
      'aws:principaltype': 'Account',
      'aws:userid': account,
      'aws:username': null,
    };
  }
  if (who.kind === 'user') {
    return {
      ...fixed,
      'aws:principalarn': who.name,
      'aws:principaltype': 'User',
      'aws:username': pathParts(who.name).at(-1) ?? '',
    };
  }
  if (who.kind === 'federated-user') {
    return { ...fixed, 'aws:principalarn': who.name, 'aws:principaltype': 'FederatedUser', 'aws:username': null };
  }
  return { ...fixed, 'aws:principalarn': who.role as string, 'aws:principaltype': 'AssumedRole', 'aws:username': null };
};

const fixedByOwner = remembered((_resourceAccount) => new Map<Principal, Map<string, readonly string[] | null>>());
const fixedFor = (who: Principal, resourceAccount: string) => {
  const known = fixedByOwner(resourceAccount);
  let fixed = known.get(who);
  if (!fixed) {
    const pairs = Object.entries(derived(who, resourceAccount));
    fixed = new Map(pairs.map(([key, value]) => [key, value === null ? null : [value]]));
    if (known.size > 10_000) known.clear();
    known.set(who, fixed);
  }
  return fixed;
};

/** A session's context may name its role with the path that the session's ARN leaves out. */
const completesRole = (who: Principal, key: string, value: string) =>
  key === 'aws:principalarn' && who.kind === 'session' && pathParts(value).at(-1) === pathParts(who.role ?? '').at(-1);

const isKnown = remembered(keyExists);
const alone = remembered((value): readonly string[] => [value]);
const lowerCase = remembered((name) => name.toLowerCase());

class Context implements Facts {
  readonly #given: Map<string, readonly string[] | null>;
  readonly #fixed: Map<string, readonly string[] | null>;
  readonly #isDefined: (key: string) => boolean;
  readonly #unlisted: null | undefined;

  constructor(
    request: Request,
    given: Map<string, readonly string[] | null>,
    fixed: Map<string, readonly string[] | null>,
  ) {
    this.#given = given;
    this.#fixed = fixed;
    this.#isDefined = keysDefinedFor(request.action);
    this.#unlisted = request.unlisted === 'absent' ? null : undefined;
  }

  /** A key that the action does not define is absent; of one that no service defines the data may know nothing yet. */
  get(key: string): readonly string[] | null | undefined {
    if (!this.#isDefined(key) && isKnown(key)) return null;
    const values = this.#given.get(key);
    if (values !== undefined) return values;
    const follows = this.#fixed.get(key);
    return follows !== undefined ? follows : this.#unlisted;
  }
}

/** What the request says and what follows from it. */
export const factsOf = (request: Request): Facts => {
  const who = parsePrincipal(request.principal, request.action);
  const fixed = fixedFor(who, request.resourceAccount);
  const given = new Map<string, readonly string[] | null>();
  for (const name in request.context) {
    const value = request.context[name] as string | string[] | null;
    const key = lowerCase(name);
    const values = typeof value === 'string' ? alone(value) : value;
    const follows = fixed.get(key);
    const differs = follows === null ? values !== null : follows && (values?.length !== 1 || values[0] !== follows[0]);
    if (differs && !(values?.[0] && completesRole(who, key, values[0]))) {
      const truth = follows ?? 'absent';
      throw new PolicyError(
        'request',
        `is ${values ?? 'absent'}, but for ${who.name} it is ${truth}`,
        `context ${name}`,
      );
    }
    if (given.has(key)) throw new PolicyError('request', 'is given twice', `context ${name}`);
    // A list without members is a key without a value.
    given.set(key, values?.length === 0 ? null : values);
  }
  return new Context(request, given, fixed);
};
