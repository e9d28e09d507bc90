import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tree } from '../tree/tree.ts';
import { bounds, Gathering, isRead, readPlaces, refuseSource } from './bounds.ts';
import { runForSource } from './child.ts';

/** A git URL and a tag or commit. */
export interface GitSpec {
  url: string;
  ref: string;
}

/** `git+https://host/path#v1.4.0`, also git+ssh and git+file. Credentials and moving names are refused. */
export function parseGitSpec(spec: string): GitSpec {
  const refuse = (what: string, fix: string) => refuseSource(what, spec.replace(/\/\/[^/@]*@/, '//'), fix);
  const [, address = '', ref = ''] = /^git\+([^#]*)#?(.*)$/.exec(spec) ?? [];
  if (!URL.canParse(address)) refuse('No git URL', 'Write git+https://HOST/PATH#TAG');
  const { protocol, hostname, username, password } = new URL(address);
  if (!['https:', 'ssh:', 'file:'].includes(protocol)) refuse(`git over ${protocol} is not used`, 'Use https or ssh.');
  if (password || (username && protocol !== 'ssh:')) {
    refuse(
      'The URL has a password or token, and the lock would keep it',
      'Leave it out: git asks your credential helper.',
    );
  }
  // ssh would take such a name for an option (CVE-2017-1000117).
  if (hostname.startsWith('-') || username.startsWith('-')) refuse('The host begins with "-"', 'Name the host.');
  if (!/^[A-Za-z0-9][\w./+-]{0,199}$/.test(ref) || ref.includes('..')) {
    refuse('No tag or commit is named', 'End the URL with #TAG or #COMMIT: a branch moves, and so would the policy.');
  }
  return { url: address, ref };
}

/** No hooks, no helpers that a repository names, no submodules; protocols by allow-list (git-config, protocol.allow). */
const quiet = ['core.hooksPath=/dev/null', 'core.fsmonitor=false', 'submodule.recurse=false', 'gc.auto=0'].flatMap(
  (setting) => ['-c', setting],
);
const env = { GIT_ALLOW_PROTOCOL: 'https:ssh:file', GIT_TERMINAL_PROMPT: '0', GIT_LFS_SKIP_SMUDGE: '1' };

/** A path, its mode and its object: trees in trees list more files than anybody has stored. */
const mostListed = 4096 * bounds.files;

/** One commit's files, with what of the source is not read. */
const mostFetched = 4 * bounds.total;

/** The overlay at a tag or commit, of a store of `most` bytes. Objects are read from git's store: nothing is checked out, so no filter or link acts. */
export async function readRepository(
  { url, ref }: GitSpec,
  where: string,
  most = mostFetched,
): Promise<{ tree: Tree; commit: string }> {
  const store = mkdtempSync(join(tmpdir(), 'secure-ml-overlay-'));
  const git = (words: string[], input?: string, output?: number) =>
    runForSource('git', [...quiet, ...words], {
      most,
      cwd: store,
      where,
      fix: 'Look at the URL, the tag and your access.',
      env,
      input,
      ...(output !== undefined && { output }),
    });
  try {
    await git(['init', '--quiet', '--bare', '--template=']);
    const commitLike = /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(ref);
    await git([
      'fetch',
      '--quiet',
      '--depth=1',
      '--no-tags',
      '--no-recurse-submodules',
      '--',
      url,
      commitLike ? ref : `refs/tags/${ref}`,
    ]);
    const commit = (await git(['rev-parse', 'FETCH_HEAD^{commit}'])).toString().trim();
    const gathering = new Gathering(where);
    const words = ['ls-tree', '-r', '-z', '--long', '--full-tree', commit, '--', ...readPlaces];
    const listed = (await git(words, undefined, mostListed)).toString().split('\0');
    const wanted = listed.flatMap((line) => {
      const [, mode = '', id = '', size = '', path = ''] = /^(\d+) \w+ ([0-9a-f]+) +(\S+)\t(.*)$/s.exec(line) ?? [];
      if (!isRead(path)) return [];
      if (mode !== '100644' && mode !== '100755') {
        refuseSource(
          `${JSON.stringify(path.slice(0, 100))} is a link or a submodule`,
          where,
          'Commit the file itself.',
        );
      }
      gathering.expect(path, Number(size));
      return [{ path, mode: mode as '100644' | '100755', id, size: Number(size) }];
    });
    const contents = await git(['cat-file', '--batch'], wanted.map(({ id }) => `${id}\n`).join(''));
    let at = 0;
    for (const { path, mode, size } of wanted) {
      // Each answer: "<id> blob <size>\n", the content, "\n" (git-cat-file, "BATCH OUTPUT").
      const start = contents.indexOf(10, at) + 1;
      gathering.add(path, { content: Buffer.from(contents.subarray(start, start + size)), mode });
      at = start + size + 1;
    }
    return { tree: gathering.tree(), commit };
  } finally {
    rmSync(store, { recursive: true, force: true });
  }
}
