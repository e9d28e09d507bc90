import { lstatSync, type Stats } from 'node:fs';
import { systemRefusal } from '../refusal.ts';

/** Nothing is there for somebody who may not look. */
function look(place: string): Stats | undefined {
  try {
    return lstatSync(place, { throwIfNoEntry: false });
  } catch (error) {
    if (!systemRefusal(error)) throw error;
    return undefined;
  }
}

/** Is there a folder, and a folder above it, up to `top`? */
function isReal(top: string, folder: string, seen: Map<string, boolean>): boolean {
  if (folder === '') return true;
  const known = seen.get(folder);
  if (known !== undefined) return known;
  const above = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
  const is = isReal(top, above, seen) && look(`${top}/${folder}`)?.isDirectory() === true;
  seen.set(folder, is);
  return is;
}

/**
 * What is at a path below `top`, reached through real folders alone: a link on the way would lead out of the repository. `seen`: the
 * folders that one walk over many files looked at already, and whether each is one.
 */
export function standing(top: string, path: string, seen = new Map<string, boolean>()): Stats | undefined {
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  return isReal(top, folder, seen) ? look(`${top}/${path}`) : undefined;
}
