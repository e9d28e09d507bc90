import { execa } from 'execa';
import { Refusal } from '../refusal.ts';
import { noAnswer, quickMilliseconds } from './no-answer.ts';
import { driverKeys, offlineEnvironment, quiet, withoutDrivers } from './quiet.ts';

export interface GitOptions {
  /** Variables for this call alone: GIT_INDEX_FILE, GIT_DIR. */
  environment?: Record<string, string>;
  input?: string | Buffer;
  /** Exit codes that are an answer, not a fault. */
  accept?: number[];
  /** What takes any repository a moment: git that waits is refused long before it would be stopped. */
  isQuick?: boolean;
}

export interface GitResult {
  code: number;
  stdout: Buffer;
}

/** Longer than any repository of ours takes: git that waits for something that never comes ends. */
const mostMilliseconds = 120_000;

/** The files of a commit are read together; a commit can name far more than anybody has stored, by trees in trees and packed zeros. */
const mostOutput = 128 * 1024 * 1024;

/** What git said, and how it ended. execa would put all of a large output into the text of an error. */
async function start(directory: string, words: string[], { environment, input, isQuick }: GitOptions) {
  const running = execa('git', [...quiet, ...words], {
    cwd: directory,
    env: { ...offlineEnvironment(), ...environment },
    extendEnv: false,
    timeout: isQuick ? quickMilliseconds : mostMilliseconds,
    input: input ?? '',
    encoding: 'buffer',
    stripFinalNewline: false,
    buffer: { stdout: false },
    reject: false,
  });
  const chunks: Buffer[] = [];
  let size = 0;
  running.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= mostOutput) chunks.push(chunk);
    else running.kill();
  });
  const result = await running;
  return { result, stdout: Buffer.concat(chunks), isTooLarge: size > mostOutput };
}

/** By directory: the variables that switch off the drivers of the repository there. */
const drivers = new Map<string, Promise<Record<string, string>>>();

function driversOff(directory: string): Promise<Record<string, string>> {
  const known = drivers.get(directory);
  if (known) return known;
  const words = ['config', '-z', '--show-scope', '--get-regexp', driverKeys];
  const asked = start(directory, words, { isQuick: true }).then(({ stdout, result }) => {
    if (result.timedOut) throw noAnswer(directory);
    return withoutDrivers(stdout.toString(), offlineEnvironment());
  });
  drivers.set(directory, asked);
  return asked;
}

/** Runs git in `directory`; throws on an exit code that the caller does not accept. */
export async function git(directory: string, words: string[], options: GitOptions = {}): Promise<GitResult> {
  const own = options.environment?.GIT_DIR === undefined ? await driversOff(directory) : {};
  const { result, stdout, isTooLarge } = await start(directory, words, {
    ...options,
    environment: { ...own, ...options.environment },
  });
  if (result.timedOut) throw noAnswer(directory);
  if (isTooLarge) {
    throw new Refusal({
      code: 'git/too-large',
      what: `What has to be read of this repository is larger than ${mostOutput} bytes`,
      where: directory,
      fix: 'Keep large files out of it, for example with Git LFS.',
    });
  }
  if (result.exitCode === undefined) {
    if (result.code === 'ENOENT') {
      throw new Refusal({ code: 'git/missing', what: 'git is not installed', fix: 'Install git 2.38 or newer.' });
    }
    throw new GitFault(words[0] as string, -1, result.originalMessage ?? result.shortMessage ?? 'it did not run');
  }
  if (result.exitCode !== 0 && !options.accept?.includes(result.exitCode)) {
    const said = Buffer.from(result.stderr).toString().trim();
    if (/transport '.*' not allowed/.test(said)) {
      throw new Refusal({
        code: 'git/partial-clone',
        what: 'This is a partial clone, and files that are needed are not here',
        where: directory,
        fix: 'Fetch them first: git fetch --refetch --no-filter',
      });
    }
    throw new GitFault(words[0] as string, result.exitCode, said);
  }
  return { code: result.exitCode, stdout };
}

/** git itself failed: a full disk, a broken repository, a configuration that it cannot read. */
export class GitFault extends Refusal {
  readonly said: string;

  constructor(command: string, code: number, said: string) {
    const what = `git ${command} ended with ${code}: ${said.split('\n').slice(0, 6).join('\n')}`;
    super({ code: 'git/failed', what, fix: 'Fix what git says: git status has to work there. Then try again.' });
    this.name = 'GitFault';
    this.said = said;
  }
}

/** The parts of output that git separates by NUL. */
export function split(output: Buffer): string[] {
  const parts = output.toString().split('\0');
  if (parts.at(-1) === '') parts.pop();
  return parts;
}
