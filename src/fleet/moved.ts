import { dirname } from 'node:path/posix';
import type { Drift } from '../baseline/drift.ts';
import type { Lock } from '../baseline/lock.ts';
import { standing } from '../files/standing.ts';
import type { Finding } from '../finding.ts';
import { foldersAbove } from '../tree/path.ts';
import { blobId } from '../tree/tree.ts';
import { workTree } from '../trust/worktree.ts';
import { typedWord } from '../typed.ts';

const isGone = ({ state }: Drift) => state === 'missing' || state === 'deleted';

function listed<T>(entries: Iterable<readonly [item: T, key: string]>): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const [item, key] of entries) {
    const list = found.get(key);
    if (list) list.push(item);
    else found.set(key, [item]);
  }
  return found;
}

/**
 * Files that were renamed and nothing else: gone, and one file that was not generated has their content, which no second file of
 * either has. By the generator's path.
 */
export function renamesOf(directory: string, lock: Lock, files: readonly Drift[]): Map<string, string> {
  // The paths of each content; line ends do not count.
  const gone = listed(files.filter(isGone).map(({ path }) => [path, lock.files.get(path)?.blob ?? '']));
  const tree = gone.size > 0 ? workTree(directory) : undefined;
  const fresh = [...(tree ?? [])].filter(([path]) => !lock.files.has(path));
  const lf = (content: Buffer) => Buffer.from(content.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
  const here = listed(fresh.map(([path, { content }]) => [path, blobId(lf(content))]));
  return new Map(
    [...gone].flatMap(([blob, from]): [string, string][] => {
      const to = here.get(blob) ?? [];
      return from.length === 1 && to.length === 1 ? [[from[0] as string, to[0] as string]] : [];
    }),
  );
}

/** A workflow runs by any name in its folder (GitHub Docs, "About workflows"). */
export const stillRuns = (from: string, to: string | undefined): boolean =>
  from.startsWith('.github/workflows/') && to !== undefined && dirname(to) === '.github/workflows';

/** Where the files of a folder are now, if they went together. */
function placeOf(folder: string, renames: ReadonlyMap<string, string>): string | undefined {
  const places = [...renames].flatMap(([from, to]) => {
    const rest = from.slice(folder.length);
    return from.startsWith(`${folder}/`) && to.endsWith(rest) ? [to.slice(0, -rest.length)] : [];
  });
  return new Set(places).size === 1 ? places[0] : undefined;
}

/** A folder that is gone is one finding, not one for each file that was in it. */
export function foldFolders(
  directory: string,
  findings: readonly Finding[],
  renames: ReadonlyMap<string, string>,
): Finding[] {
  const seen = new Map<string, boolean>();
  const goneAbove = ({ path, accepted }: Finding) =>
    path === undefined || accepted || standing(directory, path, seen)
      ? undefined
      : foldersAbove(path).find((folder) => !standing(directory, folder, seen));
  const placed = findings.map((finding) => [finding, goneAbove(finding)] as const);
  const kept = placed.flatMap(([finding, folder]) => (folder === undefined ? [finding] : []));
  const folders = listed(
    placed.flatMap(([finding, folder]) => (folder === undefined ? [] : [[finding, folder] as const])),
  );
  const folded = [...folders].flatMap(([folder, inside]): Finding[] => {
    const [first] = inside;
    if (!first || inside.length === 1) return inside;
    const place = placeOf(folder, renames);
    const what = place ? `${folder}/ was moved to ${place}/` : `${folder}/ is missing`;
    const fix = place
      ? `Move it back: git mv ${typedWord(place, 'FOLDER')} ${typedWord(folder, 'FOLDER')}`
      : `git checkout COMMIT -- ${typedWord(folder, 'FOLDER')}`;
    const needs = `, and the proofs need it (${inside.length} findings in one)`;
    return [{ id: `drift/${folder}`, kind: 'drift', level: 'error', what: `${what}${needs}`, fix, path: folder }];
  });
  return [...kept, ...folded];
}
