import { lstatSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A repository that somebody else wrote: a copy of one full of canaries, with one thing more. */
export interface Kind {
  name: string;
  /** The row of the page that it is counted in. */
  row: string;
  /** Changes what merges look at: then they are tried as well. */
  merges?: true;
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
