import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readLock } from '../baseline/drift.ts';
import type { Lock } from '../baseline/lock.ts';
import { readBelow } from '../files/read.ts';
import { standing } from '../files/standing.ts';
import { digestWithTools } from '../git/code.ts';
import { commitNamed } from '../git/named.ts';
import { filesAt, readBlobs } from '../git/objects.ts';
import { findRepository } from '../git/repository.ts';
import { layOut, synthesize, toolsOf } from '../guard/synthesis.ts';
import { type JudgedRepository, repositoryOf } from '../judging/repository.ts';
import { templates, version } from '../package.ts';
import { Refusal } from '../refusal.ts';
import type { Entry, Tree } from '../tree/tree.ts';
import { walkedTree } from '../trust/worktree.ts';
import type { Call } from './call.ts';
import { assertAgreed } from './repository.ts';

const mostSettings = 1_000_000;

function lockOf(directory: string): Lock | undefined {
  try {
    return readLock(directory);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return undefined;
  }
}

/** The repository at a directory as data, for the judge; undefined where there is none of this generator's. */
export function repositoryAt(directory: string): JudgedRepository | undefined {
  const settings = readBelow(directory, 'settings.json', mostSettings);
  if (!settings || !standing(directory, 'infra')?.isDirectory()) return undefined;
  const accepted = readBelow(directory, 'accepted.json', mostSettings);
  // What declares and proves is in infra/; in organization/ are the policies that a control is about.
  const below = ['infra', 'organization'].flatMap((folder) => {
    const found = standing(directory, folder)?.isDirectory() ? walkedTree(join(directory, folder)) : new Map();
    if (!found) {
      const what = `${folder}/ holds more than can be read, and what its owner declares is there`;
      throw new Refusal({ code: 'repository/too-large', what, where: directory, fix: 'Take out what is not code.' });
    }
    return [...found].map(([path, entry]) => [`${folder}/${path}`, entry] as const);
  });
  const tree: Tree = new Map([
    ['settings.json', { content: settings, mode: '100644' as const }],
    ...(accepted ? [['accepted.json', { content: accepted, mode: '100644' as const }] as const] : []),
    ...below,
  ]);
  return repositoryOf(tree, lockOf(directory), { templates, version });
}

/** The same where there has to be one. */
export function someRepositoryAt(directory: string): JudgedRepository {
  const found = repositoryAt(directory);
  if (found) return found;
  throw new Refusal({
    code: 'repository/not-here',
    what: `${directory} is not a repository of this generator`,
    fix: 'Go into one, or name it with -C DIR. Templates alone: secure-ml judge PATH',
  });
}

/** The project's files in a commit, as far as git has them as regular files. */
async function treeAt(directory: string, named: string): Promise<Tree> {
  const repository = await findRepository(directory);
  const commit = await commitNamed(repository.top, named);
  if (!commit) {
    const fix = 'Name a commit, a branch, or a directory that has a manifest.json.';
    throw new Refusal({ code: 'judge/since', what: `"${named}" is neither a commit nor an assembly`, fix });
  }
  const files = await filesAt(repository, commit);
  const regular = [...files].filter(([, { mode }]) => mode.startsWith('100'));
  const contents = await readBlobs(
    repository.top,
    regular.map(([, { id }]) => id),
  );
  return new Map(
    regular.map(([path, { id, mode }]): [string, Entry] => [
      path,
      { content: contents.get(id) as Buffer, mode: mode === '100755' ? '100755' : '100644' },
    ]),
  );
}

/** Lets `use` read the assembly that --since names: a directory as it is, a commit once it is synthesized, which runs its code. */
export async function withAssemblySince<T>(
  call: Call,
  since: string,
  use: (assembly: string) => Promise<T>,
): Promise<T> {
  const named = resolve(call.directory, since);
  if (existsSync(join(named, 'manifest.json'))) return use(named);
  const tree = await treeAt(call.directory, since);
  const what = `The code of ${since} runs (npm run synth)`;
  await assertAgreed(call, await digestWithTools(tree, call.directory), what, 'Name an assembly. Or');
  const { top } = await findRepository(call.directory);
  const modules = toolsOf(call.directory, top);
  if (!modules) {
    const what = `${since} has to be synthesized, and the tools for that are not installed`;
    throw new Refusal({
      code: 'repository/not-installed',
      what,
      fix: 'Type: npm ci --ignore-scripts, or name an assembly',
    });
  }
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'secure-ml-')));
  try {
    const folder = join(scratch, 'before');
    mkdirSync(folder);
    layOut(tree, folder, modules);
    const { assembly, said } = await synthesize(folder, join(scratch, 'cdk.out'));
    if (assembly) return await use(assembly);
    const fix = 'Name a commit that does, or an assembly.';
    throw new Refusal({ code: 'repository/no-synthesis', what: `${since} does not synthesize:\n${said}`, fix });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
