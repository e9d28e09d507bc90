import { lstatSync, type Stats } from 'node:fs';
import { foldersAbove } from '../tree/path.ts';

const isFolder = (place: string) => lstatSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false;

/**
 * What is at a path below `top`, reached through real folders alone: a link on the way would lead out of the repository. `seen`: the
 * folders that one walk over many files looked at already, and whether each is one.
 */
export function standing(top: string, path: string, seen = new Map<string, boolean>()): Stats | undefined {
  for (const folder of foldersAbove(path)) {
    const known = seen.get(folder) ?? isFolder(`${top}/${folder}`);
    seen.set(folder, known);
    if (!known) return undefined;
  }
  return lstatSync(`${top}/${path}`, { throwIfNoEntry: false });
}
