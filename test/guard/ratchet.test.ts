import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ratchet } from '../../src/guard/ratchet.ts';
import { templates } from '../../src/package.ts';
import type { Tree } from '../../src/tree/tree.ts';
import { isLower, strictnessOf, type TierStrictness } from '../../templates/infra/strictness.ts';

const tiersSource = readFileSync(join(templates, 'infra/tiers.ts'), 'utf8');
const settings = {
  sensitivity: 'confidential',
  alerting: { minimumSeverity: 'medium' },
  network: 'create',
  permissionsBoundary: 'arn:aws:iam::111122223333:policy/bound',
};

function project(change: { settings?: object; enabled?: string; tiers?: string } = {}): Tree {
  const files = {
    'settings.json': JSON.stringify({ ...settings, ...change.settings }),
    'infra/controls/enabled.json': change.enabled ?? '["mfa", "trail"]',
    'infra/tiers.ts': change.tiers ?? tiersSource,
  };
  return new Map(Object.entries(files).map(([path, text]) => [path, { mode: '100644', content: Buffer.from(text) }]));
}
const idsOf = (before: Tree, after: Tree) => ratchet(before, after).map(({ id }) => id);

test('the template says in literals what each tier sets', () => {
  for (const tier of ['public', 'internal', 'confidential', 'restricted']) {
    const read = strictnessOf((path) =>
      project({ settings: { sensitivity: tier } })
        .get(path)
        ?.content.toString(),
    );
    expect(read).toMatchObject({ tier, controls: ['mfa', 'trail'] });
    expect((read as TierStrictness).facts.size).toBe(
      tiersSource.match(/interface TierFacts \{([\s\S]*?)\n\}/)?.[1]?.match(/^ {2}\w+:/gm)?.length,
    );
  }
});

test.each(['/* ', 'a'])('what a tier sets is read in a moment where it is nothing but %s', (piece) => {
  const text = tiersSource.replace(/^ {2}confidential: \{/m, (all) => `${all}${piece.repeat(200_000)}\n`);
  const start = performance.now();
  idsOf(project(), project({ tiers: text }));
  expect(performance.now() - start).toBeLessThan(1000);
});

test('the same project and a stricter one pass', () => {
  expect(idsOf(project(), project())).toEqual([]);
  expect(idsOf(project(), project({ settings: { sensitivity: 'restricted' } }))).toEqual([]);
});

test('a lower tier is told with every fact that goes down', () => {
  expect(idsOf(project(), project({ settings: { sensitivity: 'public' } }))).toEqual([
    'upgrade/lower/sensitivity',
    'upgrade/lower/customerKeys',
    'upgrade/lower/logRetentionDays',
    'upgrade/lower/auditRetentionDays',
    'upgrade/lower/dataEvents',
  ]);
});

test('a control that leaves the list is off', () => {
  expect(idsOf(project(), project({ enabled: '["mfa"]' }))).toEqual(['upgrade/off/trail']);
});

test('the list of version 0.1.0 was TypeScript: what it turned on is missed in the list of today', () => {
  const former = (text: string): Tree => {
    const tree = new Map(project());
    tree.delete('infra/controls/enabled.json');
    return tree.set('infra/controls/enabled.ts', { mode: '100644', content: Buffer.from(text) });
  };
  const list = "export const enabled: string[] = [\n  'mfa',\n  'trail',\n  // 'tags',\n];\n";
  expect(idsOf(former(list), project())).toEqual([]);
  expect(idsOf(former(list), project({ enabled: '["mfa"]' }))).toEqual(['upgrade/off/trail']);
  expect(idsOf(former('export const enabled: string[] = all();'), project())).toEqual(['upgrade/lower/unreadable']);
});

test('a fact that goes down within the tier is told, one of another tier is not', () => {
  const lower = (from: string, to: string) => project({ tiers: tiersSource.replace(from, to) });
  expect(idsOf(project(), lower('auditRetentionDays: 1095', 'auditRetentionDays: 30'))).toEqual([
    'upgrade/lower/auditRetentionDays',
  ]);
  expect(idsOf(project(), lower('auditRetentionDays: 2555', 'auditRetentionDays: 30'))).toEqual([]);
});

test('an answer that opens something is told', () => {
  expect(idsOf(project(), project({ settings: { alerting: { minimumSeverity: 'high' } } }))).toEqual([
    'upgrade/lower/alerting.minimumSeverity',
  ]);
  expect(idsOf(project(), project({ settings: { network: 'none' } }))).toEqual(['upgrade/lower/network']);
  expect(idsOf(project(), project({ settings: { permissionsBoundary: null } }))).toEqual([
    'upgrade/lower/permissionsBoundary',
  ]);
});

test('a fact that a control took the place of is missed only where that control is off', () => {
  const before = project({ tiers: tiersSource.replaceAll('dataEvents:', 'peopleWithoutMfa: true,\n    dataEvents:') });
  expect(idsOf(before, project())).toEqual([]);
  expect(idsOf(before, project({ enabled: '["trail"]' }))).toEqual([
    'upgrade/off/mfa',
    'upgrade/lower/peopleWithoutMfa',
  ]);
});

test('what cannot be read stops, and does not pass', () => {
  expect(idsOf(project(), project({ tiers: 'export const tierFacts = compute();' }))).toEqual([
    'upgrade/lower/unreadable',
  ]);
  expect(idsOf(project({ enabled: '{"trail": true}' }), project())).toEqual(['upgrade/lower/unreadable']);
  expect(idsOf(project(), project({ settings: { sensitivity: 'secret' } }))).toEqual(['upgrade/lower/unreadable']);
});

test.each([
  ['peopleWithoutMfa', 'false', 'true', true],
  ['peopleWithoutMfa', 'true', 'false', false],
  ['dataEvents', 'all', 'write', true],
  ['newFact', 'true', 'false', true],
  ['newFact', 'false', 'true', false],
  ['newFact', '90', '365', false],
  ['newFact', '365', 'x', true],
  ['newFact', 'true', undefined, true],
])('%s from %s to %s is lower: %s', (name, before, after, lower) => {
  expect(isLower(name, before, after)).toBe(lower);
});

test('a control that a release made opt-in leaves without a word, unless its owner turned it on', () => {
  const enabled = '["trail"]';
  const optIn = new Map([['mfa', []]]);
  const told = (before: Tree) => ratchet(before, project({ enabled }), optIn).map(({ id }) => id);
  expect(told(project())).toEqual([]);
  expect(told(project({ settings: { controls: { mfa: true } } }))).toEqual(['upgrade/off/mfa']);
  expect(idsOf(project(), project({ enabled }))).toEqual(['upgrade/off/mfa']);
});
