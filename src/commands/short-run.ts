import { setFlagsFromString } from 'node:v8';

/**
 * V8 begins to optimize this program's loops, on threads beside it, and the program is over before any of that is of use: an eighth of
 * all processor time (docs/decisions/0050). Of a release of V8 that nobody tried, nothing is asked.
 */
export function withoutOptimizing(): void {
  if (!['20', '22', '24'].includes(process.versions.node.split('.')[0] as string)) return;
  for (const flag of ['--no-opt', '--no-maglev']) setFlagsFromString(flag);
}
