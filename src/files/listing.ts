import { type Dirent, readdirSync } from 'node:fs';

/** What the folders below `top` say of their entries. Each is read once, and what was changed since then is not seen. */
export class Listing {
  readonly #top: string;
  readonly #read = new Map<string, ReadonlyMap<string, Dirent> | undefined>();

  constructor(top: string) {
    this.#top = top;
  }

  /**
   * The entries of a folder by name, with "" for `top` itself; undefined where it cannot be read, or is not reached through real folders
   * alone.
   */
  in(folder: string): ReadonlyMap<string, Dirent> | undefined {
    if (this.#read.has(folder)) return this.#read.get(folder);
    const entries = folder === '' || this.at(folder)?.isDirectory() ? this.#entriesOf(folder) : undefined;
    this.#read.set(folder, entries);
    return entries;
  }

  /** What is at a path; undefined where nothing is, or nobody could look. */
  at(path: string): Dirent | undefined {
    const end = path.lastIndexOf('/');
    return this.in(path.slice(0, Math.max(0, end)))?.get(path.slice(end + 1));
  }

  #entriesOf(folder: string): ReadonlyMap<string, Dirent> | undefined {
    try {
      const entries = readdirSync(`${this.#top}/${folder}`, { withFileTypes: true });
      return new Map(entries.map((entry) => [entry.name, entry]));
    } catch {
      return undefined;
    }
  }
}
