import { describe, expect, it } from 'vitest';
import { unwatched } from '../../templates/judge/ratchet/detection.ts';
import { takesAsMuch } from '../../templates/judge/ratchet/events.ts';
import type { RatchetResource } from '../../templates/judge/ratchet/resources.ts';

const but = (...wildcard: unknown[]) => [{ exists: false }, { 'anything-but': { wildcard } }];
const either = (...$or: object[]) => ({ source: ['aws.s3'], $or });

describe('a pattern takes as much as another', () => {
  it.each<[string, object, object]>([
    ['with fewer keys and more values', { a: ['x', 'y'] }, { a: ['x'], b: ['z'] }],
    ['where a branch takes more', either({ a: ['x', 'y'] }, { b: ['z'] }), either({ a: ['x'] }, { b: ['z'] })],
    ['with one branch more', either({ a: ['x'] }, { b: ['z'] }, { c: ['w'] }), either({ a: ['x'] }, { b: ['z'] })],
    ['where one branch does for two', either({ a: ['x', 'y'] }), either({ a: ['x'] }, { a: ['y'], b: ['z'] })],
    ['where branches are in another order', either({ b: ['z'] }, { a: ['x'] }), either({ a: ['x'] }, { b: ['z'] })],
    ['where all is a branch of it', either({ a: ['x'] }, { b: ['z'] }), { source: ['aws.s3'], a: ['x'] }],
    ['without any branch', { source: ['aws.s3'] }, either({ a: ['x'] })],
    ['with fewer exceptions', { a: but('one') }, { a: but('one', 'two') }],
    ['in branches of branches', either({ $or: [{ a: ['x', 'y'] }] }), either({ $or: [{ a: ['x'] }] })],
  ])('%s, and not the other way round', (_, now, before) => {
    expect([takesAsMuch(now, before), takesAsMuch(before, now)].slice(0, 1)).toEqual([true]);
    if (!_.includes('another order')) expect(takesAsMuch(before, now)).toBe(false);
  });

  it.each<[string, object, object]>([
    ['what is left out and what is meant', { a: [{ 'anything-but': 'x' }] }, { a: ['y'] }],
    ['exceptions by another operator', { a: but('x*') }, { a: [{ 'anything-but': { prefix: ['x*'] } }] }],
    ['a branch that wants one thing more', either({ a: ['x'], c: ['w'] }), either({ a: ['x'] })],
    ['what holds beside the branches', { ...either({ a: ['x'] }), c: ['w'] }, either({ a: ['x'] })],
    ['a branch taken from two others', either({ a: ['x'], b: ['z'] }), either({ a: ['x'] }, { b: ['z'] })],
    ['a key beside and in a branch', { a: ['x'], $or: [{ a: ['y'] }] }, { a: ['x'], $or: [{ b: ['z'] }] }],
  ])('and not for %s', (_, now, before) => expect(takesAsMuch(now, before)).toBe(false));
});

const sessions = (role: string, account: unknown = { Ref: 'AWS::AccountId' }) => ({
  'Fn::Join': ['', ['arn:aws:sts::', account, `:assumed-role/${role}/*`]],
});
const rule = (...excepted: unknown[]): RatchetResource => ({
  Type: 'AWS::Events::Rule',
  Properties: { EventPattern: { detail: { arn: but(...excepted) } }, Targets: [{ Arn: 'topic', Id: 'a' }] },
});
const role = (name: string): RatchetResource => ({ Type: 'AWS::IAM::Role', Properties: { RoleName: name } });
const idsOf = (before: Record<string, RatchetResource>, after: Record<string, RatchetResource>) =>
  unwatched(new Map(Object.entries(before)), new Map(Object.entries(after))).map(({ id }) => id);

