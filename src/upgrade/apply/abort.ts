import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { standing } from '../../files/standing.ts';
import { git, split } from '../../git/git.ts';
import type { GitRepository } from '../../git/repository.ts';
import { Refusal } from '../../refusal.ts';
import { typedWord } from '../../typed.ts';
import { type Journal, readJournal, removeJournal, type Touched } from './journal.ts';
import { idsNow } from './recover.ts';
import { transit } from './transition.ts';

/** An upgrade that was applied and not committed; a journal that the person has passed by is cleared away. */
export async function pendingUpgrade(repository: GitRepository): Promise<Journal | undefined> {
  const journal = readJournal(repository);
  if (journal?.phase !== 'applied') return undefined;
  if (repository.head === journal.head && (await isInIndex(repository, journal))) return journal;
  removeJournal(repository);
  return undefined;
}

async function indexEntries({ top }: GitRepository): Promise<Map<string, string[]>> {
  const entries = new Map<string, string[]>();
  for (const line of split((await git(top, ['ls-files', '-s', '-z'])).stdout)) {
    const [facts, path] = [line.slice(0, line.indexOf('\t')), line.slice(line.indexOf('\t') + 1)];
    entries.set(path, [...(entries.get(path) ?? []), facts]);
  }
  return entries;
}

/** After `git reset --hard`, nothing of the upgrade is left to undo. */
async function isInIndex(repository: GitRepository, { touched }: Journal): Promise<boolean> {
  const entries = await indexEntries(repository);
  const before = ({ path, before: blob }: Touched) =>
    (entries.get(path) ?? []).join() === (blob ? `${blob.mode} ${blob.id} 0` : '');
  return !touched.every(before);
}

function expected({ after, stages }: Touched): string[] {
  if (!stages) return after ? [`${after.mode} ${after.id} 0`] : [];
  const list = [stages.base, stages.mine, stages.incoming];
  return list.flatMap((blob, at) => (blob ? [`${blob.mode} ${blob.id} ${at + 1}`] : []));
}

/** Files that are no longer as the upgrade left them: going back would lose what was done since. */
async function editedSince(repository: GitRepository, { touched }: Journal): Promise<string[]> {
  const [entries, ids] = [
    await indexEntries(repository),
    await idsNow(
      repository,
      touched.map(({ path }) => path),
    ),
  ];
  const isHeld = (path: string) => standing(repository.top, path)?.isDirectory() ?? false;
  return touched
    .filter((entry) => {
      const staged = (entries.get(entry.path) ?? []).join() !== expected(entry).join();
      const stands = ids.get(entry.path) !== entry.after?.id && !(entry.after === undefined && isHeld(entry.path));
      return staged || stands;
    })
    .map(({ path }) => path);
}

/** A path from the top of the repository, as it is typed in the folder of the project. */
const typedHere = ({ prefix }: GitRepository, path: string): string => typedWord(posix.relative(prefix, path), 'FILE');

/** Takes an upgrade back that is not committed: HEAD, index and work tree as before it. Answers what was taken back. */
export async function abort(repository: GitRepository): Promise<string> {
  const journal = await pendingUpgrade(repository);
  if (!journal) {
    throw new Refusal({
      code: 'upgrade/nothing-to-abort',
      what: 'No upgrade is waiting for its commit',
      fix: 'To revert a committed upgrade: git revert COMMIT',
    });
  }
  if (existsSync(join(repository.gitDirectory, 'MERGE_HEAD'))) {
    throw new Refusal({
      code: 'upgrade/operation',
      what: 'A merge is in progress',
      fix: 'Finish it first: git merge --continue or --abort',
    });
  }
  const edited = await editedSince(repository, journal);
  if (edited.length > 0) {
    throw new Refusal({
      code: 'upgrade/edited-since',
      what: `Edited or staged since the upgrade, so reverting would lose changes: ${edited.slice(0, 8).join(', ')}`,
      // git reset --merge stops at a file whose edit is not staged, and takes back all that is.
      fix: `Copy what you want to keep, and what else is staged, to another place. Then: git add -- ${edited.map((path) => typedHere(repository, path)).join(' ')}, git reset --merge`,
    });
  }
  await transit(repository, { ...journal, way: 'abort' });
  return journal.what;
}
