import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockPath, parseLock, printLock } from '../../src/baseline/lock.ts';
import { findRepository } from '../../src/git/repository.ts';
import { Refusal } from '../../src/refusal.ts';
import type { Entry } from '../../src/tree/tree.ts';
import { abort } from '../../src/upgrade/apply/abort.ts';
import { filesBelow, generate, type Sandbox, sandbox, sealed, upgrade } from '../sandbox.ts';

/** case.json: what the folders cannot say. */
interface Case {
  conflicts?: string[];
  /** The Refusal's code; nothing is changed. */
  refused?: string;
  /** Declared moves of the new version. */
  moves?: Record<string, string>;
  ejected?: string[];
  removed?: string[];
}

const folder = import.meta.dirname;
const cases = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());

function entriesOf(root: string, path = ''): Record<string, Entry> {
  if (!existsSync(join(root, path))) return {};
  return Object.fromEntries(
    readdirSync(join(root, path)).flatMap((name): [string, Entry][] => {
      const at = path ? `${path}/${name}` : name;
      const stats = lstatSync(join(root, at));
      if (stats.isDirectory()) return Object.entries(entriesOf(root, at));
      return [[at, { mode: stats.mode & 0o100 ? '100755' : '100644', content: readFileSync(join(root, at)) }]];
    }),
  );
}

/** Makes the work tree the case's `ours`: what base has and ours has not is deleted. */
function edit(box: Sandbox, root: string): void {
  for (const name of readdirSync(box.project)) if (name !== '.git' && name !== '.secure-ml') box.remove(name);
  const walk = (path: string): void => {
    for (const name of readdirSync(join(root, path))) {
      const at = path ? `${path}/${name}` : name;
      const stats = lstatSync(join(root, at));
      if (stats.isDirectory()) walk(at);
      else if (stats.isSymbolicLink()) {
        box.put(`${at}.x`, '');
        rmSync(join(box.project, `${at}.x`));
        symlinkSync(readlinkSync(join(root, at)), join(box.project, at));
      } else box.put(at, readFileSync(join(root, at)), (stats.mode & 0o100) !== 0);
    }
  };
  if (existsSync(root)) walk('');
}

const plain = (files: Record<string, string>, crlf: boolean) =>
  Object.fromEntries(
    Object.entries(files)
      .filter(([path]) => !path.startsWith('.secure-ml/'))
      .map(([path, text]) => [path, crlf && !text.includes('\0') ? text.replaceAll('\r\n', '\n') : text]),
  );

const ways: [string, { folder?: string; config?: Record<string, string> }][] = [
  ['at the top', {}],
  ['in a sub-directory of a monorepo', { folder: 'services/my ml' }],
  ['with autocrlf', { config: { 'core.autocrlf': 'true' } }],
];

for (const [way, settings] of ways) {
  for (const { name } of cases) {
    test(`${name.replaceAll('-', ' ')}, ${way}`, async () => {
      const root = join(folder, name);
      const told: Case = existsSync(join(root, 'case.json')) ? JSON.parse(readFileSync(join(root, 'case.json'), 'utf8')) : {};
      const crlf = settings.config !== undefined;
      const box = sandbox(settings);
      if (settings.folder) writeFileSync(join(box.top, 'other.txt'), 'another team\n');
      generate(box, sealed(entriesOf(join(root, 'base'))));
      edit(box, join(root, 'ours'));
      if (told.ejected || told.removed) {
        const lock = parseLock(readFileSync(join(box.project, lockPath)));
        const files = new Map(
          [...lock.files].map(([path, file]) => [path, told.ejected?.includes(path) ? { ...file, owner: 'ejected' as const } : file]),
        );
        box.put(lockPath, printLock({ ...lock, files, removed: told.removed ?? [] }));
      }
      const head = box.commit();
      if (crlf) {
        box.git('rm', '-r', '-q', '--cached', '.');
        box.git('reset', '-q', '--hard');
      }
      if (settings.folder) writeFileSync(join(box.top, 'other.txt'), 'another team, not committed\n');
      const before = filesBelow(box.top);
      const history = [{ version: '0.2.0', moved: told.moves ?? {} }];
      const theirs = sealed(entriesOf(join(root, 'theirs')), '0.2.0');
      const run = () => upgrade(box, theirs, { history });

      if (told.refused) {
        const refusal = await run().catch((error: unknown) => error);
        expect(refusal).toBeInstanceOf(Refusal);
        expect((refusal as Refusal).code).toBe(told.refused);
        expect(filesBelow(box.top)).toEqual(before);
        return;
      }
      const preview = way === 'at the top' ? await upgrade(box, theirs, { history, preview: true }) : undefined;
      expect(filesBelow(box.top)).toEqual(before);
      const result = await run();
      if (preview) expect(preview.changes).toEqual(result.changes);
      expect(plain(filesBelow(box.project), crlf)).toEqual(plain(filesBelow(join(root, 'expected')), crlf));
      expect(result.conflicts.toSorted()).toEqual((told.conflicts ?? []).toSorted());
      const unmerged = box.git('diff', '--name-only', '--diff-filter=U', '-z').split('\0').filter(Boolean);
      const prefix = settings.folder ? `${settings.folder}/` : '';
      expect([...new Set(unmerged)].sort()).toEqual((told.conflicts ?? []).map((path) => prefix + path).sort());
      const staged = box.git('diff', '--name-only', '-z').split('\0').filter((path) => path && !unmerged.includes(path));
      expect(staged).toEqual(settings.folder ? ['other.txt'] : []);

      await abort(await findRepository(box.project));
      expect(filesBelow(box.top)).toEqual(before);
      expect(box.git('rev-parse', 'HEAD').trim()).toBe(head);
      expect(box.git('status', '--porcelain')).toBe(settings.folder ? ' M other.txt\n' : '');
    });
  }
}
