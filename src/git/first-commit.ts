import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync, writevSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { interruption } from '../interrupt.ts';
import type { Written } from '../tree/site.ts';
import type { Tree } from '../tree/tree.ts';
import { indexFileOf } from './index-file.ts';
import { type Archive, type ObjectFormat, packOf } from './pack.ts';
import { runGit, type SaidByGit } from './run.ts';
import { makeRepository } from './skeleton.ts';
import { branchNote, longIds, type Wishes, wishesOf } from './wishes.ts';

export const noGit =
  'git is not installed, so there is no first commit. Install it, then type: git init, git add -A, git commit';

/** The nearest folder with a .git, from a directory upwards. */
function repositoryAround(directory: string): string | undefined {
  if (existsSync(join(directory, '.git'))) return directory;
  const parent = dirname(directory);
  return parent === directory ? undefined : repositoryAround(parent);
}

/** The work tree of another repository that the target lies in and would become part of. */
export async function outerRepository(target: string): Promise<string | undefined> {
  let parent = dirname(target);
  while (!existsSync(parent)) parent = dirname(parent);
  if (repositoryAround(parent) === undefined) return undefined;
  const { exitCode, stdout, stderr } = await runGit(parent, ['rev-parse', '--show-toplevel']);
  // It is another user's (safe.directory), or a work tree whose repository is not mounted here, and it is there all the same: a
  // repository in it would be lost to it.
  if (/dubious ownership|not a git repository: /.test(stderr)) return repositoryAround(parent);
  if (exitCode !== 0 || stdout === '') return undefined;
  const ignored = (await runGit(parent, ['check-ignore', '--quiet', `${target}/`])).exitCode === 0;
  return ignored ? undefined : stdout;
}

/** Has this repository a commit with files in it? Then its files are missing, and ours would seem to replace them. */
export async function hasHistory(directory: string): Promise<boolean> {
  return (await runGit(directory, ['ls-tree', '--name-only', 'HEAD'])).stdout !== '';
}

interface Layout {
  format: ObjectFormat;
  packs: string;
  index: string;
}

/** The same of one that `git init` just made, with refs in files (gitrepository-layout(5)): nobody has to be asked. */
function freshLayoutOf(directory: string, branch: string): Layout | undefined {
  const git = join(directory, '.git');
  const packs = join(git, 'objects', 'pack');
  const head = readFileSync(join(git, 'HEAD'), 'utf8');
  if (head !== `ref: refs/heads/${branch}\n` || !existsSync(packs)) return undefined;
  return { format: 'sha1', packs, index: join(git, 'index') };
}

/** What `git update-ref` does in such a repository: the branch, and a line in its log and in that of HEAD (gitrepository-layout(5)). */
function writeRef(directory: string, branch: string, commit: string, committer: string): void {
  const git = join(directory, '.git');
  const line = `${'0'.repeat(commit.length)} ${commit} ${committer}\tcommit (initial)\n`;
  const texts = { [`refs/heads/${branch}`]: `${commit}\n`, 'logs/HEAD': line, [`logs/refs/heads/${branch}`]: line };
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(git, path)), { recursive: true });
    writeFileSync(join(git, path), text, { flag: 'wx' });
  }
}

type Seven = [string, string, string, string, string, string, string];

const questions = '--show-object-format --show-toplevel --absolute-git-dir --git-common-dir'.split(' ');
const parts = ['objects', 'objects/pack', 'index'].flatMap((path) => ['--git-path', path]);

/** How this repository names its objects, and where it keeps them and its index: `.git` may be a file that leads elsewhere. */
async function layoutOf(directory: string): Promise<Layout | undefined> {
  const { stdout } = await runGit(directory, ['rev-parse', ...questions, ...parts]);
  const [format, top, gitDirectory, common, objects, packs, index] = stdout.split('\n') as Seven;
  if (!(index as string | undefined)) return undefined;
  if (format !== 'sha1' && format !== 'sha256') throw new Error(`git names objects by ${format}`);
  const { refuseForeign } = await import('./own.ts');
  await refuseForeign(directory, { top, gitDirectory, common, objects });
  return { format: format as ObjectFormat, packs: resolve(directory, packs), index: resolve(directory, index) };
}

