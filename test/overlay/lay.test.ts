import { expect, it } from 'vitest';
import { defaults } from '../../src/answers/answers.ts';
import { applyOverlays } from '../../src/overlay/apply.ts';
import { controlsOf } from '../../src/overlay/controls.ts';
import { digest } from '../../src/overlay/digest.ts';
import { overlayMovesSince } from '../../src/overlay/moves.ts';
import { assertFits, readOverlay } from '../../src/overlay/overlay.ts';
import { needsApproval, readRecorded, record, runsOf } from '../../src/overlay/record.ts';
import { controlsFor } from '../../src/plan/catalog.ts';
import { joined } from '../../src/plan/overlays.ts';
import { overlayTree, refusal, treeOf } from './forge.ts';

const facts = {
  answers: { region: 'eu-central-1' },
  on: new Set(['trail', 'four-eyes']),
  ours: new Set(['trail', 'macie']),
};
const base = treeOf({ 'README.md': 'ours', 'ci.yml': 'ours', 'docs/old.md': 'ours' });
const declaration = {
  title: 'Two people',
  why: 'One alone errs',
  from: 'public',
  needs: [],
  satisfies: [],
  carries: 'a role',
};
/** A control's folder, with the parts of its declaration replaced. */
const control = (id: string, parts: Record<string, unknown> = {}) => ({
  [`infra/controls/${id}/control.json`]: JSON.stringify({ id, ...declaration, ...parts }),
  [`infra/controls/${id}/control.ts`]: '',
  [`infra/controls/${id}/proof.ts`]: '',
  [`infra/controls/${id}/proofs.json`]: '[]',
});
const overlay = (parts: Record<string, unknown>, files: Record<string, string> = {}) =>
  readOverlay(overlayTree(parts, files));
const text = (tree: ReturnType<typeof applyOverlays>['tree'], path: string) => tree.get(path)?.content.toString();

it('adds, replaces and removes, and says what it did to each path', () => {
  const { tree, provenance } = applyOverlays(
    base,
    [overlay({ remove: ['docs/old.md'] }, { 'ci.yml': 'bank', 'docs/new.md': 'bank' })],
    facts,
  );
  expect([...tree.keys()]).toEqual(['README.md', 'ci.yml', 'docs/new.md']);
  expect(text(tree, 'ci.yml')).toBe('bank');
  expect(Object.fromEntries(provenance)).toEqual({
    'docs/old.md': { overlay: 'bank', how: 'removed' },
    'ci.yml': { overlay: 'bank', how: 'replaced' },
    'docs/new.md': { overlay: 'bank', how: 'added' },
  });
  expect(text(base, 'ci.yml')).toBe('ours');
});

it('fills slots only in the files that say so', () => {
  const files = { 'a.yml': 'r: "{{ answers.region }}"', 'b.yml': 'r: "{{ answers.region }}"' };
  const { tree } = applyOverlays(base, [overlay({ slots: ['a.yml'] }, files)], facts);
  expect(text(tree, 'a.yml')).toBe('r: "eu-central-1"');
  expect(text(tree, 'b.yml')).toBe(files['b.yml']);
});

it("brings the overlay's control where it is on, and leaves it out where it is off", () => {
  const both = overlay({}, { ...control('four-eyes'), ...control('vault') });
  const { tree } = applyOverlays(base, [both], facts);
  expect([...tree.keys()].filter((path) => path.startsWith('infra/'))).toEqual([
    'infra/controls/four-eyes/control.json',
    'infra/controls/four-eyes/control.ts',
    'infra/controls/four-eyes/proof.ts',
    'infra/controls/four-eyes/proofs.json',
  ]);
});

it("takes the conditions and runbooks of the overlay's control as those of the generator's own", async () => {
  const parts = { when: { answer: 'network', not: ['none'] }, partitions: ['aws'], runbooks: ['network-change'] };
  const brought = joined([], [{ overlay: overlay({}, control('four-eyes', parts)) }] as never);
  expect(brought).toMatchObject([{ id: 'four-eyes', ...parts }]);
  const onWith = (given: object) =>
    controlsFor(brought, { ...defaults('my-ml'), region: 'eu-west-1', ...given } as never).length;
  expect([onWith({ network: 'create' }), onWith({ network: 'none' })]).toEqual([1, 0]);
  expect(onWith({ network: 'create', region: 'cn-north-1' })).toBe(0);
  for (const wrong of [
    { when: { answer: 'toString', not: [] } },
    { when: { answer: 'network', not: ['none'], is: [] } },
    { when: { answer: 'network', not: [{}] } },
    { partitions: 'aws' },
    { runbooks: ['../evil'] },
  ])
    expect((await refusal(() => overlay({}, control('four-eyes', wrong)))).what, JSON.stringify(wrong)).toContain(
      '1 fault',
    );
});

const fakes: [string, Record<string, string>][] = [
  ['part of a control of ours', { 'infra/controls/trail/proof.ts': '' }],
  ['a control with the id of ours', control('macie')],
  ['a control without control.json', { 'infra/controls/nameless/control.ts': '' }],
];
it.each(fakes)('refuses %s', async (_, files) => {
  const { code, what } = await refusal(() => applyOverlays(base, [overlay({}, files)], facts));
  expect(code).toBe('overlay/conflict');
  expect(what).toContain('bank brings');
});

