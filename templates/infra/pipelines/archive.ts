import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const root = fileURLToPath(new URL('../../ml/', import.meta.url));
const leftOut = new Set(['__pycache__', '.DS_Store']);

function filesBelow(folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => !leftOut.has(name))
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`]))
    .sort();
}

const octal = (value: number, length: number) => `${value.toString(8).padStart(length - 1, '0')}\0`;

/** A file's header: POSIX.1-1988 (ustar). No owner, no time: equal files give equal bytes. */
function header(path: string, size: number): Buffer {
  const cut = path.length <= 100 ? -1 : path.indexOf('/', path.length - 101);
  const [prefix, name] = cut < 0 ? ['', path] : [path.slice(0, cut), path.slice(cut + 1)];
  if (name.length > 100 || prefix.length > 155) throw new Error(`ml/${path}: its name is too long for an archive`);
  const block = Buffer.alloc(512);
  const put = (text: string, at: number) => block.write(text, at, 'latin1');
  put(name, 0);
  put(octal(0o644, 8), 100);
  put(octal(0, 8), 108);
  put(octal(0, 8), 116);
  put(octal(size, 12), 124);
  put(octal(0, 12), 136);
  put(' '.repeat(8), 148);
  put('0', 156);
  put('ustar\x0000', 257);
  put(prefix, 345);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

const padded = (content: Buffer) => Buffer.concat([content, Buffer.alloc(-content.length & 511)]);

/** The code of a pipeline's jobs as one archive, and its SHA-256: as `ml/workload/archive.py` packs it for a job. */
export function packCode(): { content: Buffer; digest: string } {
  const paths = ['train.py', 'model.json', ...filesBelow('workload'), ...filesBelow('vendor')];
  const parts = paths.map((path) => {
    const content = readFileSync(join(root, path));
    return Buffer.concat([header(path, content.length), padded(content)]);
  });
  const content = gzipSync(Buffer.concat([...parts, Buffer.alloc(1024)]));
  return { content, digest: createHash('sha256').update(content).digest('hex') };
}
