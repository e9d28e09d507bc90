import { hasResourceControl } from '../../templates/judge/decide/iam-data.ts';
import type {
  ConditionValue,
  NamedPolicy,
  PolicyDocument,
  PolicySet,
  PolicyStatement,
  Request,
} from '../../templates/judge/decide/request.ts';
import { belongs, caller, exempted, isFederated, isRoot, isSession, principalElement } from './callers.ts';
import { Random } from './random.ts';
import { type Key, type Kind, keys, kinds, ours, theirs } from './vocabulary.ts';

/** One question and the policies that answer it, made from a seed. */
export interface Case {
  request: Request;
  policies: PolicySet;
}

type Layer = 'identity' | 'boundary' | 'session' | 'endpoint' | 'resource' | 'scp' | 'rcp';

interface Scene {
  random: Random;
  kind: Kind;
  request: Request;
}

const operatorsOf: Record<Key['type'], string[]> = {
  String: [
    'StringEquals',
    'StringNotEquals',
    'StringLike',
    'StringNotLike',
    'StringEqualsIgnoreCase',
    'StringNotEqualsIgnoreCase',
  ],
  Many: ['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike', 'StringEqualsIgnoreCase'],
  ARN: ['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike'],
  Bool: ['Bool'],
  Numeric: [
    'NumericEquals',
    'NumericNotEquals',
    'NumericLessThan',
    'NumericLessThanEquals',
    'NumericGreaterThan',
    'NumericGreaterThanEquals',
  ],
  Date: [
    'DateEquals',
    'DateNotEquals',
    'DateLessThan',
    'DateLessThanEquals',
    'DateGreaterThan',
    'DateGreaterThanEquals',
  ],
  IP: ['IpAddress', 'NotIpAddress'],
  Binary: ['BinaryEquals'],
};

const condition = ({ random }: Scene, actions: string[], hasVariables: boolean): PolicyStatement['Condition'] => {
  const usable = Object.entries(keys).filter(
    ([, key]) => !key.actions || actions.every((each) => key.actions?.includes(each)),
  );
  const block: Record<string, Record<string, ConditionValue | ConditionValue[]>> = {};
  for (const [name, key] of random.some(usable, 1, 2)) {
    if (random.chance(0.12)) {
      block.Null = { ...block.Null, [name]: random.one(['true', 'false']) };
      continue;
    }
    let operator = random.one(operatorsOf[key.type]);
    const negated = operator.includes('Not');
    // An address without prefix length is another known difference.
    const known = key.type === 'IP' && random.chance(0.97) ? [] : key.values.filter((value) => !value.includes('::'));
    const values = [...known, ...(key.patterns ?? [])].filter((value) => {
      if (value.includes('${aws')) return hasVariables && !negated;
      return !(value.includes('${') && hasVariables);
    });
    const set = key.type === 'Many' ? random.one(['ForAllValues:', 'ForAnyValue:']) : '';
    // Where the key is absent the two engines differ (differences.ts): rarely enough to leave room for the unknown.
    if (random.chance(set === 'ForAnyValue:' ? 0.01 : 0.2)) operator += 'IfExists';
    operator = set + operator;
    block[operator] = {
      ...block[operator],
      [random.chance(0.1) ? name.toLowerCase() : name]: random.wrap(random.some(values, 1, 3)),
    };
  }
  return block;
};

