import { type AccessModel, modelOfTemplates } from '../read/model.ts';
import type { Given } from '../read/parameters.ts';
import { compareModels, type ModelDiff } from './compare.ts';
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
export function compareAccess(old: AccessModel, now: AccessModel): AssemblyDiff {
  const diff = compareModels(old, now);
  const open: string[] = [];
  const escalations = newEscalations(old, now, open);
  return { diff: { ...diff, unproven: [...new Set([...diff.unproven, ...open])] }, escalations };
}
