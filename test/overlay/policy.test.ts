import { describe, expect, it } from 'vitest';
import type { Accepted } from '../../src/finding.ts';
import { readOverlay } from '../../src/overlay/overlay.ts';
import { applyPolicy, overlayDefaults, type SourcedSettings } from '../../src/overlay/policy.ts';
import type { Policy } from '../../src/overlay/policy-record.ts';
import { checkPolicy, requirersOf } from '../../src/overlay/standing.ts';
import type { AnswerSource } from '../../src/shape/kinds.ts';
import { blobId } from '../../src/tree/tree.ts';
import { overlayTree, refusal, treeOf } from './forge.ts';

const why = 'the regulator asks for it';
const policy = (parts: Record<string, unknown>): Policy => readOverlay(overlayTree(parts));
const answers = {
  region: 'eu-west-1',
  sensitivity: 'internal',
  alerting: { emails: ['me@bank.example'], minimumSeverity: 'low' },
  trail: 'create',
  repository: 'me/my-ml',
  monthlyBudgetUsd: 9000,
  controls: {},
  tags: {},
};
const given = (source: AnswerSource): SourcedSettings<typeof answers> => ({
  answers,
  sources: Object.fromEntries(
    [
      'region',
      'sensitivity',
      'alerting.emails',
      'alerting.minimumSeverity',
      'trail',
      'repository',
      'monthlyBudgetUsd',
      'tags',
    ].map((key) => [key, source]),
  ),
});

/** Each rule: what breaks it, what keeps it, and what an answer that nobody chose becomes. */
const rules: Record<
  string,
  { parts: Record<string, unknown>; id: string; keeps: Record<string, unknown>; settles?: unknown }
> = {
  'lock trail': {
    parts: { lock: { trail: { value: 'organization', why } } },
    id: 'policy/bank/lock/trail',
    keeps: { trail: 'organization' },
    settles: { trail: 'organization' },
  },
  'lock a tag': {
    parts: { lock: { 'tags.entity': { value: 'Bank AG', why } } },
    id: 'policy/bank/lock/tags.entity',
    keeps: { tags: { entity: 'Bank AG' } },
    settles: { tags: { entity: 'Bank AG' } },
  },
  'lock the boundary': {
    parts: { lock: { permissionsBoundary: { value: 'arn:aws:iam::111122223333:policy/bank', why } } },
    id: 'policy/bank/lock/permissionsBoundary',
    keeps: { permissionsBoundary: 'arn:aws:iam::111122223333:policy/bank' },
    settles: { permissionsBoundary: 'arn:aws:iam::111122223333:policy/bank' },
  },
  'limit region': {
    parts: { limit: { region: { oneOf: ['eu-central-1', 'eu-central-2'], why } } },
    id: 'policy/bank/limit/region',
    keeps: { region: 'eu-central-2' },
    settles: { region: 'eu-central-1' },
  },
  'limit tier': {
    parts: { limit: { sensitivity: { atLeast: 'confidential', why } } },
    id: 'policy/bank/limit/sensitivity',
    keeps: { sensitivity: 'restricted' },
    settles: { sensitivity: 'confidential' },
  },
  'limit severity from above': {
    parts: { limit: { 'alerting.minimumSeverity': { atLeast: 'medium', atMost: 'medium', why } } },
    id: 'policy/bank/limit/alerting.minimumSeverity',
    keeps: { alerting: { emails: [], minimumSeverity: 'medium' } },
    settles: { alerting: { emails: ['me@bank.example'], minimumSeverity: 'medium' } },
  },
  'limit budget': {
    parts: { limit: { monthlyBudgetUsd: { atMost: 5000, why } } },
    id: 'policy/bank/limit/monthlyBudgetUsd',
    keeps: { monthlyBudgetUsd: 5000 },
    settles: { monthlyBudgetUsd: 5000 },
  },
  'limit repository': {
    parts: { limit: { repository: { startsWith: 'bank/', why } } },
    id: 'policy/bank/limit/repository',
    keeps: { repository: 'bank/my-ml' },
  },
  'limit tags': {
    parts: { limit: { tags: { keys: ['cost-centre'], why } } },
    id: 'policy/bank/limit/tags',
    keeps: { tags: { 'cost-centre': '4711' } },
  },
  'require a control': {
    parts: { require: { controls: { macie: { why } } } },
    id: 'policy/bank/require/control/macie',
    keeps: { controls: { macie: true } },
    settles: { controls: { macie: true } },
  },
};

