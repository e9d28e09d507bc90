import { createHash } from 'node:crypto';

/** The id that git gives to a file with this content (SHA-1 object format). */
const blobId = (content: Buffer) => createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');

const withLf = (content: Buffer) =>
  content.includes('\r\n') ? Buffer.from(content.toString('latin1').replaceAll('\r\n', '\n'), 'latin1') : content;

/** The digest of several files: SHA-256 over their blob ids and paths, sorted. A checkout's line ends do not count. */
export function digestOfFiles(files: Iterable<readonly [path: string, content: Buffer]>): string {
  const lines = [...files].map(([path, content]) => `${blobId(withLf(content))} ${path}\n`);
  return createHash('sha256').update(lines.sort().join('')).digest('hex');
}
