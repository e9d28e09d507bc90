import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { expect } from 'vitest';
import { runInTerminal, type Terminal } from '../terminal.ts';

/** Of this machine: its network and its certificates. Nothing that npm, git, AWS or a checkout of ours has set. */
const kept =
  /^(PATH|LANG|TMPDIR|https?_proxy|no_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE|PIP_.*)$/i;

export interface Stranger {
  home: string;
  /** Runs it in `folder` below home, where no terminal is, and expects it to end with 0; gives all that it said. */
  runs(folder: string, ...words: [string, ...string[]]): Promise<string>;
  /** Opens it in a terminal. */
  types(folder: string, ...words: [string, ...string[]]): Terminal;
}

/** Somebody with Node, git and Python who has never seen us: nothing in the home but the registry's address. */
export function stranger(home: string, registry: string, gitconfig = ''): Stranger {
  mkdirSync(home);
  writeFileSync(join(home, '.npmrc'), `registry=${registry}\n`);
  if (gitconfig) writeFileSync(join(home, '.gitconfig'), gitconfig);
  const { PATH = '', ...machine } = Object.fromEntries(Object.entries(process.env).filter(([name]) => kept.test(name)));
  // npm puts the tools of our checkout on the path of what it runs.
  const path = PATH.split(delimiter).filter((folder) => !folder.includes('node_modules'));
  const env = {
    ...machine,
    PATH: path.join(delimiter),
    HOME: home,
    npm_config_prefix: join(home, '.npm-global'),
    GIT_CONFIG_NOSYSTEM: '1',
  };
  return {
    home,
    runs: async (folder, ...[file, ...words]) => {
      const options = {
        cwd: join(home, folder),
        env: { ...env, NO_COLOR: '1' },
        extendEnv: false,
        reject: false,
        all: true,
        stdin: 'ignore',
      } as const;
      const { exitCode, all } = await execa(file, words, options);
      expect(exitCode, `${file} ${words.join(' ')}\n${all}`).toBe(0);
      return all;
    },
    types: (folder, ...command) =>
      runInTerminal(command, { cwd: join(home, folder), env, rows: 60, patience: 300_000 }),
  };
}
