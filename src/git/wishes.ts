import { runGit, type SaidByGit, saidIn } from './run.ts';

const nobody = () => `create-secure-ml <create-secure-ml@localhost> ${Math.floor(Date.now() / 1000)} +0000`;

const amend = 'git commit --amend --no-edit --reset-author';
const noAuthor = `The first commit has no author of yours: git knows no user.email. Set it (git config user.email), then: ${amend}`;
// The lock names files by SHA-1, and a merge compares its names with git's: the ids of a whole history would have to be made anew.
export const longIds =
  'This repository names its objects by SHA-256, which "secure-ml upgrade" refuses: lock and base know SHA-1. To have upgrades, start in a directory without .git.';

/** What to know of the repository that a directory is in, if it is in one. */
export async function noteOfIds(directory: string): Promise<string[]> {
  const { stdout } = await runGit(directory, ['rev-parse', '--show-object-format']);
  return stdout === 'sha256' ? [longIds] : [];
}

const unsigned = `The first commit is not signed, and commit.gpgSign asks for it. Sign it: ${amend}`;

/** What a first commit takes of the person. */
export interface Wishes {
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

/**
 * Does what git said elsewhere hold in a new repository? Not what a repository there said, where a part of the configuration depends on
 * the place, or where the person sets what `git init` writes (git-config(1), "Conditional includes").
 */
export const holdsAnywhere = (said: SaidByGit): boolean =>
  said.size > 0 &&
  !['core.repositoryformatversion', 'core.logallrefupdates', 'core.sharedrepository'].some((key) => said.has(key)) &&
  ![...said.keys()].some((key) => key.startsWith('includeif.'));

/**
 * Whose the commit is, and what the person's configuration asks of one that this program does not do. `elsewhere`: what git said of
 * the person before this repository was new.
 */
export async function wishesOf(directory: string, elsewhere?: SaidByGit): Promise<Wishes> {
  const isAsUsual = elsewhere !== undefined && holdsAnywhere(elsewhere);
  const said = isAsUsual ? elsewhere : saidIn(directory);
  const notes: string[] = [];
  let [author, committer] = [said.get('GIT_AUTHOR_IDENT'), said.get('GIT_COMMITTER_IDENT')];
  if (!isGiven(said, 'email')) author = committer = undefined;
  else if (!isGiven(said, 'name')) {
    // Here git guesses by the machine's accounts, and says whether a commit may have it.
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
    keepsRefsAsUsual: isAsUsual || (said.get('core.logallrefupdates') === 'true' && !said.has('core.sharedrepository')),
  };
}

/** Did the person say who they are, for authors and committers alike (git-var(1), git-commit-tree(1))? */
function isGiven(said: SaidByGit, part: 'name' | 'email'): boolean {
  if (said.get(`user.${part}`)) return true;
  if (part === 'email' && process.env.EMAIL) return true;
  return (['author', 'committer'] as const).every((role) => {
    return Boolean(said.get(`${role}.${part}`) || process.env[`GIT_${role}_${part}`.toUpperCase()]);
  });
}

/** What is known of a branch that is not the one of the workflows: a name that no answer can have is left out without a word. */
export async function branchNote(
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