function writeParts(path: string, parts: readonly Buffer[]): void {
  const file = openSync(path, 'wx', 0o444);
  try {
    const written = writevSync(file, parts);
    // As in writeTree: a call may take less than all.
    if (written < parts.reduce((sum, { length }) => sum + length, 0))
      writeFileSync(file, Buffer.concat(parts).subarray(written));
  } finally {
    closeSync(file);
  }
}

/** A repository that was made or found, for its first commit. */
export interface Initialized {
  branch: string;
  /** Was there none before? */
  fresh: boolean;
  layout: Layout;
  /** Are its refs files that nothing but git's usual way has to be told of? */
  plainRefs: boolean;
  wishes: Wishes;
  /** What the commit will not be, though the person's settings ask for it. */
  notes: string[];
}

/**
 * Makes a repository of the directory, for one commit on `branch`. `said`: what git says of the person in another place. `canBeNamed`:
 * is that a branch that a workflow can name? Answers what git said where it failed.
 *
 * Where the directory has a repository already, git says of what kind it is. Best before anything large is read: a child begins as a copy
 * of this process, and of each page of memory that was written until then the first write afterwards costs time.
 */
export async function initialize(
  directory: string,
  { branch, said, canBeNamed = () => true }: { branch: string; said?: SaidByGit; canBeNamed?(branch: string): boolean },
): Promise<Initialized | string> {
  const fresh = !existsSync(join(directory, '.git'));
  // git init would write into a repository that .git leads to.
  const found = fresh ? undefined : await layoutOf(directory);
  if (!(fresh && said && makeRepository(directory, branch, said))) {
    // Without the person's template: what they have in every repository comes last, so that none of it runs here.
    const kind = fresh ? ['--object-format=sha1'] : [];
    const made = await runGit(directory, ['init', '--quiet', ...kind, `--initial-branch=${branch}`, '--template=']);
    if (made.exitCode === undefined && !interruption.aborted) return noGit;
    if (made.exitCode !== 0) return made.stderr || 'git init failed';
  }
  const usual = fresh ? freshLayoutOf(directory, branch) : undefined;
  const wishes = await wishesOf(directory, usual && said);
  const layout = usual ?? found ?? (await layoutOf(directory));
  if (!layout) return 'git does not say where it keeps its parts';
  const onOther =
    fresh && wishes.usualBranch === undefined
      ? undefined
      : await branchNote(directory, branch, fresh ? wishes.usualBranch : undefined, canBeNamed);
  return {
    ...{ branch, fresh, layout, wishes },
    plainRefs: usual !== undefined && wishes.keepsRefsAsUsual,
    notes: [
      ...wishes.notes,
      ...(layout.format === 'sha1' ? [] : [longIds]),
      ...(onOther === undefined ? [] : [onOther]),
    ],
  };
}

/**
 * Commits the files that are in its directory. `archive`: see packOf; `written`: see indexFileOf. Objects and index are written here:
 * fast-import and reset take as long as all the rest. Answers what git said where it failed.
 */
export async function firstCommit(
  directory: string,
  tree: Tree,
  { branch, fresh, layout: { format, packs, index }, plainRefs, wishes }: Initialized,
  { archive, written }: { archive?: Archive | undefined; written?: Written | undefined } = {},
): Promise<string | undefined> {
  const packed = packOf(tree, format, wishes, archive);
  mkdirSync(packs, { recursive: true });
  writeParts(join(packs, `${packed.name}.pack`), packed.pack);
  writeFileSync(join(packs, `${packed.name}.idx`), packed.index, { mode: 0o444, flag: 'wx' });
  const { commit } = packed;
  if (plainRefs) writeRef(directory, branch, commit, wishes.committer);
  else {
    const named = await runGit(directory, ['update-ref', '-m', 'commit (initial)', 'HEAD', commit, '']);
    if (named.exitCode !== 0) return named.stderr || 'git update-ref failed';
  }
  writeFileSync(index, indexFileOf(directory, tree, packed.blobs, format, written));
  if (fresh && wishes.hasTemplate) await runGit(directory, ['init', '--quiet']);
  return undefined;
}
