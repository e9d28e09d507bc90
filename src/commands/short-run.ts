import { setFlagsFromString } from 'node:v8';
import { brotliDecompressSync, constants } from 'node:zlib';

/** By release of V8 on which they were tried, as the releases of Node that have it. */
const flags: Record<string, string[]> = {
  20: ['--no-opt', '--no-maglev'],
  22: ['--no-opt', '--no-maglev'],
  24: [
    '--no-opt',
    '--no-maglev',
    '--semi-space-growth-factor=12',
    '--no-parallel-scavenge',
    '--no-concurrent-sparkplug',
  ],
};

/** A letter, packed by Brotli for a window of 16 MB (RFC 7932, 9.1): more than the templates take, or the base. */
const wide = Buffer.from('0f00807803', 'hex');
const params = { [constants.BROTLI_DECODER_PARAM_DISABLE_RING_BUFFER_REALLOCATION]: 1 };

/**
 * Has large buffers lie in memory that was used before. glibc gives each back to the kernel when it is freed and asks for another, which is
 * filled with zeros page by page as it is written to, until one of that size was freed (mallopt(3), M_MMAP_THRESHOLD). Such a window is, and
 * nothing touched it: from then on the base is where Brotli had the window of the templates.
 */
function keepMemory(): void {
  brotliDecompressSync(wide, { params });
}

/**
 * V8 begins to optimize this program's loops, on threads beside it, and the program is over before any of that is of use; it also
 * collects what is young again and again in a space that it lets grow slowly, and takes from what survives that all of the heap has to be
 * looked through (docs/decisions/0050). Of a release of V8 that nobody tried, nothing is asked.
 */
export function tunedForOneRun(): void {
  for (const flag of flags[process.versions.node.split('.')[0] as string] ?? []) setFlagsFromString(flag);
  keepMemory();
}