const statement = (
  scene: Scene,
  layer: Layer,
  index: number,
  hasVariables: boolean,
  mayNameSession: boolean,
): PolicyStatement => {
  const { random, kind, request } = scene;
  const effect = layer === 'rcp' || random.chance(0.18) ? 'Deny' : 'Allow';
  const isTrust = layer === 'resource' && request.action.startsWith('sts:');
  const others = Object.values(kinds).flatMap((each) => each.actions);
  const pool = random.chance(0.8) ? [...kind.actions, ...kind.patterns] : others;
  const actions =
    layer === 'resource' || layer === 'rcp'
      ? random.some([...kind.actions, ...kind.patterns], 1, 2)
      : random.some(pool, 1, 3);
  if (random.chance(0.4) && !actions.includes(request.action)) actions.push(request.action);
  const not = !isTrust && layer !== 'resource' && layer !== 'rcp' && random.chance(0.08);
  const all = !isTrust && layer !== 'resource' && layer !== 'rcp' && random.chance(0.1);
  const patterns = [...kind.resourcePatterns(request.resourceAccount), request.resource].filter(
    (text) => hasVariables || !text.includes('${'),
  );
  const notResource = !isTrust && random.chance(0.08);
  const usable = notResource ? patterns.filter((text) => !text.includes('${aws')) : patterns;
  const resources = random.chance(0.25) ? ['*'] : random.some(usable, 1, 3);
  const isOpen = layer === 'endpoint' || layer === 'rcp';
  const principal = layer === 'resource' ? principalElement(scene, mayNameSession) : isOpen ? '*' : undefined;
  const exempt = layer === 'resource' && effect === 'Deny' && random.chance(0.3) ? exempted(scene) : undefined;
  const conditions = random.chance(0.45) ? condition(scene, all || not ? ['*'] : actions, hasVariables) : undefined;
  return {
    ...(random.chance(0.5) && { Sid: `S${index}` }),
    Effect: effect,
    ...(exempt ? { NotPrincipal: exempt } : principal && { Principal: principal }),
    ...(not ? { NotAction: random.wrap(actions) } : { Action: all ? '*' : random.wrap(actions) }),
    ...(!isTrust && (notResource ? { NotResource: random.wrap(resources) } : { Resource: random.wrap(resources) })),
    ...(conditions && { Condition: conditions }),
  } as PolicyStatement;
};

const policy = (scene: Scene, layer: Layer, mayNameSession = true): PolicyDocument => {
  const { random } = scene;
  const hasVariables = layer === 'rcp' || random.chance(0.93);
  const statements = random.times(1, 3, (index) => statement(scene, layer, index, hasVariables, mayNameSession));
  return { Version: hasVariables ? '2012-10-17' : '2008-10-17', Statement: random.wrap(statements) } as PolicyDocument;
};

export const everything: PolicyDocument = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
};
const full: NamedPolicy = { name: 'everything', policy: everything };

const context = ({ random, request }: Scene): Request['context'] => {
  const found: Request['context'] = {};
  for (const [name, key] of Object.entries(keys)) {
    if (key.derived || !random.chance(0.6)) continue;
    if (key.actions && !key.actions.includes(request.action)) continue;
    found[name] = key.type === 'Many' ? random.some(key.values, 1, 2) : random.one(key.values);
  }
  return found;
};

export const generate = (seed: number): Case => {
  const random = new Random(seed);
  const kind = random.one(Object.values(kinds));
  // What a provider of another account may do, AWS does not say.
  const resourceAccount = kind.callers || random.chance(0.85) ? ours : theirs;
  const principal = kind.callers ? random.one(kind.callers) : caller(random, kind.hasPolicy && kind !== kinds.role);
  const request: Request = {
    principal,
    action: random.one(kind.actions),
    resource: random.one(kind.resources(resourceAccount)),
    resourceAccount,
    context: {},
    unlisted: 'absent',
    unseenResourcePolicy: 'none',
  };
  const scene: Scene = { random, kind, request };
  request.context = context(scene);
  const has = belongs(principal);
  const named = (layer: Layer, index: number): NamedPolicy => ({
    name: `${layer}${index}`,
    policy: policy(scene, layer),
  });
  // A federated user without a session policy is asked apart (differences.ts).
  const session = isFederated(principal) || (isSession(principal) && random.chance(0.25));
  // A trust policy is never left out: a role has one.
  const resource = kind.hasPolicy && (request.action.startsWith('sts:') || !has || random.chance(0.55));
  const levels = (layer: Layer) =>
    random.times(1, 2, (level) =>
      layer !== 'rcp' && random.chance(0.4)
        ? [full, named(layer, level + 10)]
        : random.times(1, 2, (index) => named(layer, level * 2 + index)),
    );
  // The root user's full access is asked apart, too: the other engine has to be given it.
  const own = () => (isRoot(principal) ? [full] : random.times(1, 3, (index) => named('identity', index)));
  const policies: PolicySet = {
    identity: has ? own() : [],
    ...(has && !isRoot(principal) && random.chance(0.25) && { boundary: [named('boundary', 0)] }),
    ...(session && { session: [named('session', 0)] }),
    ...(random.chance(0.12) && { endpoint: [named('endpoint', 0)] }),
    // What a session's own ARN and its session policy do together is asked apart (differences.ts).
    ...(resource && { resource: { name: 'resource', policy: policy(scene, 'resource', !session) } }),
    ...(has && random.chance(0.2) && { scp: levels('scp') }),
    // Services that RCPs do not reach are asked apart, too.
    ...(hasResourceControl(request.action) && random.chance(0.15) && { rcp: levels('rcp') }),
  };
  return { request, policies };
};
