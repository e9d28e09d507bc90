import { describe, expect, it } from 'vitest';
import { attempt } from '../../src/commands/trial.ts';
import { fails } from '../../src/finding.ts';
import { applyWaivers, makeWaiver, printWaivers, readWaivers, unused } from '../../src/guard/waiver.ts';
import { readOverlay } from '../../src/overlay/overlay.ts';
import { readRecorded, record } from '../../src/overlay/record.ts';
import { fetchOverlay } from '../../src/overlay/source.ts';
import { checkPolicy } from '../../src/overlay/standing.ts';
import type { Entry } from '../../src/tree/tree.ts';
import { blobId } from '../../src/tree/tree.ts';

const root = new URL('../..', import.meta.url).pathname;
const fetched = await fetchOverlay('./examples/bank', root);
const bank = readOverlay(fetched.tree);
const trial = attempt(
  bank,
  'confidential',
  { 'tags.cost-centre': '4711', 'tags.data-owner': 'ana' },
  {
    templates: `${root}templates`,
    version: '0.1.0',
  },
);
const security: Entry = { content: Buffer.from('# Security\n'), mode: '100644' };
const repository = new Map([...trial.tree, ['SECURITY.md', security]]);
const locked = new Map([...repository].map(([path, { content }]) => [path, { blob: blobId(content) }]));
// What a repository has of the overlay: the record in its lock, as text.
const [{ policy } = { policy: bank }] = readRecorded(JSON.parse(JSON.stringify([record(fetched, bank)])), 'lock.json');
const text = (path: string) => repository.get(path)?.content.toString() ?? '';
const settings = JSON.parse(text('settings.json'));

function check(
  changes: Record<string, string | undefined>,
  waivers: Buffer | undefined = undefined,
  today = '2026-11-24',
) {
  const tree = new Map<string, Entry>(repository);
  for (const [path, content] of Object.entries(changes)) {
    if (content === undefined) tree.delete(path);
    else tree.set(path, { content: Buffer.from(content), mode: '100644' });
  }
  const { accepted, findings } = applyWaivers(readWaivers(waivers), today);
  const found = checkPolicy(tree, locked, [policy], accepted);
  return [...found, ...findings, ...unused(accepted, found)];
}
const changed = (parts: Record<string, unknown>) => ({ 'settings.json': JSON.stringify({ ...settings, ...parts }) });

it("a repository is born with the bank's answers, files and control, and keeps every rule", () => {
  expect(settings).toMatchObject({
    region: 'eu-central-1',
    permissionsBoundary: 'arn:aws:iam:::policy/bank-workload-boundary',
    tags: { 'cost-centre': '4711', 'data-owner': 'ana', entity: 'Example Bank AG' },
    alerting: { emails: ['soc@bank.example'] },
  });
  expect(text('.github/workflows/check.yml')).toContain('self-hosted');
  expect(text('docs/bank/operations.md')).toContain('Cost centre: 4711');
  expect(text('infra/controls/enabled.json')).toContain('"bank-tags"');
  expect(repository.has('.github/workflows/upgrade.yml')).toBe(false);
  expect(check({})).toEqual([]);
});

describe('check tells, from the lock alone,', () => {
  const cases: Record<string, [Record<string, string | undefined>, string]> = {
    'a region outside': [changed({ region: 'us-east-1' }), 'policy/bank/limit/region'],
    'a lower tier': [changed({ sensitivity: 'internal' }), 'policy/bank/limit/sensitivity'],
    'alerts that pass the centre by': [changed({ alerting: { emails: [] } }), 'policy/bank/limit/alerting.emails'],
    'another boundary': [changed({ permissionsBoundary: null }), 'policy/bank/lock/permissionsBoundary'],
    'a missing tag': [
      changed({ tags: { entity: 'Example Bank AG', 'cost-centre': '4711' } }),
      'policy/bank/limit/tags',
    ],
    'another entity': [changed({ tags: { ...settings.tags, entity: 'Me' } }), 'policy/bank/lock/tags.entity'],
    'a missing file': [{ 'SECURITY.md': undefined }, 'policy/bank/require/SECURITY.md'],
    'an edited gate': [{ '.github/workflows/check.yml': 'on: []' }, 'policy/bank/require/.github/workflows/check.yml'],
    'a control that is off': [{ 'infra/controls/enabled.json': '["bank-tags"]' }, 'policy/bank/require/control/trail'],
  };
  it.each(Object.entries(cases))('%s', (_, [changes, id]) => {
    const found = check(changes);
    expect(found.map((finding) => finding.id)).toEqual([id]);
    expect(found[0]?.rule).toMatch(/^bank 1\.0\.0: ./);
    expect(found[0]?.fix).toContain('ml-platform@bank.example');
  });
});

it('a waiver accepts a finding until its day, then the check fails, and once fixed it is of no use', () => {
  const reason = 'Frankfurt has no capacity of this type before spring';
  const id = 'policy/bank/limit/region';
  const waivers = printWaivers([makeWaiver({ id, reason, owner: '@bank/ml', until: '2027-03-01' }, '2026-11-24')]);
  const outside = changed({ region: 'us-east-1' });
  expect(check(outside).filter(fails)).toHaveLength(1);
  expect(check(outside, waivers).filter(fails)).toEqual([]);
  expect(check(outside, waivers)[0]?.accepted).toMatchObject({ owner: '@bank/ml', until: '2027-03-01' });
  expect(check(outside, waivers, '2027-03-01').filter(fails)).toEqual([]);
  expect(
    check(outside, waivers, '2027-03-02')
      .filter(fails)
      .map((finding) => finding.id),
  ).toEqual([id, `waiver/${id}`]);
  expect(check({}, waivers)).toMatchObject([{ id: `waiver/${id}`, level: 'note' }]);
});
