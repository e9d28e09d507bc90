import { describe, expect, test } from 'vitest';
import type { Facts } from '../../templates/judge/decide/compiled.ts';
import { parseCondition } from '../../templates/judge/decide/condition.ts';
import { both, either } from '../../templates/judge/decide/layers.ts';
import { arnParts } from '../../templates/judge/decide/pattern.ts';
import { compile } from '../../templates/judge/decide/policy.ts';
import { PolicyError } from '../../templates/judge/decide/request.ts';
import { actionMatches, conditionsHold, resourceMatches, unknownKeys } from '../../templates/judge/decide/statement.ts';
import { policy } from './ask.ts';

type Known = Record<string, string[] | null>;
const facts = (known: Known = {}): Facts => ({ get: (key) => known[key] });
const said = <T>(run: () => T): T | string => {
  try {
    return run();
  } catch (error) {
    if (error instanceof PolicyError) return `${error.code} at ${error.message}`;
    throw error;
  }
};

describe('what is open stays open', () => {
  const truths = ['yes', 'no', 'unknown'] as const;
  test('both: no wins, then what is open', () => {
    expect(truths.map((a) => truths.map((b) => both(a, b)))).toEqual([
      ['yes', 'no', 'unknown'],
      ['no', 'no', 'no'],
      ['unknown', 'no', 'unknown'],
    ]);
  });
  test('either: yes wins, then what is open', () => {
    expect(truths.map((a) => truths.map((b) => either(a, b)))).toEqual([
      ['yes', 'yes', 'yes'],
      ['yes', 'no', 'unknown'],
      ['yes', 'unknown', 'unknown'],
    ]);
  });
});

describe('a condition', () => {
  const holds = (name: string, texts: string[], known: Known) =>
    said(() => parseCondition(name, 'aws:K', texts, true, 'p').holds(facts(known)));
  const k = (...values: string[]): Known => ({ 'aws:k': values });

  test.each<[string, string[], Known, string]>([
    ['Null', ['true'], { 'aws:k': null }, 'yes'],
    ['Null', ['true'], k('a'), 'no'],
    ['Null', ['TRUE'], {}, 'unknown'],
    ['Null', ['false'], k('a'), 'yes'],
    ['Null', ['false'], { 'aws:k': null }, 'no'],
    ['Null', ['true', 'false'], {}, 'yes'],
    ['Null', ['true', 'false'], k('a'), 'yes'],
    ['StringEquals', ['a'], {}, 'unknown'],
    ['StringEquals', ['a'], { 'aws:k': null }, 'no'],
    ['StringNotEquals', ['a'], { 'aws:k': null }, 'yes'],
    ['StringEqualsIfExists', ['a'], { 'aws:k': null }, 'yes'],
    ['StringEqualsIfExists', ['a'], k('b'), 'no'],
    ['stringequals', ['a'], k('a'), 'yes'],
    ['StringEquals', [''], k(''), 'yes'],
    ['StringNotEquals', ['a'], k(''), 'yes'],
    ['ForAllValues:StringEquals', ['a'], { 'aws:k': null }, 'yes'],
    ['ForAllValues:StringEquals', ['a'], k(), 'yes'],
    ['ForAllValues:StringEquals', ['a'], k(''), 'yes'],
    ['ForAllValues:StringEquals', ['a'], k('', 'a'), 'no'],
    ['ForAllValues:StringEquals', ['a', 'b'], k('a', 'b'), 'yes'],
    ['ForAllValues:StringEquals', ['a'], k('a', 'b'), 'no'],
    ['ForAllValues:StringEquals', ['a', '${aws:v}'], k('a', 'b'), 'unknown'],
    ['ForAllValues:StringEquals', ['${aws:v}'], { ...k('a', 'b'), 'aws:v': ['c'] }, 'no'],
    ['forallvalues:StringEquals', ['a'], k('b'), 'no'],
    ['ForAnyValue:StringEquals', ['a'], { 'aws:k': null }, 'no'],
    ['ForAnyValue:StringEquals', ['a'], k(''), 'no'],
    ['ForAnyValue:StringEqualsIfExists', ['a'], k(''), 'no'],
    ['ForAnyValue:StringEqualsIfExists', ['a'], { 'aws:k': null }, 'yes'],
    ['ForAnyValue:StringEquals', ['a'], k('b', 'a'), 'yes'],
    ['ForAnyValue:StringEquals', ['a'], k('b', 'c'), 'no'],
    ['ForAnyValue:StringEquals', ['a', '${aws:v}'], k('b', 'c'), 'unknown'],
    ['ForAnyValue:StringEquals', ['a', '${aws:v}'], k('b', 'a'), 'yes'],
    ['StringEquals', ['a', 'b'], k('b'), 'yes'],
    ['StringNotEquals', ['a', 'b'], k('b'), 'no'],
    ['StringNotEquals', ['a', 'b'], k('c'), 'yes'],
    ['StringEquals', ['b', '${aws:v}'], k('a'), 'unknown'],
    ['StringEquals', ['a', '${aws:v}'], k('a'), 'yes'],
    ['StringNotEquals', ['b', '${aws:v}'], k('a'), 'unknown'],
    ['StringNotEquals', ['a', '${aws:v}'], k('a'), 'no'],
    ['StringEquals', ['${aws:v}'], { ...k('a'), 'aws:v': null }, 'no'],
  ])('%s %j with %j is %s', (name, texts, known, expected) => {
    expect(holds(name, texts, known)).toBe(expected);
  });

  test.each<[string, string[], Known, string]>([
    ['StringEqual', ['a'], {}, 'unknown-operator at p: there is no operator StringEqual'],
    ['String Equals', ['a'], {}, 'unknown-operator at p: there is no operator String Equals'],
    ['ForSome:StringEquals', ['a'], {}, 'unknown-operator at p: there is no operator ForSome:StringEquals'],
    ['', ['a'], {}, 'unknown-operator at p: there is no operator '],
    ['NullIfExists', ['true'], {}, 'unsupported at p: NullIfExists: Null takes no qualifier'],
    ['ForAllValues:Null', ['true'], {}, 'unsupported at p: ForAllValues:Null: Null takes no qualifier'],
    ['Null', ['yes'], {}, 'malformed at p: Null takes true or false, not "yes"'],
    ['Null', ['truest'], {}, 'malformed at p: Null takes true or false, not "truest"'],
    ['Null', ['untrue'], {}, 'malformed at p: Null takes true or false, not "untrue"'],
    ['StringEquals', ['a'], k('a', 'b'), 'unsupported at p: aws:k has several values and the operator is for one'],
    ['StringEquals', ['a'], k(), 'yes or no'],
    [
      'StringNotEquals',
      ['${aws:v}'],
      { ...k('a'), 'aws:v': null },
      'unsupported at p: a variable of a negated operator has no value',
    ],
  ])('%s %j with %j: %s', (name, texts, known, expected) => {
    const result = holds(name, texts, known);
    if (expected === 'yes or no') expect(['yes', 'no']).toContain(result);
    else expect(result).toBe(expected);
  });

  test('keeps what it is about', () => {
    expect(parseCondition('ForAnyValue:StringNotLikeIfExists', 'aws:K', ['a*', '${aws:V}'], true, 'p')).toMatchObject({
      operator: 'StringLike',
      negated: true,
      set: 'ForAnyValue',
      ifExists: true,
      key: 'aws:k',
      keys: ['aws:k', 'aws:v'],
      values: [{ text: 'a*' }, { text: '${aws:V}' }],
    });
    expect(parseCondition('Null', 'aws:K', ['True'], true, 'p')).toMatchObject({
      operator: 'Null',
      negated: false,
      set: undefined,
      ifExists: false,
      key: 'aws:k',
      keys: ['aws:k'],
      values: [{ text: 'True', tokens: [{ literal: 'True' }], variables: [] }],
    });
  });
});

