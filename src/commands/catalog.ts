import { contentAt } from '../baseline/drift.ts';
import type { Lock } from '../baseline/lock.ts';
import { controlProblems, controlsOf } from '../overlay/controls.ts';
import { templates } from '../package.ts';
import { type Declaration, readCatalog } from '../plan/catalog.ts';
import type { Entry } from '../tree/tree.ts';

/** The generator's controls, and those that overlays brought: as their files in the repository declare them. */
export function catalogOf(directory: string, { files }: Pick<Lock, 'files'>): Declaration[] {
  const brought = [...files].flatMap(([path, { overlay }]): [string, Entry][] => {
    const content = overlay && path.startsWith('infra/controls/') && contentAt(directory, path);
    return content ? [[path, { content, mode: '100644' }]] : [];
  });
  const tree = new Map(brought);
  const ours = readCatalog(templates);
  // Whoever edits a declaration until it is none has no such control; what is wrong with it shows at synthesis.
  if (controlProblems(tree).length > 0) return ours;
  return [...ours, ...(controlsOf({ name: 'overlay', files: tree }) as Declaration[])];
}
