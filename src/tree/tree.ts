import { createHash, hash } from 'node:crypto';
import { Refusal } from '../refusal.ts';
import { folded, foldersAbove, isDeviceName, trusted } from './path.ts';

/** One file of a repository. */
export interface Entry {
  content: Buffer;
  mode: '100644' | '100755';
}

/** A repository's files by path (relative, POSIX). */
export type Tree = ReadonlyMap<string, Entry>;

/** A part of a content that stands somewhere else as it is: where, and how many bytes it has, up to 65,535. */
export interface Piece {
  at: number;
  length: number;
}

/** The pieces of contents, in their order. */
export type PiecesByContent = ReadonlyMap<Buffer, readonly Piece[]>;

/** Contents are values: nothing writes into one. Lock and first commit name the same hundreds, and each is hashed once. */
const ids = new WeakMap<Buffer, string>();

/** Gives a content the id that somebody found for it before. */
export function nameContent(content: Buffer, id: string): void {
  ids.set(content, id);
}

/** A short content beside its header: to hash both at once takes a third of the time that an object for the hash takes to be made. */
const scratch = Buffer.allocUnsafeSlow(64 * 1024);

/** The name that git gives to an object with this content. */
export function objectId(type: 'blob' | 'tree' | 'commit', content: Buffer, format: 'sha1' | 'sha256'): string {
  const head = `${type} ${content.length}\0`;
  const length = head.length + content.length;
  if (length > scratch.length) return createHash(format).update(head).update(content).digest('hex');
  scratch.write(head, 'latin1');
  content.copy(scratch, head.length);
  return hash(format, scratch.subarray(0, length), 'hex');
}

/** The id that git gives to a file with this content (SHA-1 object format). */
export function blobId(content: Buffer): string {
  const known = ids.get(content);
  if (known !== undefined) return known;
  const id = objectId('blob', content, 'sha1');
  ids.set(content, id);
  return id;
}

/** Is this the content, whatever a checkout did to its line ends? Of no id, nothing is. */
export function isPristine(content: Buffer, blob: string | undefined): boolean {
  if (blob === undefined) return false;
  const withLf = () => Buffer.from(content.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
  return blobId(content) === blob || blobId(withLf()) === blob;
}

/** As git judges it: a NUL among the first 8,000 bytes. */
export function isBinary(content: Buffer): boolean {
  const at = content.indexOf(0);
  return at >= 0 && at < 8000;
}

/** The same files sorted by path, in a map of their own, refused where a file system could not hold them all as they are. */
export function soundTree(files: Tree): Map<string, Entry> {
  const paths = [...files.keys()].map((path) => trusted(path)).sort();
  const device = isDeviceName(paths.join('/')) ? paths.find(isDeviceName) : undefined;
  if (device !== undefined) refuse(`"${device}" has a name that Windows keeps for a device`);
  const seen = new Map<string, string>();
  for (const path of paths) {
    const name = folded(path);
    const twin = seen.get(name);
    if (twin !== undefined) refuse(`"${twin}" and "${path}" differ only in case or Unicode form`);
    seen.set(name, path);
  }
  const parents = new Set(paths.map((path) => path.slice(0, path.lastIndexOf('/') + 1)));
  for (const folder of new Set([...parents].flatMap(foldersAbove))) {
    if (!seen.has(folded(folder))) continue;
    const path = paths.find((one) => one.startsWith(`${folder}/`));
    refuse(`"${folder}" would be a file and the folder of "${path}"`);
  }
  const sorted = new Map<string, Entry>();
  for (const path of paths) sorted.set(path, files.get(path) as Entry);
  return sorted;
}

function refuse(what: string): never {
  throw new Refusal({ code: 'tree/collision', what, fix: 'Rename one of them.' });
}