describe('a caller that an alert leaves out', () => {
  const before = { 'Audit/A': rule(sessions('ml-engineer')), 'Jobs/E': role('ml-engineer') };
  const now = (roles: string[], excepted: unknown[], more: Record<string, RatchetResource> = {}) =>
    idsOf(before, {
      ...before,
      ...{ 'Audit/A': rule(sessions('ml-engineer'), ...excepted), ...more },
      ...Object.fromEntries(roles.map((name) => [`Jobs/${name}`, role(name)])),
    });

  it('is told by itself where it is a new role, each by a line of its own', () => {
    expect(now(['ml-main'], [sessions('ml-main')])).toEqual(['upgrade/excepted/Audit/A/ml-main']);
    expect(now(['ml-a', 'ml-b'], [sessions('ml-a'), sessions('ml-b')])).toEqual([
      'upgrade/excepted/Audit/A/ml-a',
      'upgrade/excepted/Audit/A/ml-b',
    ]);
  });

  it.each<[string, string[], unknown[]]>([
    ['a role that was there', [], [sessions('ml-engineer-2')]],
    ['a role that nobody makes', ['ml-main'], [sessions('ml-other')]],
    ['a new role of any account', ['ml-main'], [sessions('ml-main', '*')]],
    ['a new role and whoever is called alike', ['ml-main'], [sessions('ml-main*')]],
    ['a new role and somebody else', ['ml-main'], [sessions('ml-main'), sessions('ml-other')]],
    ['everybody', ['ml-main'], ['*']],
  ])('is a loss of the alert where it is %s', (_, roles, excepted) =>
    expect(now(roles, excepted)).toEqual(['upgrade/lost/Audit/A']),
  );

  it('is a loss where the alert also tells nobody any more', () => {
    const silent = { ...rule(sessions('ml-engineer'), sessions('ml-main')) };
    silent.Properties = { ...silent.Properties, Targets: [] };
    expect(now(['ml-main'], [], { 'Audit/A': silent })).toEqual(['upgrade/lost/Audit/A']);
  });
});

const metric = (name: string, Stat = 'Sum') => ({
  MetricStat: {
    Metric: {
      Namespace: 'AWS/Events',
      MetricName: 'FailedInvocations',
      Dimensions: [{ Name: 'RuleName', Value: name }],
    },
    ...{ Period: 300, Stat },
  },
});
const acts = {
  ...{ AlarmActions: ['topic'], Threshold: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold' },
  ...{ EvaluationPeriods: 1, TreatMissingData: 'notBreaching' },
};
const sum = (...names: string[]): RatchetResource => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: { ...acts, Metrics: [...names.map((each) => metric(each)), { Expression: 'SUM(FILL(METRICS(), 0))' }] },
});
const single = (name: string, more: object = {}): RatchetResource => {
  const { Metric, Period, Stat } = metric(name).MetricStat;
  return { Type: 'AWS::CloudWatch::Alarm', Properties: { ...acts, ...Metric, Period, Statistic: Stat, ...more } };
};

describe('a count of an alarm', () => {
  const before = { 'Audit/N1': sum('a', 'b'), 'Audit/N2': sum('c', 'd') };
  it('may be in another alarm, alone or with others', () => {
    expect(idsOf(before, { 'Audit/N1': sum('a', 'new'), 'Audit/N2': sum('b', 'c'), 'Audit/N3': single('d') })).toEqual(
      [],
    );
    expect(idsOf({ 'Audit/N1': single('d') }, { 'Audit/N1': sum('c', 'd') })).toEqual([]);
  });
  it.each<[string, Record<string, RatchetResource>]>([
    ['is nowhere', { 'Audit/N1': sum('a', 'b'), 'Audit/N2': sum('c', 'x') }],
    ['waits for more', { 'Audit/N1': sum('a', 'b', 'c'), 'Audit/N2': single('d', { Threshold: 5 }) }],
    ['counts otherwise', { 'Audit/N1': sum('a', 'b', 'c'), 'Audit/N2': single('d', { Statistic: 'Average' }) }],
    ['does not act', { 'Audit/N1': sum('a', 'b', 'c'), 'Audit/N2': single('d', { AlarmActions: [] }) }],
    ['is looked at later', { 'Audit/N1': sum('a', 'b', 'c'), 'Audit/N2': single('d', { EvaluationPeriods: 9 }) }],
  ])('is lost where it %s', (_, after) => expect(idsOf(before, after)).toEqual(['upgrade/lost/Audit/N2']));

  it('goes with its rule, whose loss is told', () => {
    const named = (name: string, service: string): RatchetResource => ({
      ...rule(),
      Properties: { ...rule().Properties, Name: name, EventPattern: { source: [service] } },
    });
    const all = { 'Audit/N1': sum('a', 'd'), 'Audit/A': named('a', 'aws.s3'), 'Audit/D': named('d', 'aws.kms') };
    expect(idsOf(all, { 'Audit/N1': single('a'), 'Audit/A': all['Audit/A'] })).toEqual(['upgrade/lost/Audit/D']);
  });
});
