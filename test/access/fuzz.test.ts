import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide } from '../../templates/judge/decide/decide.ts';
import { PolicyError } from '../../templates/judge/decide/request.ts';
import { here, object, session } from './ask.ts';

/** A sound policy with something done to it, and values that are none of a policy's at all. */
const sound = () => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'S',
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:Put*'],
      Resource: ['arn:aws:s3:::raw/*'],
      Condition: { StringLike: { 'aws:SourceVpc': ['vpc-*'] }, IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
    },
  ],
});

const texts = [
  '',
  '*',
  '${',
  '${}',
  '${a',
  '}',
  'arn:',
  'arn:aws:s3',
  ':::::',
  '__proto__',
  'constructor',
  '\u0000',
  '*'.repeat(2000),
  '?*'.repeat(500),
  '-1',
  '1e999',
  '::',
  '0/0',
  '9'.repeat(400),
];
const odd = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<unknown>(...texts) },
  { weight: 2, arbitrary: fc.string({ maxLength: 30 }) },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(null, undefined, 0, true, [], {}, [[]], Number.NaN, { '': '' }) },
  { weight: 1, arbitrary: fc.anything({ maxDepth: 2 }) },
);

/** Puts `value` somewhere: a step down for each number. */
const edit = (target: unknown, path: number[], value: unknown, rename: boolean): unknown => {
  const [step = 0, ...rest] = path;
  if (typeof target !== 'object' || target === null || path.length === 0) return value;
  const entries = Object.entries(target);
  if (entries.length === 0) return value;
  const at = step % entries.length;
  const changed = entries.map(([name, each], index): [string, unknown] => {
    if (index !== at) return [name, each];
    return rename && rest.length === 0 ? [String(value), each] : [name, edit(each, rest, value, rename)];
  });
  return Array.isArray(target) ? changed.map(([, each]) => each) : Object.fromEntries(changed);
};

const nothingAllows = { identity: [], session: [] };
const question = (context: Record<string, string | string[] | null>) => ({
  principal: session,
  action: 's3:GetObject',
  resource: object,
  resourceAccount: here,
  unlisted: 'absent' as const,
  context,
});

const layers = ['identity', 'boundary', 'session', 'endpoint', 'resource', 'scp', 'rcp'] as const;
const placed = (layer: (typeof layers)[number], policy: unknown) => {
  const named = { name: 'fuzzed', policy };
  if (layer === 'resource') return { ...nothingAllows, resource: named };
  if (layer === 'scp' || layer === 'rcp') return { ...nothingAllows, [layer]: [[named]] };
  return { ...nothingAllows, [layer]: [named] };
};

test('10,000 malformed policies: a named error or a denial, never a crash, a hang or an allow', () => {
  const edits = fc.array(
    fc.record({ path: fc.array(fc.nat(9), { minLength: 1, maxLength: 6 }), value: odd, rename: fc.boolean() }),
    { minLength: 1, maxLength: 3 },
  );
  let refused = 0;
  let slowest = 0;
  fc.assert(
    fc.property(fc.constantFrom(...layers), edits, (layer, changes) => {
      const policy = changes.reduce<unknown>(
        (made, { path, value, rename }) => edit(made, path, value, rename),
        sound(),
      );
      const before = performance.now();
      try {
        // No context: the sound policy allows nothing, so an edit that is not a policy must not either.
        const { verdict } = decide(question({}), placed(layer, policy) as never);
        if (verdict === 'Allowed') expect(isWider(policy)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(PolicyError);
        refused += 1;
      }
      slowest = Math.max(slowest, performance.now() - before);
    }),
    { numRuns: 10_000, seed: 20260 },
  );
  expect(refused).toBeGreaterThan(5_000);
  expect(slowest).toBeLessThan(5_000);
});

/** An edit may well make a wider policy that is sound: one whose statement no longer has the conditions. */
const isWider = (policy: unknown): boolean => {
  const { Statement } = policy as { Statement: unknown };
  return [Statement].flat().some((each) => {
    const { Effect, Condition } = each as { Effect: unknown; Condition?: object };
    return (
      Effect === 'Allow' &&
      (Condition === undefined ||
        !('StringLike' in Condition && 'IpAddress' in Condition) ||
        JSON.stringify(Condition) !== JSON.stringify(sound().Statement[0]?.Condition))
    );
  });
};

test('odd requests: a named error or a verdict', () => {
  const text = fc.oneof(fc.constantFrom(...texts), fc.string());
  fc.assert(
    fc.property(
      text,
      text,
      text,
      text,
      fc.dictionary(text, fc.oneof(text, fc.array(text, { maxLength: 3 }))),
      (principal, action, resource, account, context) => {
        try {
          decide({ principal, action, resource, resourceAccount: account, context }, { identity: [] });
        } catch (error) {
          expect(error).toBeInstanceOf(PolicyError);
        }
      },
    ),
    { numRuns: 2_000, seed: 20261 },
  );
});
