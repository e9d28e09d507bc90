import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { walk } from './guarded.ts';

/** The names in the folder `path` below `root`; none where it is not there. Refuses a path that leads through a link. */
export function namesIn(root: string, path: string): string[] {
  return walk(root, path)?.isDirectory() ? readdirSync(join(root, path)) : [];
}
