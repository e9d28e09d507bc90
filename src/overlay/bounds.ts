import { Refusal } from '../refusal.ts';
import type { Entry } from '../tree/tree.ts';
import { misplaced } from './place.ts';

/** What an overlay may hold: about ten times what a repository of ours has. Bytes, and files. */
export const bounds = { files: 1000, file: 2 * 1024 * 1024, total: 20 * 1024 * 1024 };

export function refuseSource(what: string, where: string, fix: string): never {
  throw new Refusal({ code: 'overlay/source', what, where, fix });
}

/** npm never packs these, at any depth (npm Docs, "package.json", files). */
const unpacked = ['npmrc', 'gitignore', 'npmignore'];

/**
 * Where a file of an overlay's source goes. What npm would leave out of a package has a name with `dot-` in every source, so that
 * an overlay is the same from a directory, from git and from a registry.
 */
function placeOf(path: string, where: string): string {
  const at = path.lastIndexOf('/') + 1;
  const [folder, name] = [path.slice(0, at), path.slice(at)];
  if (unpacked.some((lost) => name === `.${lost}`)) {
    const what = `npm leaves ${path} out of a package, so that the overlay would not be the same from a registry`;
    refuseSource(what, where, `Name it ${folder}dot-${name.slice(1)}: it is written as ${name}.`);
  }
  return unpacked.some((lost) => name === `dot-${lost}`) ? `${folder}.${name.slice('dot-'.length)}` : path;
}

/** Files as they are read, one by one, so that nothing over the bounds is ever held in memory. */
export class Gathering {
  readonly #files = new Map<string, Entry>();
  readonly #where: string;
  #bytes = 0;
  #count = 0;

  constructor(where: string) {
    this.#where = where;
  }

  /** Judges a file by its name and size, before its content is read. */
  expect(path: string, size: number): void {
    const fault = misplaced(path);
    if (fault)
      refuseSource(`The path ${JSON.stringify(path.slice(0, 100))} ${fault}`, this.#where, 'Rename or remove it.');
    if (++this.#count > bounds.files) {
      refuseSource(`More than ${bounds.files} files`, this.#where, 'Make the overlay smaller.');
    }
    this.#bytes += size;
    if (size > bounds.file || this.#bytes > bounds.total) {
      const limits = `${bounds.file / 1048576} MiB a file, ${bounds.total / 1048576} MiB in all`;
      refuseSource(`${JSON.stringify(path)} is too large`, this.#where, `Keep within ${limits}.`);
    }
  }

  add(source: string, entry: Entry): void {
    const path = placeOf(source, this.#where);
    if (this.#files.has(path)) refuseSource(`${JSON.stringify(path)} is there twice`, this.#where, 'Pack it again.');
    // A pointer of Git LFS stands for a file that is not here (git-lfs specification, "The Pointer").
    if (entry.content.subarray(0, 24).toString('latin1') === 'version https://git-lfs.') {
      refuseSource(`${JSON.stringify(path)} is a Git LFS pointer`, this.#where, 'Commit the file itself.');
    }
    this.#files.set(path, entry);
  }

  /** The files by path, sorted. */
  tree(): Map<string, Entry> {
    return new Map([...this.#files].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/** What of an overlay's source is read: the rest (tests, a readme, CI) is the platform team's. */
export const readPlaces = ['overlay.json', 'package.json', 'files/'];

export const isRead = (path: string): boolean =>
  readPlaces.some((place) => (place.endsWith('/') ? path.startsWith(place) : path === place));
