import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { interruption } from '../interrupt.ts';
import type { Tree } from '../tree/tree.ts';
import { indexFileOf } from './index-file.ts';
import { type Archive, type ObjectFormat, packOf } from './pack.ts';
import { runGit } from './run.ts';

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

const nobody = () => `create-secure-ml <create-secure-ml@localhost> ${Math.floor(Date.now() / 1000)} +0000`;

const amend = 'git commit --amend --no-edit --reset-author';
const noAuthor = `The first commit has no author of yours: git knows no user.email. Set it (git config user.email), then: ${amend}`;
// The lock names files by SHA-1, and a merge compares its names with git's: the ids of a whole history would have to be made anew.
const longIds =
  'This repository names its objects by SHA-256, which "secure-ml upgrade" refuses: lock and base know SHA-1. To have upgrades, start in a directory without .git.';
const unsigned = `The first commit is not signed, and commit.gpgSign asks for it. Sign it: ${amend}`;

interface Wishes {
  author: string;
  committer: string;
  notes: string[];
  /** What the person calls the first branch. */
  usualBranch: string | undefined;
  /** Has the person what every new repository of theirs gets? */
  hasTemplate: boolean;
  /** Does git keep refs as it does where nobody says otherwise? */
  keepsRefsAsUsual: boolean;
}

/** Whose the commit is, and what the person's configuration asks of one that this program does not do. */
async function wishesOf(directory: string): Promise<Wishes> {
  const { stdout } = await runGit(directory, ['var', '-l']);
  const said = new Map(
    stdout.split('\n').map((line): [string, string] => {
      const at = line.indexOf('=');
      return at < 0 ? [line, 'true'] : [line.slice(0, at), line.slice(at + 1)];
    }),
  );
  const notes: string[] = [];
  let [author, committer] = [said.get('GIT_AUTHOR_IDENT'), said.get('GIT_COMMITTER_IDENT')];
  if (!isNamed(said)) {
    // Here git guesses by the machine's name, and says whether a commit may have it.
    const guessed = await runGit(directory, ['var', 'GIT_COMMITTER_IDENT']);
    author = committer = guessed.exitCode === 0 ? guessed.stdout : undefined;
  }
  // An address that is set to nothing is one that git takes.
  if (!author || !committer || /<\s*>/.test(author)) notes.push(noAuthor);
  if (/^(true|yes|on|[1-9]\d*)$/i.test(said.get('commit.gpgsign') ?? '')) notes.push(unsigned);
  return {
    author: author ?? nobody(),
    committer: committer ?? nobody(),
    notes,
    usualBranch: said.get('init.defaultbranch'),
    hasTemplate: said.get('init.templatedir') !== undefined,
    keepsRefsAsUsual: said.get('core.logallrefupdates') === 'true' && !said.has('core.sharedrepository'),
  };
}

/** Did the person say who they are, for authors and committers alike (git-var(1), git-commit-tree(1))? */
function isNamed(said: ReadonlyMap<string, string>): boolean {
  const given = (part: 'name' | 'email') => {
    if (said.get(`user.${part}`)) return true;
    if (part === 'email' && process.env.EMAIL) return true;
    return (['author', 'committer'] as const).every((role) => {
      return Boolean(said.get(`${role}.${part}`) || process.env[`GIT_${role}_${part}`.toUpperCase()]);
    });
  };
  return given('name') && given('email');
}

/** What is known of a branch that is not the one of the workflows: a name that no answer can have is left out without a word. */
async function branchNote(
  directory: string,
  branch: string,
  usual: string | undefined,
  canBeNamed: (branch: string) => boolean,
): Promise<string | undefined> {
  if (usual !== undefined) {
    if (usual === branch || canBeNamed(usual)) return undefined;
    return `init.defaultBranch is ${usual}, which a workflow here cannot name: the branch is ${branch}.`;
  }
  const { stdout } = await runGit(directory, ['symbolic-ref', '--short', 'HEAD']);
  if (stdout === branch || stdout === '') return undefined;
  return `The first commit is on ${stdout}, and the workflows are for ${branch}. To have them run, rename it: git branch -m ${branch}`;
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

/** How this repository names its objects, and where it keeps them and its index: `.git` may be a file that leads elsewhere. */
async function layoutOf(directory: string): Promise<Layout> {
  const { stdout } = await runGit(directory, [
    ...['rev-parse', '--show-object-format', '--git-path', 'objects/pack', '--git-path', 'index'],
  ]);
  const [format, packs, index] = stdout.split('\n') as [string, string, string];
  if (format !== 'sha1' && format !== 'sha256') throw new Error(`git names objects by ${format}`);
  return { format: format as ObjectFormat, packs: resolve(directory, packs), index: resolve(directory, index) };
}

function writeParts(path: string, parts: readonly Buffer[]): void {
  const file = openSync(path, 'wx', 0o444);
  try {
    for (const part of parts) writeFileSync(file, part);
  } finally {
    closeSync(file);
  }
}

/**
 * Makes a repository of the directory, in which the files are, and commits them. `notes`: takes what the commit is not, though the
 * person's settings ask for it. `archive`: see packOf. `canBeNamed`: is that a branch
 * that a workflow can name? Answers what git said where it failed.
 *
 * git makes the repository and says whose it is; where the directory has one already, it also says of what kind, and names the
 * commit. Objects and index are written here: fast-import and reset take as long as all the rest.
 */
export async function firstCommit(
  directory: string,
  tree: Tree,
  {
    branch,
    notes = [],
    archive,
    canBeNamed = () => true,
  }: {
    branch: string;
    notes?: string[];
    archive?: Archive | undefined;
    canBeNamed?(branch: string): boolean;
  },
): Promise<string | undefined> {
  const fresh = !existsSync(join(directory, '.git'));
  // Without the person's template: what they have in every repository comes last, so that none of it runs here.
  const kind = fresh ? ['--object-format=sha1'] : [];
  const made = await runGit(directory, ['init', '--quiet', ...kind, `--initial-branch=${branch}`, '--template=']);
  if (made.exitCode === undefined && !interruption.aborted) return noGit;
  if (made.exitCode !== 0) return made.stderr || 'git init failed';
  const usual = fresh ? freshLayoutOf(directory, branch) : undefined;
  const [wishes, { format, packs, index }] = await Promise.all([wishesOf(directory), usual ?? layoutOf(directory)]);
  notes.push(...wishes.notes, ...(format === 'sha1' ? [] : [longIds]));
  const onOther =
    fresh && wishes.usualBranch === undefined
      ? undefined
      : await branchNote(directory, branch, fresh ? wishes.usualBranch : undefined, canBeNamed);
  if (onOther !== undefined) notes.push(onOther);
  const packed = packOf(tree, format, wishes, archive);
  mkdirSync(packs, { recursive: true });
  writeParts(join(packs, `${packed.name}.pack`), packed.pack);
  writeFileSync(join(packs, `${packed.name}.idx`), packed.index, { mode: 0o444, flag: 'wx' });
  const { commit } = packed;
  if (usual && wishes.keepsRefsAsUsual) writeRef(directory, branch, commit, wishes.committer);
  else {
    const named = await runGit(directory, ['update-ref', '-m', 'commit (initial)', 'HEAD', commit, '']);
    if (named.exitCode !== 0) return named.stderr || 'git update-ref failed';
  }
  writeFileSync(index, indexFileOf(directory, tree, packed.blobs, format));
  if (fresh && wishes.hasTemplate) await runGit(directory, ['init', '--quiet']);
  return undefined;
}
