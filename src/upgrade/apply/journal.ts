import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { readBelow } from '../../files/read.ts';
import type { Blob } from '../../git/objects.ts';
import { type GitRepository, stateFolder } from '../../git/repository.ts';
import { Refusal } from '../../refusal.ts';
import { trusted } from '../../tree/path.ts';

/** A path that changes hands, from the work tree's top. */
export interface Touched {
  path: string;
  before?: Blob | undefined;
  after?: Blob | undefined;
  /** Stages 1 to 3 where it ends in conflict. */
  stages?: { base?: Blob | undefined; mine?: Blob | undefined; incoming?: Blob | undefined } | undefined;
}

/** What is in the git directory while an upgrade is under way, and until the person has committed it. */
export interface Journal {
  format: 1;
  /** changing: files are being written. applied: all is as the upgrade wants it. */
  phase: 'changing' | 'applied';
  /** Which way the files go: into the upgrade, or back out of it. */
  way: 'apply' | 'abort';
  /** For a person: "upgrade to 0.2.0". */
  what: string;
  prefix: string;
  head: string;
  /** A commit of the work tree as applied, conflicts with their markers. */
  after: string;
  touched: Touched[];
  /** SHA-256 of the index that is about to take the old one's place. */
  index?: string;
}

const fileOf = (repository: GitRepository) => join(stateFolder(repository), 'journal.json');

export function readJournal(repository: GitRepository): Journal | undefined {
  const file = fileOf(repository);
  const bytes = readBelow(stateFolder(repository), 'journal.json');
  if (!bytes) return undefined;
  try {
    const journal = JSON.parse(bytes.toString()) as Journal;
    if (journal.format !== 1) throw new Error(`format ${journal.format}`);
    for (const { path } of journal.touched) trusted(path, file);
    return journal;
  } catch {
    throw new Refusal({
      code: 'upgrade/journal',
      what: 'The state of the last upgrade is unreadable',
      where: file,
      fix: 'Check git status. When the files are as you want them, remove that file.',
    });
  }
}

/** On disk, whole, before anything that it announces happens. */
export function writeJournal(repository: GitRepository, journal: Journal): void {
  mkdirSync(stateFolder(repository), { recursive: true });
  const file = fileOf(repository);
  const beside = openSync(`${file}.new`, 'w', 0o600);
  try {
    writeSync(beside, JSON.stringify(journal));
    fsyncSync(beside);
  } finally {
    closeSync(beside);
  }
  renameSync(`${file}.new`, file);
}

export function removeJournal(repository: GitRepository): void {
  rmSync(fileOf(repository), { force: true });
}
