import { chmodSync, existsSync, lstatSync, mkdirSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import type { SaidByGit } from './run.ts';
import { holdsAnywhere } from './wishes.ts';

/** Keys with which `git init` makes something else than where nobody sets them (git-init(1), git-config(1)). */
const unusual =
  /^(extensions\..*|init\.(?!defaultbranch$|templatedir$).*|core\.(bare|worktree|filemode|symlinks|ignorecase|precomposeunicode))$/;

const config = '[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n';

/** Does the file system keep modes, links and the case of names? git tries that with the same files, and sets what is otherwise. */
function isUsualFileSystem(git: string): boolean {
  const file = `${git}/config`;
  chmodSync(file, lstatSync(file).mode ^ 0o100);
  const keepsModes = (lstatSync(file).mode & 0o100) !== 0;
  chmodSync(file, lstatSync(file).mode ^ 0o100);
  const link = `${git}/link`;
  symlinkSync('testing', link);
  const keepsLinks = lstatSync(link).isSymbolicLink();
  unlinkSync(link);
  return keepsModes && keepsLinks && !existsSync(`${git}/CoNfIg`);
}

function isWritten(git: string, branch: string): boolean {
  try {
    for (const folder of ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags']) {
      mkdirSync(`${git}/${folder}`, { recursive: true });
    }
    writeFileSync(`${git}/config`, config);
    writeFileSync(`${git}/HEAD`, `ref: refs/heads/${branch}\n`);
    return isUsualFileSystem(git);
  } catch {
    return false;
  }
}

/**
 * Makes what `git init` makes of a directory without a repository (gitrepository-layout(5)) on Linux, where neither the person's settings
 * nor the file system ask for anything else; otherwise nothing, and answers false. To start git for it takes a thirtieth of the time of
 * all of a new repository.
 */
export function makeRepository(directory: string, branch: string, said: SaidByGit): boolean {
  if (process.platform !== 'linux' || !holdsAnywhere(said) || !/^[a-z][\w-]*$/i.test(branch)) return false;
  if ([...said.keys()].some((key) => unusual.test(key))) return false;
  const git = `${directory}/.git`;
  if (isWritten(git, branch)) return true;
  if (existsSync(git)) rmSync(git, { recursive: true });
  return false;
}
