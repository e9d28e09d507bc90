import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaults } from '../../src/answers/answers.ts';
import { lockPath, parseLock } from '../../src/baseline/lock.ts';
import { seal, unsealed } from '../../src/baseline/seal.ts';
import { generate as render } from '../../src/generate.ts';
import { guardsFor } from '../../src/guard/guards.ts';
import { makeWaiver, printWaivers } from '../../src/guard/waiver.ts';
import { templates, version } from '../../src/package.ts';
import { readCatalog } from '../../src/plan/catalog.ts';
import { plan } from '../../src/plan/plan.ts';
import type { Tree } from '../../src/tree/tree.ts';
import { look } from '../../src/upgrade/consult/look.ts';
import { root } from '../program.ts';
import { filesBelow, generate, type Sandbox, sandbox, upgrade } from '../sandbox.ts';

const answered = { answers: defaults('my-ml'), sources: { region: 'default' as const } };
const today = () => render(templates, plan(readCatalog(templates), answered, version));

/** What the next version would generate, by replacing text in today's. */
function next(edits: [path: string, from: string, to: string][]): Tree {
  const sealed = today();
  const files = new Map(unsealed(sealed));
  for (const [path, from, to] of edits) {
    const text = String(files.get(path)?.content);
    expect(text).toContain(from);
    files.set(path, { mode: '100644', content: Buffer.from(text.replaceAll(from, to)) });
  }
  const { overlays, answers, sources } = parseLock(sealed.get(lockPath)?.content as Buffer);
  return seal(files, { generator: '0.2.0', overlays, answers, sources });
}

function repository({ installed }: { installed: boolean }): Sandbox {
  const box = sandbox();
  generate(box, today());
  if (installed) symlinkSync(join(root, 'node_modules'), join(box.project, 'node_modules'), 'junction');
  return box;
}

const consent = Object.assign(async () => true, { merged: async () => undefined });
const guards = (box: Sandbox, waivers?: Buffer) => [guardsFor(box.project, box.top, waivers, consent)];
const status = (box: Sandbox) => box.git('status', '--porcelain');

/** A bucket without its retention, a right to delete, a control turned off, a shorter retention. */
const harm: [string, string, string][] = [
  ['infra/stacks/data.ts', 'CfnDeletionPolicy.RETAIN', 'CfnDeletionPolicy.DELETE'],
  ['infra/policies/jobs.ts', "['s3:PutObject', 's3:Abort", "['s3:PutObject', 's3:DeleteObject', 's3:Abort"],
  ['infra/controls/enabled.json', '  "bucket-versioning",\n', ''],
  ['infra/tiers.ts', 'logRetentionDays: 365', 'logRetentionDays: 90'],
];

test('an upgrade that loses, widens and lowers is refused with each reason, and nothing is changed', {
  timeout: 300_000,
}, async () => {
  const box = repository({ installed: true });
  const before = filesBelow(box.top);
  const refused = await upgrade(box, next(harm), { guards: guards(box) }).then(
    () => undefined,
    (error) => error,
  );
  expect(refused).toMatchObject({ code: 'upgrade/guard' });
  const told: string[] = refused.faults.map(({ key }: { key: string }) => key);
  expect(told).toEqual(
    expect.arrayContaining([
      'upgrade/off/bucket-versioning',
      'upgrade/lower/logRetentionDays',
      'upgrade/DeletionPolicy/Data/Raw',
      'upgrade/weaker/Data/Raw/versioning',
      'upgrade/weaker/Audit/TrailLogs/days-of-retention',
    ]),
  );
  const access = refused.faults.filter(({ key }: { key: string }) => key.startsWith('access/'));
  expect(access.map(({ what }: { what: string }) => what).join()).toContain('training may now s3:DeleteObject');
  expect(filesBelow(box.top)).toEqual(before);
});

test('a change that loses nothing and widens nothing is merged, and after it the guards have nothing to say', {
  timeout: 300_000,
}, async () => {
  const box = repository({ installed: true });
  const tree = next([['infra/policies/jobs.ts', '/** Listing and reading', '/** Lists and reads']]);
  const result = await upgrade(box, tree, { guards: guards(box) });
  expect(result).toMatchObject({ changed: true, conflicts: [], objections: [] });
  expect(await look(box.project, guards(box))).toEqual([]);
});

test('with nothing installed the upgrade is refused, not passed in silence', async () => {
  const box = repository({ installed: false });
  const tree = next([['infra/policies/jobs.ts', '/** Listing and reading', '/** Lists and reads']]);
  await expect(upgrade(box, tree, { guards: guards(box) })).rejects.toMatchObject({
    what: expect.stringContaining('Nothing is installed'),
    fix: expect.stringContaining('--without-guards'),
  });
  expect(status(box)).toBe('');
});

test('files that no template comes from need nothing installed', async () => {
  const box = repository({ installed: false });
  const result = await upgrade(box, next([['CONTRIBUTING.md', '# ', '## ']]), { guards: guards(box) });
  expect(result).toMatchObject({ changed: true, objections: [] });
});

test('a preview lists what the guards block; a waiver of today takes it off the list, an old one does not', async () => {
  const box = repository({ installed: false });
  const tree = next([['infra/tiers.ts', 'logRetentionDays: 365', 'logRetentionDays: 90']]);
  const idsWith = async (until?: string) => {
    const id = 'upgrade/lower/logRetentionDays';
    const reason = 'The archive of the bank keeps a copy for ten years';
    const waivers = until && printWaivers([makeWaiver({ id, reason, owner: 'ana@bank.example', until }, until)]);
    const { objections } = await upgrade(box, tree, { preview: true, guards: guards(box, waivers || undefined) });
    return objections.map(({ id: told }) => told);
  };
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  expect(await idsWith()).toEqual(['upgrade/lower/logRetentionDays', undefined]);
  expect(await idsWith(tomorrow)).toEqual([undefined]);
  expect(await idsWith('2020-01-01')).toEqual(['upgrade/lower/logRetentionDays', undefined]);
});
