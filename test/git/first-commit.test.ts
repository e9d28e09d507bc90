import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { firstCommit, type Initialized, initialize, outerRepository } from '../../src/git/first-commit.ts';
import { saidIn } from '../../src/git/run.ts';
import { writeTree } from '../../src/tree/site.ts';

const scratch = mkdtempSync(join(tmpdir(), 'first-commit-'));
const before = { ...process.env };
const settings = join(scratch, 'gitconfig');
const whole = '[user]\n\tname = A\n\temail = a@corp.example\n';

beforeEach(() => {
  Object.assign(process.env, { GIT_CONFIG_GLOBAL: settings, GIT_CONFIG_NOSYSTEM: '1' });
  writeFileSync(settings, whole);
});
afterEach(() => {
  process.env = { ...before };
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/**
 * Commits one file for a branch, in a repository that is on `there` where that is said; git is asked of the person in `elsewhere`
 * before. Answers what is told of it, and where it is.
 */
async function committed(
  branch: string,
  there?: string,
  elsewhere = scratch,
): Promise<{ directory: string; notes: string[]; head: string; author: string }> {
  const directory = mkdtempSync(join(scratch, 'r-'));
  mkdirSync(directory, { recursive: true });
  if (there) execFileSync('git', ['init', '--quiet', `--initial-branch=${there}`, directory]);
  const tree = new Map([['a.txt', { content: Buffer.from('a\n'), mode: '100644' as const }]]);
  writeTree(directory, tree);
  const canBeNamed = (name: string) => /^\w+$/.test(name);
  const repository = (await initialize(directory, { branch, canBeNamed, said: saidIn(elsewhere) })) as Initialized;
  const { notes } = repository;
  expect(await firstCommit(directory, tree, repository)).toBeUndefined();
  const git = (...words: string[]) => execFileSync('git', words, { cwd: directory, encoding: 'utf8' }).trim();
  return { directory, notes, head: git('symbolic-ref', '--short', 'HEAD'), author: git('log', '--format=%an <%ae>') };
}

it.each(['feat#1', "x'y", 'trunk'])(
  'a repository on %s, for whose workflows another branch was taken, is told so',
  async (there) => {
    const { notes, head } = await committed('main', there);
    expect(head).toBe(there);
    expect(notes).toEqual([
      `The first commit is on ${there}, and the workflows are for main. To have them run, rename it: git branch -m main`,
    ]);
  },
);

it('a work tree whose repository is not on this machine is one all the same', async () => {
  const outer = mkdtempSync(join(scratch, 'outer-'));
  expect(await outerRepository(join(outer, 'services/ml'))).toBeUndefined();
  writeFileSync(join(outer, '.git'), 'gitdir: /nowhere/.git/worktrees/outer\n');
  expect(await outerRepository(join(outer, 'services/ml'))).toBe(outer);
});

it('on the branch of the workflows nothing is told', async () => {
  expect((await committed('release/2026', 'release/2026')).notes).toEqual([]);
  writeFileSync(settings, `${whole}[init]\n\tdefaultBranch = trunk\n`);
  expect((await committed('trunk')).notes).toEqual([]);
  // Somebody who names another one for this repository knows.
  expect((await committed('main')).notes).toEqual([]);
});

it('a usual first branch that no workflow can name is told', async () => {
  writeFileSync(settings, `${whole}[init]\n\tdefaultBranch = développement\n`);
  const { notes, head } = await committed('main');
  expect(head).toBe('main');
  expect(notes).toEqual([expect.stringContaining('init.defaultBranch is développement')]);
});

it('what an included configuration says of this folder counts', async () => {
  const included = join(scratch, 'work');
  writeFileSync(included, '[user]\n\temail = work@corp.example\n[commit]\n\tgpgSign\n');
  writeFileSync(settings, `${whole}[includeIf "gitdir:${scratch}/"]\n\tpath = ${included}\n`);
  const { notes, author } = await committed('main');
  expect(author).toBe('A <work@corp.example>');
  expect(notes).toEqual([expect.stringContaining('The first commit is not signed')]);
});

it.each([
  ['an address that is set to nothing', '[user]\n\tname = A\n\temail =\n\tuseConfigOnly = true\n'],
  [
    'an author without a committer, where nothing may be guessed',
    '[author]\n\tname = A\n\temail = a@b.example\n[user]\n\tuseConfigOnly = true\n',
  ],
  ['no name at all', '[user]\n\tuseConfigOnly = true\n'],
])('%s is no author, and that is told', async (_, text) => {
  writeFileSync(settings, text);
  expect((await committed('main')).notes).toEqual([expect.stringContaining('has no author of yours')]);
});

it('what another repository says of its own commits does not count, where this was started in it', async () => {
  const other = mkdtempSync(join(scratch, 'other-'));
  execFileSync('git', ['init', '--quiet', '--bare', other]);
  execFileSync('git', ['config', 'user.email', 'other@corp.example'], { cwd: other });
  execFileSync('git', ['config', 'commit.gpgSign', 'true'], { cwd: other });
  expect(await committed('main', undefined, other)).toMatchObject({ notes: [], author: 'A <a@corp.example>' });
});

it('a person whose branches have no log gets none', async () => {
  writeFileSync(settings, `${whole}[core]\n\tlogAllRefUpdates = false\n`);
  const { directory } = await committed('main');
  expect(existsSync(join(directory, '.git/logs'))).toBe(false);
});
