import { join } from 'node:path';
import { readLock } from '../baseline/drift.ts';
import { digestWithTools } from '../git/code.ts';
import { findRepository } from '../git/repository.ts';
import type { Guard, Objection } from '../guard/guard.ts';
import { acceptedAt } from '../guard/waiver.ts';
import { version } from '../package.ts';
import { Refusal } from '../refusal.ts';
import type { Tree } from '../tree/tree.ts';
import { asTyped } from '../typed.ts';
import { optInSince, rolesSince } from '../upgrade/releases.ts';
import { agreeToDigest, hasAgreed, mayRun } from './agree.ts';
import type { Call, Command } from './call.ts';

/** Options of every command that merges. */
export const guardOptions: Command['options'] = { 'without-guards': { type: 'boolean' } };

/** The version that wrote the repository; this one where nothing says so, so that no change of a release is taken as known. */
function writtenBy(project: string): string {
  try {
    return readLock(project).generator;
  } catch (error) {
    if (error instanceof Refusal) return version;
    throw error;
  }
}

/** The guards of a merge; none under --without-guards, which is said. */
export async function guardsOf(call: Call): Promise<Guard[]> {
  if (call.values['without-guards']) {
    call.say('Without guards: buckets, keys and access are not compared before the files are written.');
    return [];
  }
  const { top, prefix } = await findRepository(call.directory);
  const project = join(top, prefix);
  const { guardsFor } = await import('../guard/guards.ts');
  const what = 'The guards run code of this repository (npm run synth), before and after the change';
  const consent = Object.assign(
    async (before: Tree) => mayRun(call, project, await digestWithTools(before, project), what),
    {
      merged: async (before: Tree, after: Tree) => {
        for (const running of ['synthesis', 'workload'] as const) {
          const earlier = await digestWithTools(before, project, running);
          if (hasAgreed(project, earlier)) agreeToDigest(project, await digestWithTools(after, project, running));
        }
      },
    },
  );
  const since = writtenBy(project);
  const declared = { optIn: optInSince(since), roles: rolesSince(since) };
  return [guardsFor(project, top, acceptedAt(project), consent, declared)];
}

/** Objections for a person, each with its id and what to type. */
export function objectionText(objections: readonly Objection[]): string[] {
  const stops = objections.filter(({ later }) => !later);
  const rows = (list: readonly Objection[]) =>
    list.flatMap(({ id, what, fix }) => [`  ${id ? `[${id}] ` : ''}${what}`, `    ${asTyped(fix)}`]);
  return [
    ...(stops.length > 0 ? ['Blocked by the guards', ...rows(stops)] : []),
    ...rows(objections.filter(({ later }) => later)),
  ];
}
