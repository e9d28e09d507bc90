import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide } from '../../templates/judge/decide/decide.ts';
import { PolicyError } from '../../templates/judge/decide/request.ts';
import { here, object, session } from './ask.ts';

/** Damage that leaves a policy looking sound. */

/** Every text in it counts: with any of them changed, the request below is no longer allowed. */
const sound = () => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::raw/${aws:PrincipalTag/team}/*',
      Condition: {
        StringLike: { 'aws:SourceVpc': 'vpc-*' },
        IpAddress: { 'aws:SourceIp': '10.0.0.0/8' },
        NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' },
        Bool: { 'aws:SecureTransport': 'true' },
      },
    },
  ],
});

const context = {
  'aws:PrincipalTag/team': 'train',
  'aws:SourceVpc': 'vpc-1',
  'aws:SourceIp': '10.1.2.3',
  'aws:MultiFactorAuthAge': '60',
  'aws:SecureTransport': 'true',
};

/** The verdict, or `refused`: anything else that is thrown is a crash. */
const said = (policy: unknown): string => {
  try {
    const request = { principal: session, action: 's3:GetObject', resource: object, resourceAccount: here, context };
    return decide({ ...request, unlisted: 'absent' }, { identity: [{ name: 'p', policy: policy as never }] }).verdict;
  } catch (error) {
    if (error instanceof PolicyError) return 'refused';
    throw error;
  }
};

test('the policy that is damaged below allows', () => expect(said(sound())).toBe('Allowed'));

/** Replaces the text at a place, counted over names and values alike. */
const retext = (policy: unknown, place: number, change: (text: string) => unknown): unknown => {
  let at = -1;
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value === 'object' && value !== null) {
      const entries = Object.entries(value).map(([name, each]): [string, unknown] => {
        at += 1;
        return [at === place ? String(change(name)) : name, walk(each)];
      });
      return Object.fromEntries(entries);
    }
    at += 1;
    return at === place ? change(String(value)) : value;
  };
  return walk(policy);
};
const places = 22;

const lookAlikes: Record<string, string> = {
  ...{ A: 'А', B: 'В', C: 'С', E: 'Е', I: 'І', K: '\u212A', M: 'М', N: 'Ν', O: 'О', P: 'Р', S: 'Ѕ', T: 'Т', V: 'Ⅴ' },
  ...{ a: 'а', c: 'с', e: 'е', i: 'і', k: '\u212A', l: 'ӏ', n: 'ո', o: 'о', p: 'р', r: 'г', s: 'ſ', t: 'ｔ', u: 'ս' },
  ...{ v: 'ν', w: 'ԝ', '0': '٠', '1': '１', '2': '²', '3': 'З', '6': '６', '7': '７', '8': '８', '-': '‐', '.': '．' },
  ...{ ':': '：', '/': '⁄', '*': '∗', $: '＄', '{': '｛', '}': '｝' },
};

test('a letter that only looks like the one that AWS reads never allows', () => {
  fc.assert(
    fc.property(fc.nat(places - 1), fc.nat(60), (place, at) => {
      const policy = retext(sound(), place, (text) => {
        const index = at % text.length;
        return text.slice(0, index) + (lookAlikes[text[index] ?? ''] ?? '\u200b') + text.slice(index + 1);
      });
      expect(said(policy)).not.toBe('Allowed');
    }),
    { numRuns: 5_000, seed: 1 },
  );
});

const intruders = ['\u0000', '\u200b', '\u00a0', '\ufeff', '\u202e', '\ud800', '\n', ' ', '\u0301', '«', '»'];

test('a character that cannot be seen never allows', () => {
  fc.assert(
    fc.property(fc.nat(places - 1), fc.nat(60), fc.constantFrom(...intruders), (place, at, char) => {
      const policy = retext(sound(), place, (text) => {
        const index = at % text.length;
        return text.slice(0, index) + char + text.slice(index);
      });
      expect(said(policy)).not.toBe('Allowed');
    }),
    { numRuns: 5_000, seed: 2 },
  );
});

