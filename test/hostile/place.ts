import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A repository that somebody else wrote: a copy of one full of canaries, with one thing more. */
export interface Kind {
  name: string;
  /** The row of the page that it is counted in. */
  row: string;
  /** Changes what merges look at: then they are tried as well. */
  merges?: true;
  /** It is tried for the page alone: it takes long, or is much like another one. */
  onPage?: true;
  /** What a command has to say, which something here could hide. */
  tells?: [command: string, text: string];
  make(repository: string, outside: string): void;
}

/** Puts a file where something else may be. */
export const put = (file: string, content: string | Buffer) => {
  mkdirSync(dirname(file), { recursive: true });
  if (lstatSync(file, { throwIfNoEntry: false })) rmSync(file, { recursive: true });
  writeFileSync(file, content);
};

/** Takes away what is there, and makes the folder above. */
export const clear = (file: string) => {
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { recursive: true, force: true });
  return file;
};

export type Json = Record<string, unknown>;
export const edit = (repository: string, file: string, change: (value: Json) => void) => {
  const value = JSON.parse(readFileSync(join(repository, file), 'utf8')) as Json;
  change(value);
  writeFileSync(join(repository, file), JSON.stringify(value));
};

export const many = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));

/** A file of holes: its size costs nothing. */
export const sparse = (file: string, size: number) => {
  put(file, '');
  truncateSync(file, size);
};

export const pipe = (file: string) => execFileSync('mkfifo', [clear(file)]);

/** As somebody runs git in a clone of canaries, without waking one. */
export const git = (cwd: string, ...words: string[]) => {
  const off = ['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'commit.gpgSign=false', 'user.name=a'];
  const none = ['user.email=a@b.example', 'filter.x.clean=', 'filter.x.process=', 'filter.x.smudge='];
  const quiet = [...off, ...none].flatMap((each) => ['-c', each]);
  return execFileSync('git', [...quiet, ...words], { cwd, stdio: 'pipe' })
    .toString()
    .trim();
};

/** A third of them; the others are like them, and for the page. */
export const sparing = (kinds: Kind[]): Kind[] =>
  kinds.map((kind, at) => (at % 3 === 0 ? kind : { ...kind, onPage: true as const }));
