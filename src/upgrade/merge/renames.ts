import { git, split } from '../../git/git.ts';
import { importSnapshots, type Write } from '../../git/import.ts';
import type { Side } from '../../git/objects.ts';
import type { Scratch } from '../../git/scratch.ts';
import { isTrusted } from '../../tree/path.ts';

const listed = (side: Side, paths: string[], contents: ReadonlyMap<string, Buffer>): Write[] =>
  paths.flatMap((path) => {
    const blob = side.get(path);
    if (!blob?.mode.startsWith('100')) return [];
    return { path, mode: blob.mode, content: contents.get(blob.id) ?? { id: blob.id } };
  });

/**
 * Files that a person seems to have renamed: in base and gone from mine, similar (git's measure, 50 %) to a file that only mine has.
 * `contents`: of base, by blob id.
 */
export async function inferRenames(
  scratch: Scratch,
  base: Side,
  mine: Side,
  incoming: Side,
  contents: ReadonlyMap<string, Buffer>,
): Promise<Map<string, string>> {
  const gone = [...base.keys()].filter((path) => !mine.has(path));
  const fresh = [...mine.keys()].filter((path) => !base.has(path) && !incoming.has(path) && isTrusted(path));
  const from = listed(base, gone, contents).filter(({ content }) => Buffer.isBuffer(content) && content.length > 0);
  const to = listed(mine, fresh, new Map());
  if (from.length === 0 || to.length === 0) return new Map();
  await importSnapshots(scratch.directory, scratch.environment, [
    { branch: 'gone', write: from },
    { branch: 'fresh', write: to },
  ]);
  const words = ['diff-tree', '-r', '-z', '-M50%', '-l0', '--name-status', '--diff-filter=R', 'gone', 'fresh'];
  const { stdout } = await git(scratch.directory, words, { environment: scratch.environment });
  const fields = split(stdout);
  const renames = new Map<string, string>();
  for (let at = 0; at + 2 < fields.length; at += 3) renames.set(fields[at + 1] as string, fields[at + 2] as string);
  return renames;
}
