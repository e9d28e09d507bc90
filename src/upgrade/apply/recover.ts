import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, readlinkSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { readBelow } from '../../files/read.ts';
import { standing } from '../../files/standing.ts';
import { git } from '../../git/git.ts';
import type { Blob } from '../../git/objects.ts';
import { type GitRepository, stateFolder } from '../../git/repository.ts';
import { Refusal } from '../../refusal.ts';
import { foldersAbove } from '../../tree/path.ts';
import { blobId } from '../../tree/tree.ts';
import { indexLines } from './index-lines.ts';
import { type Journal, readJournal, removeJournal, type Touched, writeJournal } from './journal.ts';

/** The git blob ids of what is at each path now, with the person's line-end and clean filters applied. */
export async function idsNow({ top }: GitRepository, paths: string[]): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  const files = paths.filter((path) => standing(top, path)?.isFile());
  for (const path of paths)
    if (standing(top, path)?.isSymbolicLink()) ids.set(path, blobId(Buffer.from(readlinkSync(join(top, path)))));
  if (files.length > 0) {
    const { stdout } = await git(top, ['hash-object', '--stdin-paths'], { input: `${files.join('\n')}\n` });
    for (const [at, id] of stdout.toString().trim().split('\n').entries()) ids.set(files[at] as string, id);
  }
  return ids;
}

/** git writes a file in pieces: a beginning of one of the two versions is a file that it was writing. */
async function isBeginning({ top }: GitRepository, { path, before, after }: Touched): Promise<boolean> {
  const now = readBelow(top, path) ?? Buffer.alloc(0);
  for (const blob of [before, after]) {
    if (!blob) continue;
    const { stdout } = await git(top, ['cat-file', '--filters', `--path=${path}`, blob.id]);
    if (stdout.subarray(0, now.length).equals(now)) return true;
  }
  return false;
}

function removeFile(top: string, path: string): void {
  rmSync(join(top, path), { force: true });
  for (const folder of foldersAbove(path).reverse()) {
    try {
      rmdirSync(join(top, folder));
    } catch {
      return;
    }
  }
}

/** Gives every touched file of the work tree its content from before the interrupted change; refuses where a person's edit would be lost. */
export async function restore(repository: GitRepository, journal: Journal): Promise<void> {
  const { top } = repository;
  const source = ({ before, after }: Touched): Blob | undefined => (journal.way === 'apply' ? before : after);
  const ids = await idsNow(
    repository,
    journal.touched.map(({ path }) => path),
  );
  const foreign: string[] = [];
  for (const touched of journal.touched) {
    const { path, before, after } = touched;
    const id = ids.get(path);
    if (id === undefined || id === before?.id || id === after?.id) continue;
    if (standing(top, path)?.isFile() && (await isBeginning(repository, touched))) continue;
    foreign.push(path);
  }
  if (foreign.length > 0) {
    throw new Refusal({
      code: 'upgrade/interrupted',
      what: `The ${journal.what} was interrupted, and these files were edited since: ${foreign.slice(0, 5).join(', ')}`,
      fix: 'Move your edited files elsewhere, then run: secure-ml upgrade --abort',
    });
  }
  const misplaced = journal.touched.filter((touched) => ids.get(touched.path) !== source(touched)?.id);
  for (const { path } of misplaced) if (standing(top, path)?.isDirectory() === false) removeFile(top, path);
  const index = join(stateFolder(repository), 'index');
  rmSync(`${index}.lock`, { force: true });
  copyFileSync(join(repository.gitDirectory, 'index'), index);
  const environment = { GIT_INDEX_FILE: index };
  const lines = indexLines(journal.touched, (touched) => [[source(touched), 0]]);
  await git(top, ['update-index', '-z', '--index-info'], { environment, input: lines });
  const back = journal.touched.filter((touched) => source(touched)).map(({ path }) => `${path}\0`);
  await git(top, ['checkout-index', '-f', '-q', '-z', '--stdin'], { environment, input: back.join('') });
  rmSync(index, { force: true });
}

const digest = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

/** A killed program's git may still be writing: it holds the lock of our index until it ends. */
async function waitForGit(repository: GitRepository): Promise<void> {
  const lock = join(stateFolder(repository), 'index.lock');
  for (let tries = 0; existsSync(lock) && tries < 40; tries += 1) await setTimeout(100);
}

/**
 * Ends what a killed program began: as before where the index is still the old one, as after where it is the new one.
 * Answers a sentence for the person; undefined where nothing was interrupted.
 */
export async function recover(repository: GitRepository): Promise<string | undefined> {
  const journal = readJournal(repository);
  if (journal?.phase !== 'changing') return undefined;
  const lock = join(repository.gitDirectory, 'index.lock');
  const mine = readBelow(repository.gitDirectory, 'index.lock')?.toString() === 'secure-ml\n';
  const swapped = journal.index !== undefined && digest(join(repository.gitDirectory, 'index')) === journal.index;
  if (!swapped && !mine && repository.head !== journal.head) {
    removeJournal(repository);
    return `The ${journal.what} was interrupted, and there are commits since: look at git status.`;
  }
  if (!swapped) {
    await waitForGit(repository);
    rmSync(join(stateFolder(repository), 'reserve'), { force: true });
    await restore(repository, journal);
    if (journal.way === 'apply') rmSync(join(repository.gitDirectory, 'MERGE_MSG'), { force: true });
  }
  const applied = swapped === (journal.way === 'apply');
  if (applied) writeJournal(repository, { ...journal, way: 'apply', phase: 'applied' });
  else removeJournal(repository);
  for (const name of ['reserve', 'index']) rmSync(join(stateFolder(repository), name), { force: true });
  if (mine) rmSync(lock, { force: true });
  const abort = journal.way === 'abort' ? 'abort of the ' : '';
  return `The ${abort}${journal.what} was interrupted. The repository is as ${applied ? 'after it' : 'before it'}.`;
}
