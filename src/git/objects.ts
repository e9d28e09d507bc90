import { git, split } from './git.ts';
import type { GitRepository } from './repository.ts';

/** A file as a tree or an index names it: `mode` 100644, 100755, 120000 (symbolic link) or 160000 (submodule). */
export interface Blob {
  mode: string;
  id: string;
}

/** Files by path, by their ids alone. */
export type Side = ReadonlyMap<string, Blob>;

/** Git checks out no such path; a tree that was made by hand can have one, and would lead out of where it is written. */
const leadsOut = /(^|\/)(\.{0,2}|\.git)(\/|$)/i;

/** The project's files in a commit, by path below the project's folder. A path that is not UTF-8 is a person's and stays out. */
export async function filesAt(repository: GitRepository, commit: string): Promise<Map<string, Blob>> {
  const treeish = repository.prefix ? `${commit}:${repository.prefix.slice(0, -1)}` : commit;
  const { code, stdout } = await git(repository.top, ['ls-tree', '-r', '-z', '--full-tree', treeish], {
    accept: [128],
  });
  const files = new Map<string, Blob>();
  if (code !== 0) return files;
  for (const line of split(stdout)) {
    const match = /^(\d+) \w+ ([0-9a-f]+)\t(.+)$/s.exec(line);
    if (!match || line.includes('\ufffd') || leadsOut.test(match[3] as string)) continue;
    files.set(match[3] as string, { mode: match[1] as string, id: match[2] as string });
  }
  return files;
}

/** The contents of blobs by id, in one call. */
export async function readBlobs(
  directory: string,
  ids: Iterable<string>,
  environment?: Record<string, string>,
): Promise<Map<string, Buffer>> {
  const wanted = [...new Set(ids)];
  const contents = new Map<string, Buffer>();
  if (wanted.length === 0) return contents;
  const { stdout } = await git(directory, ['cat-file', '--batch'], { input: `${wanted.join('\n')}\n`, environment });
  let at = 0;
  for (const id of wanted) {
    const end = stdout.indexOf(10, at);
    const header = /^[0-9a-f]+ blob (\d+)$/.exec(stdout.toString('latin1', at, end));
    if (!header) throw new Error(`git has no blob ${id}`);
    const size = Number(header[1]);
    contents.set(id, stdout.subarray(end + 1, end + 1 + size));
    at = end + 2 + size;
  }
  return contents;
}

/** Those of the blobs that the repository has, whatever commit they came with; a partial clone fetches nothing for it. */
export async function readKnownBlobs(directory: string, ids: Iterable<string>): Promise<Map<string, Buffer>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const environment = { GIT_NO_LAZY_FETCH: '1' };
  const { stdout } = await git(directory, ['cat-file', '--batch-check'], {
    input: `${wanted.join('\n')}\n`,
    environment,
  });
  const known = stdout
    .toString()
    .split('\n')
    .flatMap((line) => /^([0-9a-f]+) blob \d+$/.exec(line)?.[1] ?? []);
  return readBlobs(directory, known, environment);
}
