import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { digestOfSources, isSource, recordedIn } from '../../templates/judge/read/sources.ts';
import { readBelow } from '../files/read.ts';
import { standing } from '../files/standing.ts';
import { Refusal } from '../refusal.ts';
import { workTree } from '../trust/worktree.ts';

const folders = ['infra', 'ml'];
const files = ['settings', 'package', 'package-lock', 'tsconfig', 'cdk', 'cdk.context'];

/** Every source below a directory that somebody else may have made. */
function* sourcesAt(directory: string): Generator<[string, Buffer]> {
  for (const folder of folders) {
    // A link would lead out of the repository: what it leads to is none of its sources.
    if (!standing(directory, folder)?.isDirectory()) continue;
    const isWanted = (path: string) => isSource(`${folder}/${path}`);
    for (const [path, { content }] of workTree(join(directory, folder), { isWanted }) ?? [])
      yield [`${folder}/${path}`, content];
  }
  for (const name of files) {
    const content = readBelow(directory, `${name}.json`);
    if (content) yield [`${name}.json`, content];
  }
}

/** Refuses an assembly that says it was synthesized from other sources than those of the repository at `directory`. */
export function assertFreshAssembly(assembly: string, directory: string): void {
  const recorded = recordedIn(assembly);
  if (recorded === undefined || !existsSync(join(directory, 'infra'))) return;
  if (recorded === digestOfSources(sourcesAt(directory))) return;
  throw new Refusal({
    code: 'judge/stale',
    what: 'The assembly is older than the sources here, so it is not what would be deployed',
    where: assembly,
    fix: 'Synthesize again: npm run synth. Or leave --assembly out, which does that for you.',
  });
}
