import { createHash } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { standing } from '../../files/standing.ts';
import { writeBelow } from '../../files/write.ts';
import { git } from '../../git/git.ts';
import { type GitRepository, stateFolder } from '../../git/repository.ts';
import { Refusal } from '../../refusal.ts';
import { refusalOfFault } from './faults.ts';
import { indexLines } from './index-lines.ts';
import { type Journal, removeJournal, type Touched, writeJournal } from './journal.ts';
import { restore } from './recover.ts';

function takeIndexLock(repository: GitRepository): string {
  const lock = join(repository.gitDirectory, 'index.lock');
  try {
    writeFileSync(lock, 'secure-ml\n', { flag: 'wx' });
    return lock;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new Refusal({
      code: 'upgrade/index-locked',
      what: 'Another git process has locked the index',
      where: lock,
      fix: 'Wait until it ends, then try again.',
    });
  }
}

/** Room for the way back: on a full disk the old files must still find a place. */
function reserve(folder: string, bytes: number): void {
  const file = openSync(join(folder, 'reserve'), 'w');
  try {
    writeFileSync(file, Buffer.alloc(bytes, 1));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

const sizeOf = ({ top, gitDirectory }: GitRepository, touched: Touched[]) =>
  touched
    .map(({ path }) => 4096 + (standing(top, path)?.size ?? 0))
    .reduce((sum, size) => sum + size, 65_536 + 3 * statSync(join(gitDirectory, 'index')).size);

/** The new index, beside the old one; the work tree changes while git makes it. */
async function change(repository: GitRepository, journal: Journal, from: string, to: string): Promise<string> {
  const index = join(stateFolder(repository), 'index');
  const environment = { GIT_INDEX_FILE: index };
  const run = (words: string[], input?: string) =>
    git(repository.top, words, {
      environment,
      accept: words.includes('--refresh') ? [1] : [],
      ...(input && { input }),
    });
  const { touched, way } = journal;
  const conflicts = touched.filter(({ stages }) => stages);
  rmSync(`${index}.lock`, { force: true });
  copyFileSync(join(repository.gitDirectory, 'index'), index);
  if (way === 'abort')
    await run(
      ['update-index', '-z', '--index-info'],
      indexLines(touched, ({ after }) => [[after, 0]]),
    );
  await run(['update-index', '-q', '--refresh', '--unmerged']);
  await run(['read-tree', '-m', '-u', from, to]);
  if (way === 'apply' && conflicts.length > 0) {
    await run(
      ['update-index', '-z', '--index-info'],
      indexLines(conflicts, ({ stages }) => [
        [stages?.base, 1],
        [stages?.mine, 2],
        [stages?.incoming, 3],
      ]),
    );
  }
  return index;
}

/**
 * Takes work tree and index from one commit's files to another's, as a whole. The journal is on disk first and the index
 * changes last, by one rename; whatever ends the program in between, `recover` gives back what was.
 */
export async function transit(repository: GitRepository, journal: Journal): Promise<void> {
  const folder = stateFolder(repository);
  const [from, to] = journal.way === 'apply' ? [journal.head, journal.after] : [journal.after, journal.head];
  writeJournal(repository, { ...journal, phase: 'changing' });
  let lock: string | undefined;
  try {
    lock = takeIndexLock(repository);
    reserve(folder, sizeOf(repository, journal.touched));
    const index = await change(repository, journal, from, to);
    const bytes = readFileSync(index);
    writeJournal(repository, {
      ...journal,
      phase: 'changing',
      index: createHash('sha256').update(bytes).digest('hex'),
    });
    if (journal.way === 'apply') writeBelow(repository.gitDirectory, 'MERGE_MSG', `${journal.what}\n`);
    else rmSync(join(repository.gitDirectory, 'MERGE_MSG'), { force: true });
    const handle = openSync(index, 'r+');
    fsyncSync(handle);
    closeSync(handle);
    renameSync(index, join(repository.gitDirectory, 'index'));
  } catch (error) {
    rmSync(join(folder, 'reserve'), { force: true });
    if (lock) await restore(repository, journal);
    if (journal.way === 'abort') writeJournal(repository, { ...journal, way: 'apply', phase: 'applied' });
    else removeJournal(repository);
    if (lock) rmSync(lock, { force: true });
    throw refusalOfFault(error);
  }
  rmSync(join(folder, 'reserve'), { force: true });
  if (journal.way === 'apply') writeJournal(repository, { ...journal, phase: 'applied' });
  else removeJournal(repository);
  rmSync(lock, { force: true });
}
