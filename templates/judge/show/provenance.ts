import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { digestOfFiles } from '../read/digest.ts';

const folder = fileURLToPath(new URL('..', import.meta.url));

/** Each file of this judge that decides: pages do not. */
function* ownFiles(): Generator<[string, Buffer]> {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = `${entry.parentPath}/${entry.name}`.replaceAll('\\', '/').replaceAll('//', '/');
    if (entry.isFile() && !entry.name.endsWith('.md')) yield [`judge/${file.slice(folder.length)}`, readFileSync(file)];
  }
}

/** The commit that is checked out, and whether files differ from it; undefined outside of a repository. */
function commit(): string | undefined {
  try {
    const git = (...words: string[]) =>
      execFileSync('git', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    const head = git('rev-parse', '--short=12', 'HEAD');
    return git('status', '--porcelain', '--untracked-files=no') === '' ? head : `${head} with edits`;
  } catch {
    return undefined;
  }
}

function generator(): string | undefined {
  const lock = '.secure-ml/lock.json';
  return existsSync(lock) ? /^ {2}"generator": "([\w.-]+)"/m.exec(readFileSync(lock, 'utf8'))?.[1] : undefined;
}

/** By what something was judged: the digest is the one that a release publishes of its judge. */
export function provenance(): string {
  const parts = [
    `judge ${digestOfFiles(ownFiles())}`,
    generator() && `create-secure-ml ${generator()}`,
    commit() && `commit ${commit()}`,
  ];
  return `Judged by: ${parts.filter(Boolean).join(', ')}`;
}
