import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tree } from '../tree/tree.ts';
import { Gathering, isRead, refuseSource } from './bounds.ts';

/** The overlay in a directory. Links are refused, also where they would lead inside. */
export function readFolder(directory: string, where: string): Tree {
  const gathering = new Gathering(where);
  const walk = (folder: string): void => {
    let entries: ReturnType<typeof list>;
    try {
      entries = list(join(directory, folder));
    } catch (error) {
      refuseSource(`It cannot be read: ${(error as Error).message}`, where, 'Name a directory that has overlay.json.');
    }
    for (const entry of entries) {
      const path = folder ? `${folder}/${entry.name}` : entry.name;
      if (!isRead(path) && path !== 'files') continue;
      if (entry.isSymbolicLink())
        refuseSource(`${JSON.stringify(path)} is a link`, where, 'Put the file itself there.');
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile()) take(path);
      else refuseSource(`${JSON.stringify(path)} is neither file nor folder`, where, 'Remove it.');
    }
  };
  const list = (folder: string) => readdirSync(folder, { withFileTypes: true });
  const take = (path: string): void => {
    // Between the listing and now somebody could have put a link there.
    const file = openSync(join(directory, path), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    try {
      const { size, mode } = fstatSync(file);
      gathering.expect(path, size);
      gathering.add(path, { content: readFileSync(file), mode: mode & 0o100 ? '100755' : '100644' });
    } finally {
      closeSync(file);
    }
  };
  walk('');
  return gathering.tree();
}
