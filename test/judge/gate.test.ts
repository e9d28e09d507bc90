import { describe, expect, it } from 'vitest';
import { defaults } from '../../src/answers/answers.ts';
import { templates } from '../../src/package.ts';
import { controlsFor, readCatalog } from '../../src/plan/catalog.ts';
import { render } from '../../src/render/render.ts';
import { isEdited } from '../../templates/infra/guarded.ts';
import { acceptedLines } from '../../templates/judge/compare/acceptance.ts';
import {
  fileFinding,
  findingOf,
  isOpenGateFinding,
  lineFor,
  lossFinding,
  wholeOf,
  withAccepted,
} from '../../templates/judge/gate/finding.ts';
import { cell, gateSummary } from '../../templates/judge/gate/summary.ts';
import { unwatched } from '../../templates/judge/ratchet/detection.ts';
import type { RatchetResource } from '../../templates/judge/ratchet/resources.ts';
import { sarif } from '../../templates/judge/show/sarif.ts';

const answers = defaults('my-ml');
const tree = render(templates, { answers, controls: controlsFor(readCatalog(templates), answers), version: '1.2.3' });
const text = (path: string) => tree.get(path)?.content.toString() ?? '';

describe('package.json', () => {
  const manifest = text('package.json');
  const edited = (change: (scripts: Record<string, string>) => void) => {
    const document = JSON.parse(manifest);
    change(document.scripts);
    return isEdited('package.json', JSON.stringify(document), manifest);
  };
  it('may get scripts of its owner', () =>
    expect(edited((scripts) => Object.assign(scripts, { mine: 'x' }))).toBe(false));
  it.each(['verify', 'gate', 'preverify', 'posttest'])('is edited where %s is another script', (name) =>
    expect(edited((scripts) => Object.assign(scripts, { [name]: 'true' }))).toBe(true),
  );
});

const rule = (properties: object = {}): RatchetResource => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    EventPattern: { source: ['aws.s3'], detail: { eventName: ['DeleteBucket', 'PutBucketAcl'] } },
    Targets: [{ Arn: 'topic', Id: 'a' }],
    ...properties,
  },
});
const alarm = (properties: object = {}): RatchetResource => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: { MetricName: 'm', Threshold: 1, AlarmActions: ['topic'], ...properties },
});
const lost = (before: RatchetResource, after?: RatchetResource) =>
  unwatched(new Map([['Audit/A', before]]), new Map(after ? [['Audit/B', after]] : [])).map(({ id }) => id);
const trail = (...selectors: object[]): RatchetResource => ({
  Type: 'AWS::CloudTrail::Trail',
  Properties: { AdvancedEventSelectors: selectors },
});
const selector = (...fields: object[]) => ({ FieldSelectors: fields });
const same = (before: RatchetResource, after: RatchetResource) =>
  unwatched(new Map([['Audit/A', before]]), new Map([['Audit/A', after]])).length;

describe('what told somebody', () => {
  it('may have another name, or take more', () => {
    expect(lost(rule(), rule({ EventPattern: { source: ['aws.s3', 'aws.kms'] } }))).toEqual([]);
    expect(lost(alarm(), alarm({ AlarmActions: ['topic', 'more'] }))).toEqual([]);
  });
  it.each<[string, RatchetResource, RatchetResource | undefined]>([
    ['is gone', rule(), undefined],
    ['is disabled', rule(), rule({ State: 'DISABLED' })],
    ['tells nobody', rule(), rule({ Targets: [] })],
    ['tells somebody else', rule(), rule({ Targets: [{ Arn: 'other', Id: 'a' }] })],
    [
      'takes fewer events',
      rule(),
      rule({ EventPattern: { source: ['aws.s3'], detail: { eventName: ['DeleteBucket'] } } }),
    ],
    [
      'asks for more of an event',
      rule(),
      rule({
        EventPattern: { source: ['aws.s3'], region: ['x'], detail: { eventName: ['DeleteBucket', 'PutBucketAcl'] } },
      }),
    ],
    ['does not act', alarm(), alarm({ ActionsEnabled: false })],
    ['waits for more', alarm(), alarm({ Threshold: 1000 })],
    [
      'has no subscriber',
      { Type: 'AWS::SNS::Subscription', Properties: { Protocol: 'email', Endpoint: 'a@b.c' } },
      { Type: 'AWS::SNS::Subscription', Properties: { Protocol: 'email', Endpoint: 'x@b.c' } },
    ],
    ['watches no more', { Type: 'AWS::AccessAnalyzer::Analyzer' }, undefined],
  ])('is lost where it %s', (_, before, after) => expect(lost(before, after)).toEqual(['upgrade/lost/Audit/A']));

  it('records no less', () => {
    const before = trail(selector({ Field: 'resources.ARN', StartsWith: ['a', 'b'] }));
    expect(same(before, trail(selector({ Field: 'resources.ARN', StartsWith: ['a', 'b', 'c'] })))).toBe(0);
    expect(same(before, trail(selector({ Field: 'resources.ARN', StartsWith: ['a'] })))).toBe(1);
    const not = trail(selector({ Field: 'resources.ARN', NotStartsWith: ['a'] }));
    expect(same(not, trail(selector({ Field: 'resources.ARN', NotStartsWith: ['a', 'b'] })))).toBe(1);
  });
  it('keeps its boundary', () => {
    const role = (PermissionsBoundary?: string): RatchetResource => ({
      Type: 'AWS::IAM::Role',
      Properties: { PermissionsBoundary },
    });
    expect([same(role('a'), role('a')), same(role('a'), role()), same(role('a'), role('b'))]).toEqual([0, 1, 1]);
  });
});

