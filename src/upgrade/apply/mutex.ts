import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { type GitRepository, stateFolder } from '../../git/repository.ts';
import { Refusal } from '../../refusal.ts';
import { refusalOfFault } from './faults.ts';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The turns of this very process. */
const mine = new Set<string>();

function isHeld(file: string, owner: string): boolean {
  const [pid, host] = owner.trim().split(' ');
  // On another machine (a shared disk) nobody here can tell: held.
  if (host !== hostname()) return true;
  return Number(pid) === process.pid ? mine.has(file) : isAlive(Number(pid));
}

/** By a link, so that the file is never there without its owner's name. */
function claim(file: string): boolean {
  const beside = `${file}.${process.pid}.new`;
  try {
    writeFileSync(beside, `${process.pid} ${hostname()}\n`);
    linkSync(beside, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(beside, { force: true });
  }
}

/** Takes a dead owner's file away; false where it was, after all, not the one that was read. */
function bury(file: string, owner: string): boolean {
  const grave = `${file}.${process.pid}`;
  try {
    renameSync(file, grave);
    if (readFileSync(grave, 'utf8') === owner) return true;
    renameSync(grave, file);
    return false;
  } catch {
    return false;
  } finally {
    rmSync(grave, { force: true });
  }
}

/** Runs `work` while no other secure-ml changes this work tree; refuses where one does. */
export async function alone<Result>(repository: GitRepository, work: () => Promise<Result>): Promise<Result> {
  const file = join(stateFolder(repository), 'running');
  try {
    take(file);
  } catch (error) {
    throw refusalOfFault(error);
  }
  mine.add(file);
  try {
    return await work();
  } catch (error) {
    throw refusalOfFault(error);
  } finally {
    mine.delete(file);
    rmSync(file, { force: true });
  }
}

function take(file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  if (!claim(file)) {
    let owner = '';
    try {
      owner = readFileSync(file, 'utf8');
    } catch {
      // Its owner has just ended.
    }
    if ((owner && isHeld(file, owner)) || (owner && !bury(file, owner)) || !claim(file)) {
      throw new Refusal({
        code: 'upgrade/running',
        what: `Another secure-ml is running here${owner ? ` (process ${owner.split(' ')[0]})` : ''}`,
        where: file,
        fix: 'Wait until it ends. If it is no longer running, remove that file.',
      });
    }
  }
}
