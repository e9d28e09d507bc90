import { setFlagsFromString } from 'node:v8';

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

/**
 * V8 begins to optimize this program's loops, on threads beside it, and the program is over before any of that is of use; it also
 * collects what is young again and again in a space that it lets grow slowly, and takes from what survives that all of the heap has to be
 * looked through (docs/decisions/0050). Of a release of V8 that nobody tried, nothing is asked.
 */
export function tunedForOneRun(): void {
  for (const flag of flags[process.versions.node.split('.')[0] as string] ?? []) setFlagsFromString(flag);
}