describe.each(Object.entries(rules))('%s', (_, { parts, id, keeps, settles }) => {
  const one = policy(parts);

  it('broken by a person: a finding with its source, and the answer stays', () => {
    const sources: Record<string, AnswerSource> = {
      ...given('flag').sources,
      'controls.macie': 'flag',
      permissionsBoundary: 'you',
      'tags.entity': 'file',
    };
    const applied = applyPolicy({ answers, sources }, [one]);
    expect(applied.answers).toEqual(answers);
    expect(applied.findings.map((finding) => finding.id)).toEqual([id]);
    expect(applied.findings[0]).toMatchObject({ level: 'error', rule: `bank 1.0.0: ${why}` });
    expect(applied.findings[0]?.fix).toContain(`secure-ml waive ${id}`);
    expect(applied.findings[0]?.fix).toContain('platform@bank.example');
  });

  it('kept by a person: no finding', () => {
    const kept = { ...answers, ...keeps };
    expect(applyPolicy({ answers: kept, sources: given('flag').sources }, [one])).toMatchObject({
      answers: kept,
      findings: [],
    });
  });

  it(settles ? 'chosen by nobody: it is set' : 'chosen by nobody: it has to be answered', () => {
    const { answers: after, findings, sources, held } = applyPolicy(given('default'), [one]);
    expect(findings.map((finding) => finding.id)).toEqual(settles ? [] : [id]);
    if (settles) expect(after).toMatchObject(settles);
    const key = Object.keys(held)[0] as string;
    if (settles) expect(sources[key]).toBe('overlay');
    expect(held[key]?.[0]).toMatchObject({
      rule: id,
      who: 'bank 1.0.0',
      why,
      locked: id.includes('/lock/') || id.includes('/require/'),
    });
  });

  it('waived: the answer stays, and the finding is shown as accepted', () => {
    const accepted: Accepted = new Map([[id, { reason: 'x', owner: 'y', until: '2030-01-01' }]]);
    const applied = applyPolicy(given('default'), [one], accepted);
    expect(applied.answers).toEqual(answers);
    expect(applied.findings[0]?.accepted?.owner).toBe('y');
  });

  it('broken in a repository: check finds it in settings.json', () => {
    const tree = treeOf({ 'settings.json': JSON.stringify(answers), 'infra/controls/enabled.json': '[]' });
    const found = checkPolicy(tree, new Map(), [one], new Map());
    expect(found.map((finding) => finding.id)).toEqual([id]);
  });
});

describe('alert addresses', () => {
  const one = policy({ limit: { 'alerting.emails': { includes: ['soc@bank.example'], why } } });
  it('are added to those that a person gave', () => {
    const { answers: after, findings, sources } = applyPolicy(given('flag'), [one]);
    expect(after.alerting).toMatchObject({ emails: ['me@bank.example', 'soc@bank.example'] });
    expect(findings).toEqual([]);
    expect(sources['alerting.emails']).toBe('flag');
  });
  it('are missed in a repository that took them out', () => {
    const tree = treeOf({ 'settings.json': JSON.stringify(answers) });
    expect(checkPolicy(tree, new Map(), [one], new Map())[0]?.what).toContain('lacks soc@bank.example');
  });
});

describe('a required file', () => {
  const one = policy({ require: { files: { 'SECURITY.md': { unchanged: true, why }, 'docs/a.md': { why } } } });
  const settings = { 'settings.json': '{}' };
  const locked = new Map([['SECURITY.md', { blob: blobId(Buffer.from('as\nwritten\n')) }]]);
  const ids = (files: Record<string, string>) =>
    checkPolicy(treeOf({ ...settings, ...files }), locked, [one], new Map()).map(({ id }) => id);

  it('is there as it was written', () => expect(ids({ 'SECURITY.md': 'as\nwritten\n', 'docs/a.md': 'x' })).toEqual([]));
  it('is there with the line ends of Windows', () =>
    expect(ids({ 'SECURITY.md': 'as\r\nwritten\r\n', 'docs/a.md': 'x' })).toEqual([]));
  it('is missing', () => expect(ids({})).toEqual(['policy/bank/require/SECURITY.md', 'policy/bank/require/docs/a.md']));
  it('is changed, where it has to stay', () =>
    expect(ids({ 'SECURITY.md': 'x', 'docs/a.md': 'x' })).toEqual(['policy/bank/require/SECURITY.md']));
  it('names who requires it', () => expect(requirersOf('docs/a.md', [one]).map(({ name }) => name)).toEqual(['bank']));
});

