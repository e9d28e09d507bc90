import { join } from 'node:path';
import { readBelow } from '../../files/read.ts';
import { standing } from '../../files/standing.ts';
import { git, split } from '../../git/git.ts';
import { filesAt } from '../../git/objects.ts';
import { findRepository } from '../../git/repository.ts';
import type { Guard, Objection } from '../../guard/guard.ts';
import { Refusal } from '../../refusal.ts';
import type { Tree } from '../../tree/tree.ts';
import { treeOf } from './guards.ts';

/** Lets the guards look at the work tree beside HEAD: when an upgrade's conflicts are resolved, before the commit. Writes nothing. */
export async function look(directory: string, guards: readonly Guard[]): Promise<Objection[]> {
  const repository = await findRepository(directory);
  const project = join(repository.top, repository.prefix);
  const list = async (...words: string[]) => split((await git(project, [...words, '-z'])).stdout);
  const open = [...new Set((await list('ls-files', '--unmerged')).map((line) => line.slice(line.indexOf('\t') + 1)))];
  if (open.length > 0) {
    throw new Refusal({
      code: 'upgrade/unresolved',
      what: `Conflicts are open: ${open.slice(0, 5).join(', ')}`,
      fix: 'Resolve them, git add them, then try again.',
    });
  }
  const changed = await list('diff', '--name-only', '--no-renames', '--relative', 'HEAD');
  const tracked = await list('ls-files');
  const after = (): Tree =>
    new Map(
      tracked
        .filter((path) => standing(project, path)?.isFile())
        .map((path) => {
          const mode = (standing(project, path)?.mode ?? 0) & 0o100 ? ('100755' as const) : ('100644' as const);
          return [path, { mode, content: readBelow(project, path) as Buffer }];
        }),
    );
  const before = async () => treeOf(repository, await filesAt(repository, repository.head));
  const said: Objection[] = [];
  for (const guard of guards)
    said.push(...(await guard({ changed, conflicts: [], before, after: async () => after() })));
  return said;
}