describe('a statement', () => {
  type Loose = Parameters<typeof policy>[1];
  const statement = (more: Loose = {}) => {
    const [only] = compile(policy('p', { Sid: 'S', ...more }), 'identity').statements;
    if (!only) throw new Error('no statement');
    return only;
  };
  const trust = () => {
    const made = policy('p', { Sid: 'S', Principal: { AWS: '111111111111' }, Action: 'sts:AssumeRole' });
    for (const each of made.policy.Statement as { Resource?: unknown }[]) delete each.Resource;
    const [only] = compile(made, 'resource').statements;
    if (!only) throw new Error('no statement');
    return only;
  };
  const raw = arnParts('arn:aws:s3:::raw/a');
  const team = 'arn:aws:s3:::${aws:PrincipalTag/team}/*';
  const tag = 'aws:principaltag/team';
  const about = (more: Loose, known: Known = {}) => said(() => resourceMatches(statement(more), raw, facts(known)));

  test('matches its actions, or all but those of NotAction', () => {
    expect(actionMatches(statement({ Action: ['s3:Get*', 's3:PutObject'] }), 's3:putobject')).toBe(true);
    expect(actionMatches(statement({ Action: 's3:Get*' }), 's3:putobject')).toBe(false);
    expect(actionMatches(statement({ NotAction: 's3:Get*' }), 's3:putobject')).toBe(true);
    const one = statement({ Action: 's3:Get*' });
    expect(['s3:getobject', 's3:putobject', 's3:getobject'].map((action) => actionMatches(one, action))).toEqual([
      true,
      false,
      true,
    ]);
  });

  test.each<[Loose, Known, string]>([
    [{ Resource: '*' }, {}, 'yes'],
    [{ Resource: ['arn:aws:s3:::other/*', 'arn:aws:s3:::raw/*'] }, {}, 'yes'],
    [{ Resource: 'arn:aws:s3:::other/*' }, {}, 'no'],
    [{ Resource: team }, {}, 'unknown'],
    [{ Resource: team }, { [tag]: ['raw'] }, 'yes'],
    [{ Resource: team }, { [tag]: ['other'] }, 'no'],
    [{ Resource: team }, { [tag]: null }, 'no'],
    [{ Resource: ['arn:aws:s3:::raw/*', team] }, {}, 'yes'],
    [{ NotResource: 'arn:aws:s3:::other/*' }, {}, 'yes'],
    [{ NotResource: 'arn:aws:s3:::raw/*' }, {}, 'no'],
    [{ NotResource: team }, {}, 'unknown'],
    [{ NotResource: team }, { [tag]: ['raw'] }, 'no'],
    [{ NotResource: team }, { [tag]: ['other'] }, 'yes'],
    [{ NotResource: team }, { [tag]: null }, 'unsupported at p, statement S: a variable of NotResource has no value'],
    [{ NotResource: [team, 'arn:aws:s3:::${aws:PrincipalTag/b}/*'] }, { [tag]: null }, 'unknown'],
    [{ NotResource: [team, 'arn:aws:s3:::raw/*'] }, { [tag]: null }, 'no'],
  ])('%j with %j is about raw/a: %s', (more, known, expected) => {
    expect(about(more, known)).toBe(expected);
  });

  test('is about each resource by itself, in each context', () => {
    const plain = statement({ Resource: 'arn:aws:s3:::raw/*' });
    const other = arnParts('arn:aws:s3:::other/a');
    expect([raw, raw, other, raw].map((arn) => resourceMatches(plain, arn, facts()))).toEqual([
      'yes',
      'yes',
      'no',
      'yes',
    ]);
    const varying = statement({ Resource: team });
    expect(['raw', 'other'].map((value) => resourceMatches(varying, raw, facts({ [tag]: [value] })))).toEqual([
      'yes',
      'no',
    ]);
    expect(resourceMatches(statement({ Resource: '*' }), undefined, facts())).toBe('yes');
    expect(resourceMatches(statement({ Resource: 'arn:aws:s3:::raw/*' }), undefined, facts())).toBe('no');
    expect(resourceMatches(trust(), undefined, facts())).toBe('yes');
    expect(resourceMatches(trust(), raw, facts())).toBe('yes');
  });

  const tls = { Bool: { 'aws:SecureTransport': 'true' } };
  const several = { StringEquals: { 'aws:TagKeys': 'a' } };
  test.each<[object, Known, string]>([
    [{}, {}, 'yes'],
    [tls, {}, 'unknown'],
    [tls, { 'aws:securetransport': ['true'] }, 'yes'],
    [tls, { 'aws:securetransport': ['false'] }, 'no'],
    [{ ...tls, ...several }, { 'aws:securetransport': ['false'], 'aws:tagkeys': ['a', 'b'] }, 'no'],
    [{ ...tls, ...several }, { 'aws:tagkeys': ['a', 'b'] }, 'unknown'],
    [{ ...several, ...tls }, { 'aws:tagkeys': ['a', 'b'] }, 'unknown'],
  ])('under %j with %j holds: %s', (condition, known, expected) => {
    expect(conditionsHold(statement({ Condition: condition }), facts(known))).toBe(expected);
  });

  test('is refused only where all else holds', () => {
    const refusing = statement({ Condition: several });
    const known = facts({ 'aws:tagkeys': ['a', 'b'] });
    expect(() => conditionsHold(refusing, known)).toThrow('has several values');
    expect(conditionsHold(refusing, known, 'unknown')).toBe('unknown');
    expect(conditionsHold(statement(), known, 'unknown')).toBe('unknown');
  });

  test.each<[Loose, Known, string[]]>([
    [{ Condition: tls }, {}, ['aws:securetransport']],
    [{ Condition: tls }, { 'aws:securetransport': ['true'] }, []],
    [{ Resource: team }, {}, [tag]],
    [{ Resource: team }, { [tag]: ['raw'] }, []],
    [{ Resource: team, Condition: { StringEquals: { 'aws:PrincipalTag/team': 'a' } } }, {}, [tag]],
    [
      { Condition: { StringEquals: { 'aws:UserAgent': '${aws:PrincipalTag/team}' } } },
      { 'aws:useragent': ['a'] },
      [tag],
    ],
    [
      { Condition: { StringEquals: { 'aws:UserAgent': ['a', '${aws:PrincipalTag/team}'] } } },
      { 'aws:useragent': ['a'] },
      [],
    ],
    [
      {
        Condition: {
          StringNotEquals: { 'aws:UserAgent': ['${aws:PrincipalTag/team}', '${aws:PrincipalTag/b}'] },
        },
      },
      { 'aws:useragent': ['a'], [tag]: null },
      ['aws:principaltag/b'],
    ],
  ])('%j with %j waits for %j', (more, known, keys) => {
    expect(unknownKeys(statement(more), facts(known))).toEqual(keys);
  });

  test('of a trust policy waits for nothing', () => expect(unknownKeys(trust(), facts())).toEqual([]));
});