describe('a line of accepted.json', () => {
  const today = '2026-11-28';
  const loss = lossFinding({ id: 'upgrade/lost/Audit/A', what: 'gone', content: [rule(), null] });
  const sound = { ...JSON.parse(lineFor(loss)), reason: 'The bank tells of this by another way of its own' };
  const lines = (...list: object[]) => acceptedLines(JSON.stringify(list), today);
  const open = (finding: typeof loss, ...list: object[]) =>
    withAccepted([finding], lines(...list), new Map()).some(isOpenGateFinding);

  it('accepts what it names, in that content alone', () => {
    expect(open(loss, sound)).toBe(false);
    expect(open(lossFinding({ id: loss.id, what: 'gone', content: [alarm(), null] }), sound)).toBe(true);
    expect(open({ ...loss, isFinal: true }, sound)).toBe(true);
  });
  it('accepts for a time what it does not bind, and never so the judge', () => {
    const { digest: _, ...dated } = { ...sound, until: '2027-01-01' };
    expect([
      open(loss, dated),
      open(loss, { ...dated, until: '2026-11-27' }),
      open(loss, { ...dated, until: '2029-01-01' }),
    ]).toEqual([false, true, true]);
    const judge = fileFinding('judge/cli.ts', 'edited', Buffer.from('x'));
    expect(open(judge, { ...dated, finding: judge.id })).toBe(true);
    expect(open(judge, { ...sound, finding: judge.id, digest: judge.digest })).toBe(false);
  });
  it.each([{ reason: 'WHY THIS' }, { owner: 'me' }, { reason: 'todo' }, { digest: 'x' }])(
    'accepts nothing with %o',
    (change) => expect(open(loss, { ...sound, ...change })).toBe(true),
  );
  it('accepts a newer judge as a whole, in all of its files alone', () => {
    const files = (text: string) =>
      ['judge/cli.ts', 'judge/place.ts'].map((path) => fileFinding(path, 'edited', Buffer.from(text + path)));
    const line = { ...sound, finding: 'judge/version', digest: wholeOf(files('a'))?.digest };
    const openOf = (findings: ReturnType<typeof files>) =>
      withAccepted(findings, lines(line), new Map()).filter(isOpenGateFinding).length;
    expect([
      openOf(files('a')),
      openOf(files('b')),
      openOf([...files('a'), fileFinding('tools/x.mjs', 'edited')]),
    ]).toEqual([0, 2, 3]);
    const unbound = { ...line, digest: undefined, until: '2027-01-01' };
    expect(withAccepted(files('a'), lines(unbound), new Map()).filter(isOpenGateFinding)).toHaveLength(2);
    expect(withAccepted([...files('a'), loss], lines(line), new Map()).filter(isOpenGateFinding)).toEqual([loss]);
  });
  it('is told where it comes with the change itself', () => {
    const told = (known: ReturnType<typeof lines>) => withAccepted([loss], lines(sound), known)[0]?.accepted?.isNew;
    expect([told(new Map()), told(lines(sound)), told(lines({ ...sound, reason: `${sound.reason}, really` }))]).toEqual(
      [true, false, true],
    );
  });
});

const forged = 'x | open |\n| **ok** [a](http://b) <img> `c` ``` @owner ::error::x \u001b[2J\u202e www.evil.example';

describe('what a template says', () => {
  it('stays one cell of the table', () => {
    const page = gateSummary([{ ...findingOf('access/1', forged), digest: '0' }]);
    const rows = page.split('\n').filter((line) => line.startsWith('| open'));
    expect(rows).toHaveLength(1);
    expect(rows[0]?.match(/\|/g)).toHaveLength(5);
    expect(cell(forged)).not.toMatch(/[\p{Cc}\p{Cf}|*<>`@[\]():]|www\.|#(?!\d)/u);
  });
  it('stays text in SARIF', () => {
    const log = JSON.stringify(
      sarif([{ id: 'access/1', rule: 'access', level: 'error', text: forged }], 'accepted.json'),
    );
    expect(log).not.toMatch(/\\u001b|\\u202e|\u202e/);
    expect(JSON.parse(log).runs[0].results).toHaveLength(1);
  });
});
