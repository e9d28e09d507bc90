import { git } from './git.ts';

/** A file to write: its content, or the id of a blob that is there already. */
export interface Write {
  path: string;
  mode: string;
  content: Buffer | { id: string };
}

/** A commit to make. `onto` is a tree that it starts from; `remove` is applied before `write`. */
export interface Snapshot {
  branch: string;
  parent?: string;
  onto?: string;
  remove?: string[];
  write: Write[];
}

function quoted(path: string): string {
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

function* streamOf(snapshots: Snapshot[], loose: Buffer[]): Generator<string | Buffer> {
  for (const content of loose) yield* ['blob\n', `data ${content.length}\n`, content, '\n'];
  for (const [index, { branch, parent, onto, remove, write }] of snapshots.entries()) {
    yield `commit refs/heads/${branch}\nmark :${index + 1}\ncommitter secure-ml <secure-ml@localhost> 0 +0000\ndata 0\n`;
    yield parent ? `from refs/heads/${parent}\ndeleteall\n` : '';
    if (onto) yield `M 040000 ${onto} ""\n`;
    for (const path of remove ?? []) yield `D ${quoted(path)}\n`;
    for (const { path, mode, content } of write) {
      if (Buffer.isBuffer(content)) {
        yield* [`M ${mode} inline ${quoted(path)}\n`, `data ${content.length}\n`, content, '\n'];
      } else yield `M ${mode} ${content.id} ${quoted(path)}\n`;
    }
    yield `get-mark :${index + 1}\n`;
  }
}

/** Writes blobs and commits by one `git fast-import`: no identity, no hook, no signature, no index. Answers the commits' ids. */
export async function importSnapshots(
  directory: string,
  environment: Record<string, string>,
  snapshots: Snapshot[],
  loose: Buffer[] = [],
): Promise<string[]> {
  const input = Buffer.concat(
    [...streamOf(snapshots, loose)].map((part) => (Buffer.isBuffer(part) ? part : Buffer.from(part))),
  );
  const words = ['-c', 'fastimport.unpackLimit=0', 'fast-import', '--quiet', '--force', '--date-format=raw'];
  const { stdout } = await git(directory, words, { environment, input });
  return stdout.toString().trim().split('\n');
}
