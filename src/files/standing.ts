import { lstatSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { foldersAbove } from '../tree/path.ts';

/** What is at a path below `top`, reached through real folders alone: a link on the way would lead out of the repository. */
export function standing(top: string, path: string): Stats | undefined {
  for (const folder of foldersAbove(path)) {
    if (!lstatSync(join(top, folder), { throwIfNoEntry: false })?.isDirectory()) return undefined;
  }
  return lstatSync(join(top, path), { throwIfNoEntry: false });
}
