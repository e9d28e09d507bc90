import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defaults } from '../../src/answers/answers.ts';
import { packBase, readBase } from '../../src/baseline/archive.ts';
import { basePath, type Lock, type Locked, lockPath, parseLock, printLock } from '../../src/baseline/lock.ts';
import { fails } from '../../src/finding.ts';
import { inspect } from '../../src/fleet/inspect.ts';
import { generate } from '../../src/generate.ts';
import { templates, version } from '../../src/package.ts';
import { readCatalog } from '../../src/plan/catalog.ts';
import { plan } from '../../src/plan/plan.ts';
import { blobId } from '../../src/tree/tree.ts';

const scratch = mkdtempSync(join(tmpdir(), 'secure-ml-rewritten-'));
const [fresh, repository] = [join(scratch, 'fresh'), join(scratch, 'ml')];
beforeAll(() => {
  const answers = { ...defaults('my-ml'), region: 'eu-west-1', repository: 'acme/ml' };
  for (const [path, { content, mode }] of generate(
    templates,
    plan(readCatalog(templates), { answers, sources: {} }, version),
  )) {
    mkdirSync(dirname(join(fresh, path)), { recursive: true });
    writeFileSync(join(fresh, path), content, { mode: mode === '100755' ? 0o755 : 0o644 });
  }
});
beforeEach(() => cpSync(fresh, repository, { recursive: true }));
afterEach(() => rmSync(repository, { recursive: true }));
afterAll(() => rmSync(scratch, { recursive: true }));

const at = (path: string) => join(repository, path);
const edit = (path: string) => writeFileSync(at(path), `${readFileSync(at(path), 'utf8')}# mine\nmine: {}\n`);

/** The lock and the base that go with the files as they are now, and what somebody writes into that lock. */
function rewrite(change: Partial<Lock>, marks: Record<string, Partial<Locked>> = {}): void {
  const lock = parseLock(readFileSync(at(lockPath)));
  const base = readBase(readFileSync(at(basePath)), lock);
  const gone = new Set(change.overlays?.flatMap(({ removes }) => removes));
  for (const path of gone) {
    rmSync(at(path));
    base.delete(path);
  }
  const files = [...lock.files].flatMap(([path, locked]): [string, Locked][] => {
    if (gone.has(path)) return [];
    if (!marks[path]) return [[path, locked]];
    const content = readFileSync(at(path));
    base.set(path, content);
    return [[path, { ...locked, blob: blobId(content), ...marks[path] }]];
  });
  for (const [path, { owner }] of files) if (owner !== 'generated') base.delete(path);
  writeFileSync(at(lockPath), printLock({ ...lock, ...change, files: new Map(files) }));
  writeFileSync(at(basePath), packBase(base));
}

const runs = `sha512-${'A'.repeat(86)}==`;
const acme = (parts: object): Lock['overlays'] => [
  {
    ...{ spec: 'acme@1.0.0', resolved: 'acme@1.0.0', integrity: runs, runs, removes: [] },
    policy: { name: 'acme', version: '1.0.0', contact: 'x@example.com' } as Lock['overlays'][0]['policy'],
    ...parts,
  },
];
const findings = () => inspect(repository, version, '2026-11-28').findings;
const told = () => findings().filter(fails);
const ids = () => told().map(({ id }) => id);

const guarded = ['judge/cli.ts', 'infra/verify.ts', 'tools/python.mjs', '.github/workflows/gate.yml'];
const check = '.github/workflows/check.yml';

describe('a lock that says that an overlay has a file', () => {
  it.each([...guarded, check])('exempts nothing where no overlay of that name is recorded: %s', (path) => {
    edit(path);
    rewrite({}, { [path]: { overlay: 'acme' } });
    expect(ids()).toEqual([`judge/${path}`]);
  });

  it.each(guarded)('exempts nothing that proves where one is: %s', (path) => {
    edit(path);
    rewrite({ overlays: acme({}) }, { [path]: { overlay: 'acme' } });
    expect(told()).toMatchObject([{ id: `judge/${path}`, what: expect.stringContaining('by the overlay acme') }]);
  });

  it('has what an overlay makes of a workflow told, and fails by it only where nobody had to agree', () => {
    edit(check);
    rewrite({ overlays: acme({}) }, { [check]: { overlay: 'acme' } });
    expect(ids()).toEqual([]);
    expect(findings().map(({ id, level }) => [id, level])).toEqual([[`judge/${check}`, 'note']]);
    rewrite({ overlays: acme({ runs: '' }) }, { [check]: { overlay: 'acme' } });
    expect(ids()).toEqual([`judge/${check}`]);
  });

  it('is told with the files that proved and that it says were taken away', () => {
    const removes = [...guarded, 'infra/verify.test.ts'];
    rewrite({ overlays: acme({ removes: [...removes, '.github/workflows/upgrade.yml'] }) });
    expect(ids().filter((id) => id.startsWith('judge/'))).toEqual(removes.map((path) => `judge/${path}`).sort());
    expect(told().filter(({ what }) => what.includes('by the overlay acme'))).toHaveLength(removes.length);
  });
});

it('a file is its owner’s by its path, whatever the lock says', () => {
  const path = 'infra/policies/people.ts';
  const state = () => inspect(repository, version, '2026-11-28').files.find((one) => one.path === path)?.state;
  rewrite({}, { [path]: { owner: 'seeded' } });
  edit(path);
  expect(state()).toBe('edited');
  rewrite({ overlays: acme({}) }, { [path]: { owner: 'seeded', overlay: 'acme' } });
  edit(path);
  expect(state()).toBe('edited');
});
