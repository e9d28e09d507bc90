import type { Side } from '../../git/objects.ts';
import { Refusal } from '../../refusal.ts';
import { folded, foldersAbove } from '../../tree/path.ts';
import type { FileDecision } from './decide.ts';

/** Refuses where a new file and one that stays could not exist together on every file system. */
export function refuseCollisions(decisions: FileDecision[], mine: Side): void {
  const leaving = new Set(decisions.filter(({ does }) => does === 'remove').map(({ path }) => path));
  const staying = [...mine.keys()].filter((path) => !leaving.has(path));
  const files = new Map(staying.map((path) => [folded(path), path]));
  const folders = new Map(
    staying.flatMap((path) => foldersAbove(path).map((folder) => [folded(folder), path] as const)),
  );
  for (const { path, does } of decisions) {
    if (does !== 'add') continue;
    const file = [path, ...foldersAbove(path)]
      .map((name) => files.get(folded(name)))
      .find((found) => found !== undefined);
    const other = file ?? folders.get(folded(path));
    if (other === undefined) continue;
    throw new Refusal({
      code: 'upgrade/collision',
      what: `Your "${other}" and the new version's "${path}" cannot exist together`,
      fix: `Rename yours and commit, then try again.`,
    });
  }
}
