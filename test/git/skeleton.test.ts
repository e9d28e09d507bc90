import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { type SaidByGit, saidIn } from '../../src/git/run.ts';
import { makeRepository } from '../../src/git/skeleton.ts';

const scratch = mkdtempSync(join(tmpdir(), 'skeleton-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const onLinux = process.platform === 'linux';
const usual: SaidByGit = new Map([
  ['user.email', 'a@corp.example'],
  ['core.editor', 'vi'],
  ['core.hookspath', '/dev/null'],
  ['init.defaultbranch', 'trunk'],
  ['init.templatedir', '/template'],
]);

function empty(): string {
  return mkdtempSync(join(scratch, 'r-'));
}

/** Every file and folder with its permissions and content. */
function within(directory: string): Record<string, string> {
  const paths = readdirSync(directory, { recursive: true }).map(String).sort();
  return Object.fromEntries(
    paths.map((path) => {
      const stats = lstatSync(join(directory, path));
      return [path, `${stats.mode.toString(8)} ${stats.isFile() ? readFileSync(join(directory, path), 'utf8') : ''}`];
    }),
  );
}

it.runIf(onLinux)('what is laid out is what git makes', () => {
  const [ours, its] = [empty(), empty()];
  expect(makeRepository(ours, 'trunk', usual)).toBe(true);
  const words = ['init', '--quiet', '--object-format=sha1', '--initial-branch=trunk', '--template='];
  const environment = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  execFileSync('git', words, { cwd: its, env: environment });
  expect(within(ours)).toEqual(within(its));
});

it.each([
  ['init.defaultobjectformat', 'sha256'],
  ['init.defaultrefformat', 'reftable'],
  ['extensions.objectformat', 'sha256'],
  ['core.sharedrepository', 'group'],
  ['core.logallrefupdates', 'false'],
  ['core.filemode', 'false'],
  ['core.bare', 'true'],
  ['includeif.gitdir:/work/.path', 'work'],
])('where %s is set, git makes it', (key, value) => {
  const directory = empty();
  expect(makeRepository(directory, 'main', new Map([...usual, [key, value]]))).toBe(false);
  expect(existsSync(join(directory, '.git'))).toBe(false);
});

it.each(['', '-x', 'a..b', 'a/b', 'a.lock', 'ä'])('of a branch %j, git says whether it may be called so', (branch) => {
  const directory = empty();
  expect(makeRepository(directory, branch, usual)).toBe(false);
  expect(existsSync(join(directory, '.git'))).toBe(false);
});

it('where git said nothing, nothing is made', () => {
  const said = saidIn(scratch, { ...process.env, PATH: scratch });
  expect(said.size).toBe(0);
  expect(makeRepository(empty(), 'main', said)).toBe(false);
});

it.runIf(onLinux)('where it cannot be written, nothing is left of it', () => {
  const file = join(empty(), 'file');
  writeFileSync(file, '');
  expect(makeRepository(file, 'main', usual)).toBe(false);
  expect(readFileSync(file, 'utf8')).toBe('');
});