const others = [true, false, 0, 1, -1, 1e21, Number.NaN, 20, null, [], {}, [[]], { toString: () => 'Allow' }];

test('a value of another type in the place of a text never allows', () => {
  fc.assert(
    fc.property(fc.nat(places - 1), fc.constantFrom<unknown>(...others), (place, value) => {
      const policy = retext(sound(), place, () => value);
      // Bool and Numeric may be written without quotes.
      const same = JSON.stringify(policy).replace('"aws:SecureTransport":true', '"aws:SecureTransport":"true"');
      if (said(policy) === 'Allowed') expect(JSON.parse(same)).toEqual(sound());
    }),
    { numRuns: 2_000, seed: 3 },
  );
});

test('names that every object has by nature are not elements, operators or keys', () => {
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']) {
    for (let place = 0; place < places; place++) {
      expect(said(JSON.parse(JSON.stringify(retext(sound(), place, () => name))))).not.toBe('Allowed');
    }
    const inherited = JSON.parse(`{"${name}": ${JSON.stringify(sound().Statement[0])}}`);
    expect(said({ ...sound(), Statement: [inherited] })).toBe('refused');
    expect(said({ Version: '2012-10-17', ...JSON.parse(`{"${name}": []}`) })).toBe('refused');
  }
});

const repeat = (text: string) => text.repeat(Math.ceil(100_000 / text.length));
const [statement] = sound().Statement;
const conditions = (operator: string, key: string, value: unknown) => ({
  ...sound(),
  Statement: { ...statement, Condition: { [operator]: { [key]: value } } },
});

test.each<[string, () => unknown]>([
  ['digits', () => conditions('NumericEquals', 'aws:MultiFactorAuthAge', `${repeat('1')}x`)],
  ['digits of a date', () => conditions('DateEquals', 'aws:CurrentTime', `2026-01-01T00:00:00.${repeat('1')}Z`)],
  ['colons of an address', () => conditions('IpAddress', 'aws:SourceIp', repeat(':'))],
  ['base64', () => conditions('BinaryEquals', 'aws:UserAgent', `${repeat('A')}!`)],
  ['stars', () => conditions('StringLike', 'aws:UserAgent', repeat('*a'))],
  ['open variables', () => conditions('StringLike', 'aws:UserAgent', repeat('${'))],
  ['spaces in a variable', () => conditions('StringLike', 'aws:UserAgent', `\${aws:a${repeat(' ')},'x}`)],
  ['colons in a variable', () => conditions('StringLike', 'aws:UserAgent', `\${${repeat('a:')}'}`)],
  ['variables', () => conditions('StringLike', 'aws:UserAgent', repeat('${aws:username}'))],
  [
    'values',
    () =>
      conditions(
        'StringLike',
        'aws:UserAgent',
        Array.from({ length: 20_000 }, (_, at) => `x*${at}`),
      ),
  ],
  ['operators', () => conditions(repeat('ForAnyValue:'), 'aws:UserAgent', 'x')],
  ['letters of a key', () => conditions('StringLike', repeat('aws:'), 'x')],
  ['letters of an action', () => ({ ...sound(), Statement: { ...statement, Action: `s3:${repeat('*?')}` } })],
  ['parts of an ARN', () => ({ ...sound(), Statement: { ...statement, Resource: repeat('arn:') } })],
  [
    'statements',
    () => ({ ...sound(), Statement: Array.from({ length: 10_000 }, () => ({ ...statement, Action: 's3:Put*' })) }),
  ],
  [
    'statements that are open',
    () => ({ ...sound(), Statement: Array.from({ length: 20_000 }, () => ({ ...statement, Effect: 'Deny' })) }),
  ],
  [
    'lists in lists',
    () => conditions('StringLike', 'aws:UserAgent', JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`)),
  ],
  ['objects in objects', () => JSON.parse(`${'{"Statement":'.repeat(20_000)}1${'}'.repeat(20_000)}`)],
])('very many %s are refused or denied in time', (_, make) => {
  const policy = make();
  const before = process.cpuUsage();
  expect(said(policy)).not.toBe('Allowed');
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1e6).toBeLessThan(10);
});
