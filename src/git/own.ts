import { readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { readBelow } from '../files/read.ts';
import { Refusal } from '../refusal.ts';
import { git } from './git.ts';

/** What `git rev-parse` says of where a repository keeps its parts, asked in `directory`. */
interface Places {
  top: string;
  gitDirectory: string;
  common: string;
  objects: string;
}

/** A linked work tree's own directory names the .git that leads to it (gitrepository-layout(5), worktrees/<id>/gitdir). */
function namesBack(gitDirectory: string, common: string, own: string): boolean {
  if (dirname(gitDirectory) !== join(common, 'worktrees')) return false;
  const named = resolve(gitDirectory, readBelow(gitDirectory, 'gitdir', 4096)?.toString().trim() ?? '');
  try {
    return join(realpathSync(dirname(named)), basename(named)) === own;
  } catch {
    return false;
  }
}

/**
 * Refuses a git directory that is another work tree's, and objects behind a link. A folder that came as an archive can name any
 * repository of the person in its .git: index, objects and state would be written there. A directory of another name than .git has
 * no work tree of its own (git-init(1), --separate-git-dir), or says in core.worktree which, as a submodule's does; git obeys that.
 */
export async function refuseForeign(directory: string, places: Places): Promise<void> {
  const real = (path: string) => realpathSync(resolve(directory, path));
  const [top, own] = [real(places.top), join(real(places.top), '.git')];
  const [gitDirectory, common] = [real(places.gitDirectory), real(places.common)];
  const isOurs =
    common !== gitDirectory
      ? namesBack(gitDirectory, common, own)
      : common === own ||
        basename(common).toLowerCase() !== '.git' ||
        (await git(top, ['config', 'core.worktree'], { accept: [1] })).code === 0;
  if (!isOurs) {
    throw new Refusal({
      code: 'git/elsewhere',
      what: 'Its .git leads to the git directory of another work tree',
      where: gitDirectory,
      fix: 'Clone the repository again. If you moved a work tree: git worktree repair',
    });
  }
  const objects = join(common, 'objects');
  const linked = readdirSync(objects, { withFileTypes: true }).find((entry) => entry.isSymbolicLink());
  if (linked || real(places.objects) !== objects) {
    const where = linked ? join(objects, linked.name) : objects;
    throw new Refusal({
      ...{ code: 'git/elsewhere', what: 'The objects of this repository are behind a link', where },
      fix: 'Clone the repository again.',
    });
  }
}
