import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What is measured: a command that starts in an empty directory of its own. */
export interface Contestant {
  name: string;
  command: string[];
  environment?: NodeJS.ProcessEnv;
}

export interface Sample {
  /** Milliseconds from the start to the end. */
  wall: number;
  /** Milliseconds of processor time, of the process and those that it waited for. */
  cpu: number;
  /** Peak resident memory of the largest of them, in KiB. */
  memory: number;
}

export interface Measured {
  name: string;
  samples: Sample[];
  files: number;
}

export const median = (numbers: number[]): number =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;

/** The same for everybody: no colours, no questions, no settings of a person. */
export const surroundings: NodeJS.ProcessEnv = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|GIT_)/.test(name))),
  CI: '1',
  NO_COLOR: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
};

const clock = fileURLToPath(new URL('clock.py', import.meta.url));

/** What one remembers of a person's machine is remembered here, and is nothing at first. */
const state = mkdtempSync(join(tmpdir(), 'bench-state-'));
const made = [state];
process.on('exit', () => {
  for (const directory of made) rmSync(directory, { recursive: true, force: true });
});

export function once({ name, command, environment }: Contestant, directory: string): Sample {
  const answer = execFileSync('python3', [clock, ...command], {
    cwd: directory,
    env: { ...surroundings, XDG_STATE_HOME: state, ...environment },
    encoding: 'utf8',
  });
  const { exit, ...sample } = JSON.parse(answer) as Sample & { exit: number };
  if (exit !== 0) throw new Error(`${name} ended with ${exit}: ${command.join(' ')}`);
  return sample;
}

export function filesIn(directory: string): number {
  return readdirSync(directory, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !`${entry.parentPath}/`.includes('/.git/'),
  ).length;
}

/**
 * Everybody in turn, round after round, so that what else the machine does meets all alike. The first round is not counted.
 * Nothing is removed before the end: ext4 without a journal looks at each inode that was freed in the last minute whenever it
 * makes a file (recently_deleted in Linux' fs/ext4/ialloc.c), so that removing one round, or one version of Node's rounds, would be paid
 * for by the next.
 */
export function interleave(contestants: Contestant[], rounds: number): Measured[] {
  const measured = contestants.map(({ name }): Measured => ({ name, samples: [], files: 0 }));
  const scratch = mkdtempSync(join(tmpdir(), 'bench-'));
  made.push(scratch);
  for (let round = 0; round <= rounds; round++) {
    for (const [index, contestant] of contestants.entries()) {
      const directory = join(scratch, `${round}-${index}`);
      mkdirSync(directory);
      const sample = once(contestant, directory);
      const entry = measured[index] as Measured;
      if (round > 0) entry.samples.push(sample);
      entry.files = filesIn(directory);
    }
  }
  return measured;
}
