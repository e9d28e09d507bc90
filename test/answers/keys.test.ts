import { describe, expect, it } from 'vitest';
import { defaults } from '../../src/answers/answers.ts';
import {
  answerKeysOf,
  answerText,
  controlOf,
  isKnownKey,
  parsed,
  tagOf,
  valueAt,
  withValue,
} from '../../src/answers/keys.ts';
import { from, fromSets, gather, gatherOver } from '../../src/answers/sources.ts';

const vpc = { vpcId: 'vpc-1', subnetIds: ['subnet-1', 'subnet-2'] };

describe('a key', () => {
  it.each([
    ['region', true],
    ['buckets.raw', true],
    ['buckets', false],
    ['controls.trail', true],
    ['controls.bucket-tls2', true],
    ['tags.team', true],
    ['colour', false],
  ])('%s is one of an answer: %s', (key, known) => {
    expect(isKnownKey(key)).toBe(known);
  });

  it.each([
    ['controls.trail', 'trail'],
    ['controls.a-1', 'a-1'],
    ['controls.A', undefined],
    ['controls.1', undefined],
    ['controls.a!', undefined],
    ['controls.', undefined],
    ['xcontrols.a', undefined],
  ])('%s is that of the control %s', (key, control) => {
    expect(controlOf(key)).toBe(control);
  });

  it.each([
    ['tags.team', 'team'],
    ['tags.a.b', 'a.b'],
    ['tags.a\nb', 'a\nb'],
    ['tags.', undefined],
    ['tags.__proto__', undefined],
    ['tags.toString', undefined],
    ['xtags.a', undefined],
  ])('%j is that of the tag %j', (key, tag) => {
    expect(tagOf(key)).toBe(tag);
  });

  it('is there for every answer, control and tag', () => {
    const keys = answerKeysOf({ ...defaults('x'), controls: { trail: true }, tags: { 'a.b': 'c', d: 'e' } });
    expect(keys.slice(0, 2)).toEqual(['name', 'region']);
    expect(keys.slice(-3)).toEqual(['controls.trail', 'tags.a.b', 'tags.d']);
    expect(keys).toHaveLength(43);
  });

  it('reaches its value, and a new one leaves the others alone', () => {
    const answers = { ...defaults('x'), tags: { 'a.b': 'c' } };
    expect(valueAt(answers, 'tags.a.b')).toBe('c');
    expect(valueAt(answers, 'alerting.minimumSeverity')).toBe('medium');
    const changed = withValue(answers, 'alerting.slack', 'T01/C01');
    expect(changed).toEqual({ ...answers, alerting: { ...answers.alerting, slack: 'T01/C01' } });
  });
});

describe('an answer as text', () => {
  it.each<[unknown, string]>([
    [null, 'none'],
    [[], 'none'],
    [['a', 'b'], 'a,b'],
    [true, 'on'],
    [false, 'off'],
    [200, '200'],
    ['text', 'text'],
    [vpc, 'vpc-1:subnet-1,subnet-2'],
    [{ ...vpc, securityGroupIds: ['sg-1'] }, 'vpc-1:subnet-1,subnet-2:sg-1'],
  ])('%j is %s', (value, text) => {
    expect(answerText(value)).toBe(text);
  });
});

describe('a text as answer', () => {
  it.each<[string, string, unknown]>([
    ['monthlyBudgetUsd', '12.5', 12.5],
    ['zones', 'none', []],
    ['zones', 'euw1-az1, euw1-az2', ['euw1-az1', 'euw1-az2']],
    ['globalStack', 'off', false],
    ['globalStack', 'maybe', 'maybe'],
    ['monthlyBudgetUsd', ' 12 ', 12],
    ['monthlyBudgetUsd', '', ''],
    ['monthlyBudgetUsd', '  ', '  '],
    ['monthlyBudgetUsd', 'much', 'much'],
    ['controls.trail', 'on', true],
    ['controls.trail', 'true', true],
    ['controls.trail', 'off', false],
    ['controls.trail', 'false', false],
    ['controls.trail', 'maybe', 'maybe'],
    ['alerting.emails', 'none', []],
    ['alerting.emails', ' a@b.cd, ,x@y.zz,', ['a@b.cd', 'x@y.zz']],
    ['alerting.https', 'https://a.bc', ['https://a.bc']],
    ['alerting.slack', 'none', null],
    ['alerting.slack', '', null],
    ['alerting.slack', 'T01/C01', 'T01/C01'],
    ['alerting.topicArn', 'none', null],
    ['accounts.dev', 'none', null],
    ['accounts.prod', '', null],
    ['permissionsBoundary', 'none', null],
    ['network', 'none', 'none'],
    ['network', 'vpc-1:subnet-1,subnet-2', vpc],
    ['network', 'vpc-1:subnet-1,subnet-2:sg-1,sg-2', { ...vpc, securityGroupIds: ['sg-1', 'sg-2'] }],
    ['network', 'a:b:c:d', 'a:b:c:d'],
    ['repository', 'a:b', 'a:b'],
    ['repository', 'none', 'none'],
    ['name', '', ''],
  ])('%s=%s is %j', (key, text, value) => {
    expect(parsed(key, text)).toEqual(value);
  });
});

