import { gunzipSync } from 'node:zlib';
import type { ReadEntry } from 'tar';
import { Parser } from 'tar/parse';
import { Refusal } from '../refusal.ts';
import type { Tree } from '../tree/tree.ts';
import { bounds, Gathering, isRead, refuseSource } from './bounds.ts';
import { misplaced } from './place.ts';

const gzip = [0x1f, 0x8b];
/** Headers and padding take 1 KiB a file at the most. */
const maximumBytes = bounds.total + bounds.files * 2048;

function unzipped(archive: Buffer, where: string): Buffer {
  if (archive[0] !== gzip[0] || archive[1] !== gzip[1]) return archive;
  try {
    return gunzipSync(archive, { maxOutputLength: maximumBytes });
  } catch (error) {
    const large = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    const what = large ? `The archive unpacks to more than ${maximumBytes} bytes` : 'The archive is broken';
    return refuseSource(what, where, 'Pack the overlay again: npm pack');
  }
}

/** npm and git put everything into one folder; without one the overlay is at the top. */
function topOf(paths: string[]): string {
  if (paths.includes('overlay.json')) return '';
  const top = `${paths[0]?.split('/')[0]}/`;
  return paths.every((path) => path.startsWith(top)) ? top : '';
}

/** The overlay in a tarball, in memory: nothing is written, so no name or link of it can reach a disk. */
export function readTarball(archive: Buffer, where: string): Tree {
  if (archive.length > maximumBytes) refuseSource('The archive is too large', where, 'Make the overlay smaller.');
  const found: { path: string; mode: number; chunks: Buffer[] }[] = [];
  const gathering = new Gathering(where);
  let fault: unknown;
  const parser = new Parser({
    strict: true,
    onReadEntry(entry: ReadEntry) {
      try {
        take(entry);
      } catch (error) {
        fault ??= error;
      }
      if (fault) entry.resume();
    },
  });
  const take = (entry: ReadEntry): void => {
    const { path, type, size, mode = 0o644 } = entry;
    if (type === 'Directory') {
      const reason = misplaced(path.replace(/\/$/, ''));
      if (reason) refuseSource(`The folder ${JSON.stringify(path.slice(0, 100))} ${reason}`, where, 'Rename it.');
      entry.resume();
      return;
    }
    if (!['File', 'OldFile', 'ContiguousFile'].includes(type)) {
      refuseSource(`${JSON.stringify(path.slice(0, 100))} is a ${type}, not a file`, where, 'Pack files alone.');
    }
    gathering.expect(path, size);
    const chunks: Buffer[] = [];
    found.push({ path, mode, chunks });
    entry.on('data', (chunk: Buffer) => chunks.push(chunk));
  };
  // The reader cuts a name at NUL; what somebody tried to hide behind one is not guessed at.
  parser.on('meta', (extended: string) => {
    if (extended.includes('\0')) fault ??= new Error('a NUL in an extended header');
  });
  parser.on('error', (error: unknown) => {
    fault ??= error;
  });
  parser.end(unzipped(archive, where));
  if (fault instanceof Refusal) throw fault;
  if (fault)
    refuseSource(`The archive is broken: ${(fault as Error).message}`, where, 'Pack the overlay again: npm pack');
  const top = topOf(found.map(({ path }) => path));
  for (const { path, mode, chunks } of found) {
    const inside = path.slice(top.length);
    if (!isRead(inside)) continue;
    gathering.add(inside, { content: Buffer.concat(chunks), mode: mode & 0o100 ? '100755' : '100644' });
  }
  return gathering.tree();
}
