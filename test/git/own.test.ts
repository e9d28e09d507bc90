import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { initialize } from '../../src/git/first-commit.ts';
import { findRepository } from '../../src/git/repository.ts';
import { filesBelow, generate, type Sandbox, sandbox, sealed, upgrade } from '../sandbox.ts';

const made = (): Sandbox => {
  const box = sandbox();
  generate(box, sealed({ 'a.txt': 'old\n' }));
  return box;
};
const next = () => sealed({ 'a.txt': 'new\n' }, '0.2.0');
const upgraded = async (project: string, box: Sandbox) => {
  await upgrade({ ...box, project }, next());
  expect((await findRepository(project)).top).toBe(project);
};

it.each<[string, (box: Sandbox, at: string) => void]>([
  ['a linked work tree', (box, at) => box.git('worktree', 'add', '-q', at)],
  [
    'a linked work tree that is named by a relative path',
    (box, at) => {
      box.git('worktree', 'add', '-q', at);
      writeFileSync(join(box.top, '.git/worktrees/other/gitdir'), '../../../other/.git\n');
    },
  ],
  [
    'a linked work tree of a repository that has none of its own',
    (box, at) => {
      box.git('clone', '-q', '--bare', box.top, 'bare.git');
      box.git('-C', 'bare.git', 'worktree', 'add', '-q', at);
    },
  ],
  [
    'a submodule',
    (box, at) => box.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', box.top, basename(at)),
  ],
  [
    'a git directory of another name elsewhere',
    (box, at) => box.git('clone', '-q', '--separate-git-dir', `${at}-git`, box.top, at),
  ],
  [
    'a git directory elsewhere that names its work tree',
    (box, at) => {
      mkdirSync(`${at}-git`);
      box.git('clone', '-q', '--separate-git-dir', `${at}-git/.git`, box.top, at);
      box.git('-C', at, 'config', 'core.worktree', at);
    },
  ],
])('works in %s', async (_, make) => {
  const box = made();
  const at = join(box.top, 'other');
  make(box, at);
  await upgraded(at, box);
});

it.each<[string, (victim: Sandbox, at: string) => void]>([
  [
    'a file that names the git directory of another work tree',
    (victim, at) => {
      rmSync(join(at, '.git'), { recursive: true });
      writeFileSync(join(at, '.git'), `gitdir: ${victim.top}/.git\n`);
    },
  ],
  [
    'a link to the git directory of another work tree',
    (victim, at) => {
      rmSync(join(at, '.git'), { recursive: true });
      symlinkSync(join(victim.top, '.git'), join(at, '.git'));
    },
  ],
  [
    'a file that names the git directory of another linked work tree',
    (victim, at) => {
      victim.git('worktree', 'add', '-q', '-b', 'linked', `${victim.top}/linked`);
      rmSync(join(at, '.git'), { recursive: true });
      writeFileSync(join(at, '.git'), `gitdir: ${victim.top}/.git/worktrees/linked\n`);
    },
  ],
  [
    'a directory that shares what another repository has',
    (victim, at) => writeFileSync(join(at, '.git/commondir'), `${victim.top}/.git\n`),
  ],
  [
    'a linked work tree of its own making of another repository',
    (victim, at) => {
      renameSync(join(at, '.git'), join(at, 'git'));
      writeFileSync(join(at, 'git/commondir'), `${victim.top}/.git\n`);
      writeFileSync(join(at, 'git/gitdir'), join(at, '.git'));
      writeFileSync(join(at, '.git'), 'gitdir: git\n');
    },
  ],
  [
    'objects behind a link',
    (victim, at) => {
      renameSync(join(at, '.git/objects'), join(victim.top, 'objects'));
      symlinkSync(join(victim.top, 'objects'), join(at, '.git/objects'));
    },
  ],
  [
    'packs behind a link',
    (victim, at) => {
      rmSync(join(at, '.git/objects/pack'), { recursive: true, force: true });
      symlinkSync(join(victim.top, '.git/objects/pack'), join(at, '.git/objects/pack'));
    },
  ],
])('refuses %s, and writes nothing there', async (_, make) => {
  const [victim, box] = [made(), made()];
  make(victim, box.top);
  const now = () => [filesBelow(victim.top), filesBelow(join(victim.top, '.git'))];
  const before = now();
  await expect(upgrade(box, next())).rejects.toMatchObject({ code: 'git/elsewhere' });
  await expect(initialize(box.top, { branch: 'main' })).rejects.toMatchObject({ code: 'git/elsewhere' });
  expect(now()).toEqual(before);
});
