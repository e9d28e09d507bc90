import { affordable, spending } from '../decide/effort.ts';
import { type AccessModel, modelOfTemplates } from '../read/model.ts';
import type { Given } from '../read/parameters.ts';
import { compareModels, type ModelDiff, notCompared } from './compare.ts';
import { type Escalation, newEscalations } from './escalation.ts';

export interface AssemblyDiff {
  diff: ModelDiff;
  escalations: Escalation[];
}

/** What the second assembly's templates allow more, or less, than the first's. Throws an AssemblyError that names a file. */
export function compareAssemblies(before: string, after: string, given?: Given): AssemblyDiff {
  const [old, now] = [before, after].map((directory) => modelOfTemplates(directory, {}, given)) as [
    AccessModel,
    AccessModel,
  ];
  return compareAccess(old, now);
}

/** The same of models that were read already. */
export function compareAccess(old: AccessModel, now: AccessModel, most = Number.POSITIVE_INFINITY): AssemblyDiff {
  const open: string[] = [];
  const escalations = spending(most, () => affordable(() => newEscalations(old, now, open)));
  const diff = spending(most, () => compareModels(old, now));
  if (!escalations) open.push(notCompared('which permissions become others', [old, now]));
  return { diff: { ...diff, unproven: [...new Set([...diff.unproven, ...open])] }, escalations: escalations ?? [] };
}