describe('a required control', () => {
  const one = policy({ require: { controls: { macie: { why } } } });
  const files = (enabled: string, folder = true) =>
    treeOf({
      'settings.json': '{"controls": {"macie": true}}',
      'infra/controls/enabled.json': enabled,
      ...(folder && { 'infra/controls/macie/control.ts': '' }),
    });
  const count = (tree: ReturnType<typeof files>) => checkPolicy(tree, new Map(), [one], new Map()).length;

  it('is on', () => expect(count(files('["macie"]'))).toBe(0));
  it('is not in the list', () => expect(count(files('[]'))).toBe(1));
  it('is in no list that can be read', () => expect(count(files('["macie"'))).toBe(1));
  it('has no folder any more', () => expect(count(files('["macie"]', false))).toBe(1));
  it('is told once where it is off in both places', () => {
    expect(checkPolicy(treeOf({ 'settings.json': '{}' }), new Map(), [one], new Map())).toHaveLength(1);
  });
});

it('settings.json that cannot be read is a finding, not a pass', () => {
  const one = policy({ lock: { trail: { value: 'create', why } } });
  for (const text of ['', '{', '[]', 'null']) {
    expect(checkPolicy(treeOf({ 'settings.json': text }), new Map(), [one], new Map()).map(({ id }) => id)).toEqual([
      'policy/settings',
    ]);
  }
});

describe('two overlays', () => {
  const second = (parts: Record<string, unknown>) => policy({ name: 'desk', ...parts });
  const contradictions: Record<string, [Record<string, unknown>, Record<string, unknown>]> = {
    'lock one answer to two values': [
      { lock: { trail: { value: 'create', why } } },
      { lock: { trail: { value: 'existing', why } } },
    ],
    'allow no region in common': [
      { limit: { region: { oneOf: ['eu-west-1'], why } } },
      { limit: { region: { oneOf: ['us-east-1'], why } } },
    ],
    'lock below the least tier': [
      { limit: { sensitivity: { atLeast: 'restricted', why } } },
      { lock: { sensitivity: { value: 'public', why } } },
    ],
    'ask for more than the most': [
      { limit: { monthlyBudgetUsd: { atLeast: 10, why } } },
      { limit: { monthlyBudgetUsd: { atMost: 5, why } } },
    ],
    'require and turn off a control': [
      { require: { controls: { macie: { why } } } },
      { lock: { 'controls.macie': { value: false, why } } },
    ],
  };
  it.each(Object.entries(contradictions))('that %s are refused with both names', async (_, [one, other]) => {
    const { code, what } = await refusal(() => applyPolicy(given('default'), [policy(one), second(other)]));
    expect(code).toBe('overlay/conflict');
    expect(what).toMatch(/bank 1\.0\.0 .*desk 1\.0\.0/);
  });

  it('narrow each other where they agree', () => {
    const both = [
      policy({ limit: { region: { oneOf: ['eu-central-1', 'eu-west-2'], why } } }),
      second({ limit: { region: { oneOf: ['us-east-1', 'eu-west-2'], why } } }),
    ];
    expect(applyPolicy(given('default'), both).answers.region).toBe('eu-west-2');
  });

  it('of one name are refused', async () => {
    expect((await refusal(() => applyPolicy(given('default'), [policy({}), policy({})]))).what).toContain('twice');
  });

  it('give defaults in their order: the later overrides the earlier', () => {
    const overlays = [{ region: 'a' }, { region: 'b' }].map((defaults) => readOverlay(overlayTree({ defaults })));
    expect(overlayDefaults(overlays).map(({ value }) => value)).toEqual(['a', 'b']);
  });
});

it.each([undefined, 'secret', 7, null])('a tier that is none (%j) keeps no bound', (sensitivity) => {
  for (const bound of ['atLeast', 'atMost']) {
    const one = policy({ limit: { sensitivity: { [bound]: 'internal', why } } });
    const settings = sensitivity === undefined ? {} : { sensitivity };
    expect(
      checkPolicy(treeOf({ 'settings.json': JSON.stringify(settings) }), new Map(), [one], new Map()),
    ).toHaveLength(1);
  }
});