it('refuses two overlays that want different things of a path, with both names', async () => {
  const bank = overlay({}, { 'ci.yml': 'bank' });
  for (const other of [
    overlay({ name: 'desk' }, { 'ci.yml': 'desk' }),
    overlay({ name: 'desk', remove: ['ci.yml'] }),
  ]) {
    const { what } = await refusal(() => applyOverlays(base, [bank, other], facts));
    expect(what).toMatch(/ci\.yml: bank brings it, desk (brings|removes) it/);
  }
  expect(text(applyOverlays(base, [bank, overlay({ name: 'desk' }, { 'ci.yml': 'bank' })], facts).tree, 'ci.yml')).toBe(
    'bank',
  );
});

it('refuses to remove what another overlay requires', async () => {
  const bank = overlay({ require: { files: { 'README.md': { why: 'people start to read there' } } } });
  const { what } = await refusal(() =>
    applyOverlays(base, [bank, overlay({ name: 'desk', remove: ['README.md'] })], facts),
  );
  expect(what).toBe('desk removes README.md, which bank requires');
});

it('refuses a path that differs from one of ours in case alone', async () => {
  expect((await refusal(() => applyOverlays(base, [overlay({}, { 'readme.md': '' })], facts))).what).toContain(
    'one file on some disks',
  );
  expect((await refusal(() => applyOverlays(base, [overlay({}, { 'README.md/a': '' })], facts))).what).toContain(
    'one file on some disks',
  );
});

it('refuses a generator that it does not fit', async () => {
  const one = overlay({ generator: '>=0.2.0 <1' });
  expect((await refusal(() => assertFits(one, '0.1.0'))).what).toContain(
    'fits create-secure-ml >=0.2.0 <1, and this is 0.1.0',
  );
  assertFits(one, '0.2.5');
});

it('names what the repository will run, and asks again when that changes and only then', () => {
  const one = overlay({}, { 'infra/a.ts': 'x', 'docs/a.md': 'x', '.github/workflows/a.yml': 'x' });
  expect(runsOf(one).paths).toEqual(['.github/workflows/a.yml', 'infra/a.ts']);
  const fetched = { tree: new Map(), spec: './bank', resolved: './bank', integrity: digest(new Map()) };
  const approved = [record(fetched, one)];
  expect(needsApproval(one, [])).toBe(true);
  expect(needsApproval(one, approved)).toBe(false);
  expect(
    needsApproval(overlay({}, { 'infra/a.ts': 'x', 'docs/a.md': 'y', '.github/workflows/a.yml': 'x' }), approved),
  ).toBe(false);
  expect(needsApproval(overlay({}, { 'infra/a.ts': 'y', '.github/workflows/a.yml': 'x' }), approved)).toBe(true);
  expect(needsApproval(overlay({}, { 'docs/a.md': 'x' }), [])).toBe(false);
});

it('reads back what it records, and refuses what nobody recorded', async () => {
  const one = overlay(
    { limit: { region: { oneOf: ['eu-central-1'], why: 'the regulator asks' } } },
    { 'infra/a.ts': '' },
  );
  const fetched = { tree: new Map(), spec: './bank', resolved: './bank', integrity: digest(new Map()) };
  const recorded = JSON.parse(JSON.stringify([record(fetched, one)]));
  expect(readRecorded(recorded, 'lock.json')).toEqual(recorded);
  const faults: Record<string, unknown>[] = [
    { integrity: 'sha1-x' },
    { spec: 'a\nb' },
    { runs: 1 },
    { policy: null },
    { policy: { ...recorded[0].policy, limit: { region: { keys: ['a'], why: 'the regulator asks' } } } },
    { policy: { ...recorded[0].policy, hooks: {} } },
  ];
  for (const fault of faults) await refusal(() => readRecorded([{ ...recorded[0], ...fault }] as never, 'lock.json'));
  await refusal(() => readRecorded({} as never, 'lock.json'));
  await refusal(() => readRecorded(Array(17).fill(recorded[0]), 'lock.json'));
});

it.each([
  { title: 'a | b' },
  { title: 'a\nb' },
  { why: '' },
  { from: 'secret' },
  { needs: ['../trail'] },
  { satisfies: 'all' },
  { carries: undefined },
  { duty: 7 },
  { run: 'touch evil' },
  { id: 'another' },
])('refuses a control that declares %j', async (parts) => {
  expect((await refusal(() => overlay({}, control('vault', parts)))).what).toContain(
    'infra/controls/vault/control.json',
  );
});
it('refuses a control without its proof', async () => {
  const { 'infra/controls/vault/proof.ts': _, ...files } = control('vault');
  expect((await refusal(() => overlay({}, files))).what).toContain('there is no proof.ts beside it');
});
it('gives the catalogue the controls that an overlay brings', async () => {
  expect(controlsOf(overlay({}, control('vault'))).map(({ id }) => id)).toEqual(['vault']);
  expect((await refusal(() => controlsOf(overlay({}, control('trail')), facts.ours))).what).toContain(
    'bank brings the control "trail"',
  );
});

it("tells which of its files are the repository's from then on", () => {
  const one = overlay({ owner: { 'a.md': 'seeded', 'b.md': 'generated' } }, { 'a.md': '', 'b.md': '' });
  expect([...applyOverlays(base, [one], facts).seeded]).toEqual(['a.md']);
});

it('tells the moves since a version, compared as versions', () => {
  const moves = ['1.2.0', '1.10.0'].map((since) => ({ from: `old-${since}`, to: 'new.md', since }));
  expect(overlayMovesSince(overlay({ moves }, { 'new.md': '' }), '1.9.0')).toEqual([['old-1.10.0', 'new.md']]);
});
