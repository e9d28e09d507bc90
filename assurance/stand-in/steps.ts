import assert from 'node:assert/strict';
import { execa } from 'execa';
import { runInTerminal } from '../../test/terminal.ts';

export interface Ran {
  exitCode: number;
  all: string;
}

export type Row = [string, string];

/** What has to have come of a step. */
export const exits =
  (code: number, ...said: RegExp[]) =>
  ({ exitCode, all }: Ran) => {
    for (const text of said) assert.match(all, text);
    assert.equal(exitCode, code);
  };

export const lacks =
  (...words: RegExp[]) =>
  ({ all }: Ran) => {
    for (const text of words) assert.doesNotMatch(all, text);
  };

type Check = (ran: Ran) => void;

/** What is typed in one repository, and what came of it. */
export class Road {
  readonly rows: Row[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly #typed = new Set<string>();

  readonly #keep: (rows: Row[]) => void;

  /** `keep` gets the rows after each step: what was walked is not lost where the road ends early. */
  constructor(cwd: string, env: NodeJS.ProcessEnv, keep: (rows: Row[]) => void, rows: Row[] = []) {
    this.cwd = cwd;
    this.env = env;
    this.#keep = keep;
    this.rows = rows;
  }

  /** Which of these commands was never typed. */
  untyped(commands: string[]): string[] {
    return commands.filter((one) => !this.#typed.has(one));
  }

  #came(typed: string, expected: string, started: number, ran: Ran, checks: Check[]): void {
    try {
      for (const check of checks) check(ran);
    } catch (error) {
      console.error(ran.all);
      throw error;
    }
    console.error(`✓ ${typed}: ${expected} (${Math.round((Date.now() - started) / 1000)} s)`);
    this.rows.push([`\`${typed}\``, expected]);
    this.#keep(this.rows);
    this.#typed.add(typed);
  }

  /** As in a script: nobody can be asked. */
  async run(typed: string, expected: string, ...checks: Check[]): Promise<void> {
    const started = Date.now();
    const options = { cwd: this.cwd, env: this.env, all: true, reject: false, stdin: 'ignore' } as const;
    const { exitCode, all = '' } = await execa('bash', ['-c', typed], options);
    this.#came(typed, expected, started, { exitCode: exitCode ?? -1, all }, checks);
  }

  /** As a person types it, in a terminal of 80 columns, and answers. */
  async answer(typed: string, question: RegExp, words: string, expected: string, ...checks: Check[]): Promise<void> {
    const started = Date.now();
    const terminal = runInTerminal(['bash', '-c', typed], {
      cwd: this.cwd,
      env: { ...process.env, ...this.env },
      patience: 900_000,
    });
    await terminal.until(question);
    terminal.type(`${words}\r`);
    const exitCode = await terminal.exit;
    const all = terminal.raw().replaceAll('\r\n', '\n');
    this.#came(typed, `${expected}; "${words}" was typed`, started, { exitCode, all }, checks);
  }
}
