import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';

export const root = new URL('..', import.meta.url).pathname;

export interface Terminal {
  /** What a person sees now, without empty lines at the end. */
  screen(): string;
  /** Waits until the screen shows `text`; fails with the screen where it never does. */
  until(text: string | RegExp): Promise<string>;
  type(keys: string): void;
  /** Everything that was written, with its escape sequences. */
  raw(): string;
  exit: Promise<number>;
  kill(signal: string): void;
}

export const keys = { enter: '\r', down: '\x1b[B', space: ' ', interrupt: '\x03', escape: '\x1b', erase: '\x15' };

/** A moment more than its command: a terminal that nobody has open loses what it did not hand on yet. */
const lingering = ['/bin/sh', '-c', '"$@"; code=$?; sleep 1; exit "$code"', 'sh'] as const;

/** The program in a real pseudo-terminal of that many columns. `saysMuch`: at its end, more than a terminal takes at once. */
export function openTerminal(
  words: string[],
  {
    env = {},
    saysMuch = false,
    ...size
  }: { cwd: string; cols?: number; rows?: number; env?: NodeJS.ProcessEnv; saysMuch?: boolean },
): Terminal {
  const { CI, NO_COLOR, AWS_REGION, AWS_DEFAULT_REGION, ...surroundings } = process.env;
  const command: [string, ...string[]] = [process.execPath, `${root}dist/bin.cjs`, ...words];
  return runInTerminal(saysMuch ? [...lingering, ...command] : command, { ...size, env: { ...surroundings, ...env } });
}

/** A command in such a terminal, with nothing in its environment but `env`. */
export function runInTerminal(
  [file, ...words]: [string, ...string[]],
  {
    cwd,
    cols = 80,
    rows = 40,
    patience = 20_000,
    env,
  }: { cwd: string; cols?: number; rows?: number; patience?: number; env: NodeJS.ProcessEnv },
): Terminal {
  const child = spawn(file, words, {
    cwd,
    cols,
    rows,
    env: { TERM: 'xterm-256color', ...env } as Record<string, string>,
  });
  const terminal = new xterm.Terminal({ cols, rows, scrollback: 1000, allowProposedApi: true });
  let raw = '';
  let last = 0;
  child.onData((data) => {
    raw += data;
    last = Date.now();
    terminal.write(data);
  });
  const exit = new Promise<number>((done) => {
    // What was written last may arrive after the end, as long as more comes, and is on the screen only once it has been taken apart.
    child.onExit(({ exitCode }) => {
      last = Date.now();
      const waiting = setInterval(() => {
        if (Date.now() - last < 200) return;
        clearInterval(waiting);
        terminal.write('', () => done(exitCode));
      }, 50);
    });
  });
  const screen = () => {
    const buffer = terminal.buffer.active;
    const lines = Array.from(
      { length: buffer.length },
      (_, index) => buffer.getLine(index)?.translateToString(true) ?? '',
    );
    return lines.join('\n').trimEnd();
  };
  return {
    screen,
    raw: () => raw,
    exit,
    type: (typed) => child.write(typed),
    kill: (signal) => child.kill(signal),
    until: async (text) => {
      const end = Date.now() + patience;
      while (Date.now() < end) {
        const shown = screen();
        if (typeof text === 'string' ? shown.includes(text) : text.test(shown)) return shown;
        await new Promise((done) => setTimeout(done, 20));
      }
      throw new Error(`never saw ${text} on:\n${screen()}`);
    },
  };
}
