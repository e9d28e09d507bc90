import { describe, expect, it } from 'vitest';
import { diffAccess } from '../../templates/judge/compare/diff.ts';
import { decide } from '../../templates/judge/decide/decide.ts';
import type { PolicySet, PolicyStatement, Request } from '../../templates/judge/decide/request.ts';
import { account, identity, options, principal } from './bases.ts';
import { Random } from './random.ts';

/** A universe that is small enough to ask every request of it. */
const actions = ['s3:GetObject', 's3:PutObject'];
const keys = ['a', 'b', 'ab', 'ba', 'aa', 'a/b', 'x', 'aba'];
const tags = [null, 'a', 'b', 'ab', 'x'];
const ages = [null, '0', '5', '6', '9', '10', '11'];
const patterns = ['*', 'a', 'a*', '*b', 'a?', '*a*', 'a/*', '?', '??'];

const conditions: ((random: Random) => NonNullable<PolicyStatement['Condition']>)[] = [
  (random) => ({
    [random.one(['StringEquals', 'StringNotEquals'])]: { 'aws:PrincipalTag/t': random.some(['a', 'b', 'ab']) },
  }),
  (random) => ({
    [random.one(['StringLike', 'StringNotLike'])]: { 'aws:PrincipalTag/t': random.some(['a*', '*b', 'a']) },
  }),
  (random) => ({ StringEqualsIfExists: { 'aws:PrincipalTag/t': random.some(['a', 'b']) } }),
  (random) => ({ Null: { 'aws:PrincipalTag/t': random.one(['true', 'false']) } }),
  (random) => ({
    [random.one(['NumericLessThan', 'NumericLessThanEquals', 'NumericGreaterThan', 'NumericNotEquals'])]: {
      'aws:MultiFactorAuthAge': random.one(['5', '10']),
    },
  }),
];

function statement(random: Random): PolicyStatement {
  const condition = random.below(2) === 0 ? {} : random.one(conditions)(random);
  const resources = random.some(patterns.filter(() => random.below(3) === 0)).filter(Boolean);
  const named = (resources.length > 0 ? resources : ['*']).map((pattern) => `arn:aws:s3:::box/${pattern}`);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
  const variable = '${aws:PrincipalTag/t}';
  if (random.below(6) === 0) named.push(`arn:aws:s3:::box/${random.one([variable, `a/${variable}`, `${variable}*`])}`);
  return {
    Effect: random.below(3) === 0 ? 'Deny' : 'Allow',
    Action: random.one([...actions, 's3:*Object']),
    ...(random.below(8) === 0 ? { NotResource: named.slice(0, 1) } : { Resource: named.slice(0, 3) }),
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  };
}

function edited(statements: PolicyStatement[], random: Random): PolicyStatement[] {
  const copy = [...statements];
  const at = random.below(copy.length);
  const kind = random.below(4);
  if (kind === 0) copy.splice(at, 1);
  if (kind === 1) copy.push(statement(random));
  if (kind === 2) copy[at] = statement(random);
  if (kind === 3) {
    const { Condition, ...rest } = copy[at] as PolicyStatement;
    copy[at] = Condition ? rest : { ...rest, Condition: random.one(conditions)(random) };
  }
  return random.shuffled(copy.length > 0 ? copy : [statement(random)]);
}

function* requests(): Generator<Request> {
  for (const action of actions) {
    for (const key of keys) {
      for (const tag of tags) {
        for (const age of ages) {
          const context = { 'aws:PrincipalTag/t': tag, 'aws:MultiFactorAuthAge': age };
          const resource = `arn:aws:s3:::box/${key}`;
          yield { principal, action, resource, resourceAccount: account, context, unlisted: 'absent' };
        }
      }
    }
  }
}

/** Whether any request of the universe tells the two apart; undefined where one cannot be decided. */
function bruteForce(before: PolicySet, after: PolicySet): { wider?: Request; narrower?: Request } {
  const found: { wider?: Request; narrower?: Request } = {};
  for (const request of requests()) {
    const [old, now] = [before, after].map((set) => {
      try {
        return decide(request, set).verdict === 'Allowed';
      } catch {
        return undefined;
      }
    });
    if (old === false && now === true) found.wider ??= request;
    if (old === true && now === false) found.narrower ??= request;
  }
  return found;
}

/** More with FUZZ=10000; a case is its seed. */
const cases = Number(process.env.FUZZ ?? 250);

describe('random edits, each against every request of a small universe', () => {
  let unproven = 0;
  it(`misses nothing in ${cases} edits, and every witness replays`, () => {
    for (let seed = 0; seed < cases; seed++) {
      const random = new Random(seed);
      const statements = Array.from({ length: 1 + random.below(4) }, () => statement(random));
      const [before, after] = [identity(...statements), identity(...edited(statements, random))];
      const diff = diffAccess(before, after, options);
      const brute = bruteForce(before, after);
      if (diff.unproven.length > 0) {
        unproven += 1;
        continue;
      }
      for (const direction of ['wider', 'narrower'] as const) {
        if (brute[direction]) expect(diff[direction].length, `seed ${seed} ${direction}`).toBeGreaterThan(0);
        for (const { witness } of diff[direction]) {
          expect(decide(witness.request, before)).toEqual(witness.before);
          expect(decide(witness.request, after)).toEqual(witness.after);
        }
      }
    }
  }, 600_000);

  it('leaves less than a twentieth unproven', () => {
    expect(unproven / cases).toBeLessThan(0.05);
  });
});