describe('--set', () => {
  it('is divided at the first =', () => {
    const flag = (key: string, value: unknown) => ({ key, value, source: 'flag' });
    expect(fromSets([' trail =existing', 'a=b', 'tags.x=y=z', 'tags.e='])).toEqual([
      flag('trail', 'existing'),
      flag('a', 'b'),
      flag('tags.x', 'y=z'),
      flag('tags.e', ''),
    ]);
  });

  it('without a key or a value is a key that no answer has', () => {
    expect(fromSets(['region', '=x', ''])).toEqual([
      { key: 'region', value: undefined, source: 'flag' },
      { key: '=x', value: undefined, source: 'flag' },
      { key: '', value: undefined, source: 'flag' },
    ]);
  });
});

describe('what is not an answer is told with what there is', () => {
  const all = /^one of name, region, sensitivity, .*, permissionsBoundary$/;
  it.each<[string, string, string, string | RegExp]>([
    ['region', 'region', 'has no value', 'a value: region=VALUE'],
    ['buckets=x', 'buckets', 'is a group of answers', 'buckets.raw, buckets.processed, buckets.artifacts'],
    ['controls=x', 'controls', 'is a group of answers', 'controls.ID'],
    ['tags=x', 'tags', 'is a group of answers', 'tags.KEY'],
    ['accounts', 'accounts', 'is not an answer', 'one of accounts.dev, accounts.prod'],
    ['my.Regional=x', 'my.Regional', 'is not an answer', 'one of region, alerting.watchRegion'],
    ['TOPICARN=x', 'TOPICARN', 'is not an answer', 'one of alerting.topicArn'],
    ['dev=x', 'dev', 'is not an answer', 'one of accounts.dev'],
    ['ra=x', 'ra', 'is not an answer', all],
    ['colour=x', 'colour', 'is not an answer', all],
    ['x\u202ey=x', 'x\\u202ey', 'is not an answer', all],
  ])('--set %j: %s %s', (text, key, what, fix) => {
    const { problems } = gather('my-ml', fromSets([text]));
    const told = typeof fix === 'string' ? fix : expect.stringMatching(fix);
    expect(problems).toEqual([{ key, what, fix: told }]);
  });
});

describe('answers', () => {
  it('from the surroundings count beside a channel that somebody named, but for the address', () => {
    const environment = from('environment', [
      ['region', 'us-east-1'],
      ['alerting.emails', ['me@example.com']],
    ]);
    const { answers, sources } = gather('x', [...environment, ...fromSets(['alerting.slack=T01/C01'])]);
    expect(answers.region).toBe('us-east-1');
    expect(answers.alerting).toMatchObject({ emails: [], slack: 'T01/C01' });
    expect(sources).toMatchObject({ region: 'environment', 'alerting.slack': 'flag', 'alerting.emails': 'default' });
    const own = gather('x', [...environment, ...fromSets(['alerting.emails=you@example.com'])]);
    expect(own.answers.alerting.emails).toEqual(['you@example.com']);
  });

  it('begin with the defaults of the tier that was named last', () => {
    expect(gather('x', fromSets(['sensitivity=restricted', 'sensitivity=public'])).answers.network).toBe('none');
    expect(gather('x', fromSets(['sensitivity=odd'])).answers).toMatchObject({ sensitivity: 'odd', network: 'create' });
  });

  it('that exist keep what is not changed, and gather what is wrong', () => {
    const start = { answers: { ...defaults('x'), trail: 'existing' as const }, sources: { trail: 'flag' as const } };
    const wrong = { key: 'before', what: 'was wrong', fix: 'it' };
    const { answers, sources, problems } = gatherOver(
      { ...start, problems: [wrong] },
      fromSets(['region=eu-central-1', 'odd=1']),
    );
    expect(answers).toEqual({ ...start.answers, region: 'eu-central-1' });
    expect(sources).toEqual({ trail: 'flag', region: 'flag' });
    expect(problems.map(({ key }) => key)).toEqual(['before', 'odd']);
    expect(gatherOver(start, []).problems).toEqual([]);
  });
});
