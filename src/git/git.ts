import { execa } from 'execa';
import { Refusal } from '../refusal.ts';

/** Variables of git that say who the person is or where their settings stand; every other GIT_* is dropped. */
const kept = /^GIT_(CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+)|CEILING_DIRECTORIES|EXEC_PATH)$/;

/** A hook or a wrapper that calls us sets GIT_DIR, GIT_INDEX_FILE and more: they would point git at another place. */
export function scrubbed(environment: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(environment).filter(([key]) => !key.startsWith('GIT_') || kept.test(key));
  return {
    ...(Object.fromEntries(entries) as Record<string, string>),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
  };
}

/** Settings that would run a person's programs, recurse or ask, while files change hands. */
const settings = [
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['core.quotePath', 'false'],
  ['submodule.recurse', 'false'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
].flatMap(([key, value]) => ['-c', `${key}=${value}`]);

export interface Options {
  /** Variables for this call alone: GIT_INDEX_FILE, GIT_DIR. */
  environment?: Record<string, string>;
  input?: string | Buffer;
  /** Exit codes that are an answer, not a fault. */
  accept?: number[];
}

export interface Answer {
  code: number;
  stdout: Buffer;
}

/** Runs git in `directory`; throws on an exit code that the caller does not accept. */
export async function git(directory: string, words: string[], options: Options = {}): Promise<Answer> {
  const result = await execa('git', [...settings, ...words], {
    cwd: directory,
    env: { ...scrubbed(process.env), ...options.environment },
    extendEnv: false,
    input: options.input ?? '',
    encoding: 'buffer',
    stripFinalNewline: false,
    maxBuffer: 512 * 1024 * 1024,
    reject: false,
  });
  if (result.exitCode === undefined) {
    if (result.code === 'ENOENT') {
      throw new Refusal({ code: 'git/missing', what: 'git is not installed', fix: 'Install git 2.38 or newer.' });
    }
    throw new Error(`git ${words[0]}: ${result.originalMessage ?? result.shortMessage}`);
  }
  if (result.exitCode !== 0 && !options.accept?.includes(result.exitCode)) {
    const said = Buffer.from(result.stderr).toString().trim();
    throw new GitFault(words[0] as string, result.exitCode, said);
  }
  return { code: result.exitCode, stdout: Buffer.from(result.stdout) };
}

/** git itself failed: a full disk, a broken repository. */
export class GitFault extends Error {
  readonly said: string;

  constructor(command: string, code: number, said: string) {
    super(`git ${command} answered ${code}: ${said}`);
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
