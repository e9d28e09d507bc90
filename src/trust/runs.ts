import { createHash, hash } from 'node:crypto';
import { blobId, type Entry, type Tree } from '../tree/tree.ts';

/** What would run: a synthesis alone, or the workload's Python too, with the packages that its requirements name. */
export type Running = 'synthesis' | 'workload';

/** Text, data and what only this program reads, then what its commands and `npm run train` leave behind: a page, a model and its numbers. */
const never = new RegExp(
  [
    /\.(md|csv|parquet|svg|png)$|(^|\/)\.(gitignore|DS_Store)$/,
    /^(settings\.json|accepted\.json|cdk\.context\.json|LICENSE)$|^(\.secure-ml|\.github)\//,
    /^secure-ml-(report|rehearsal)\.html$|^ml\/output\/.*\.(json|skops)$/,
  ]
    .map(({ source }) => source)
    .join('|'),
);

/** What Python runs, or is told by to fetch what it runs. */
const workload = /\.(py|txt)$/;

/** The paths of files that are run or obeyed, sorted: those of the workload, and all others. */
function pathsOf(tree: Tree): { own: string[]; others: string[] } {
  const [own, others]: [string[], string[]] = [[], []];
  for (const path of [...tree.keys()].sort()) {
    if (!never.test(path)) (workload.test(path) ? own : others).push(path);
  }
  return { own, others };
}

/** Of these files, beside what `before` says. */
type DigestOf = (tree: Tree, paths: string[], before?: string) => string;

const byContents: DigestOf = (tree, paths, before = '') => {
  const hash = createHash('sha256').update(before);
  for (const path of paths) {
    const { content } = tree.get(path) as Entry;
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return `sha256-${hash.digest('hex')}`;
};

const ownMark = 'own-sha256-';
export const isOfOwn = (digest: string): boolean => digest.startsWith(ownMark);

const byIds: DigestOf = (tree, paths, before = '') => {
  const lines = paths.map((path) => `${path}\0${blobId((tree.get(path) as Entry).content)}`);
  return `${ownMark}${hash('sha256', [before, ...lines].join('\n'))}`;
};

function digestsBy(digestOf: DigestOf, tree: Tree, all: readonly Running[]): string[] {
  const { own, others } = pathsOf(tree);
  const synthesis = digestOf(tree, others);
  return all.map((one) => (one === 'synthesis' ? synthesis : digestOf(tree, own, `workload\0${synthesis}`)));
}

/**
 * The digest of what would run of this repository: every path and content that is neither run nor obeyed is left out, which is text, data,
 * and what the generator's own program reads. All else counts, whatever its name: Node imports a file of any ending. Modes do not count: a
 * checkout on Windows has none, and nothing is started by its name.
 */
export const digestOfCode = (tree: Tree, running: Running = 'synthesis'): string =>
  digestsBy(byContents, tree, [running])[0] as string;

/**
 * The same of code that this program wrote itself, by the ids of its contents, which a new repository has at hand. They are SHA-1: nobody
 * can make another content for an id that is given, but somebody who writes both can. So it is for no code of another's.
 */
export const digestOfOwn = (tree: Tree, running: Running = 'synthesis'): string =>
  digestsBy(byIds, tree, [running])[0] as string;

/** Of a synthesis and of the workload. `others`: did somebody else write some of it? */
export const digestsOfWritten = (tree: Tree, others: boolean): string[] =>
  digestsBy(others ? byContents : byIds, tree, ['synthesis', 'workload']);
