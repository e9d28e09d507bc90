import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { packBase, readBase } from '../baseline/archive.ts';
import { basePath, type Lock, type Locked, lockPath, parseLock, printLock } from '../baseline/lock.ts';
import { readBelow } from '../files/read.ts';
import { writeBelow } from '../files/write.ts';
import { git, split } from '../git/git.ts';
import { filesAt, readBlobs } from '../git/objects.ts';
import type { GitRepository } from '../git/repository.ts';
import { Refusal } from '../refusal.ts';
import { compareVersions } from './releases.ts';

/** Lock and pristine files of one side of a merge. */
interface Sealed {
  lock: Lock;
  files: ReadonlyMap<string, Buffer>;
}

const heads = ['MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REBASE_HEAD', 'REVERT_HEAD'] as const;

async function sealedAt(repository: GitRepository, commit: string): Promise<Sealed | undefined> {
  const committed = await filesAt(repository, commit);
  const ids = [lockPath, basePath].map((path) => committed.get(path)?.id);
  const [lockId, baseId] = ids;
  if (!lockId || !baseId) return undefined;
  const contents = await readBlobs(repository.top, [lockId, baseId]);
  const lock = parseLock(contents.get(lockId) as Buffer);
  return { lock, files: readBase(contents.get(baseId) as Buffer, lock) };
}

/** The other side of the merge, rebase or pick under way, and the commit from which both came. */
async function otherSide({
  top,
  gitDirectory,
}: GitRepository): Promise<{ incoming: string; root: string | undefined }> {
  const name = heads.find((head) => existsSync(join(gitDirectory, head)));
  if (!name) {
    throw new Refusal({
      code: 'upgrade/no-merge',
      what: 'No merge, rebase or cherry-pick is in progress',
      fix: 'Merge the branches first (git merge BRANCH); when lock and base are in conflict, run this again.',
    });
  }
  const incoming = (readBelow(gitDirectory, name)?.toString() ?? '').split('\n', 1).join('').trim();
  const words = name === 'MERGE_HEAD' ? ['merge-base', 'HEAD', incoming] : ['rev-parse', '--verify', `${incoming}^`];
  const { code, stdout } = await git(top, words, { accept: [1, 128] });
  return { incoming, root: code === 0 ? stdout.toString().trim().split('\n')[0] : undefined };
}

/** Three-way by whole values; where both changed one, `mine` is kept. */
function between<Value>(root: Value, mine: Value, incoming: Value): Value {
  return isDeepStrictEqual(mine, root) ? incoming : mine;
}

const keysOf = (...records: object[]) => [...new Set(records.flatMap((record) => Object.keys(record)))];

function mergeRecords<Value>(
  root: Record<string, Value>,
  mine: Record<string, Value>,
  incoming: Record<string, Value>,
): Record<string, Value> {
  const pairs = keysOf(mine, incoming).map((key) => [key, between(root[key], mine[key], incoming[key])] as const);
  return Object.fromEntries(pairs.filter((pair): pair is readonly [string, Value] => pair[1] !== undefined));
}

/** Answers that both sides changed, each to another value: only a person knows. */
function refuseTwoAnswers(root: Lock, mine: Lock, incoming: Lock): void {
  const twice = keysOf(mine.answers, incoming.answers).filter((key) => {
    const [r, o, t] = [root.answers[key], mine.answers[key], incoming.answers[key]];
    return !isDeepStrictEqual(o, t) && !isDeepStrictEqual(o, r) && !isDeepStrictEqual(t, r);
  });
  if (twice.length === 0) return;
  throw new Refusal({
    code: 'upgrade/two-answers',
    what: `Both sides changed the same answers: ${twice.join(', ')}`,
    fix: 'Use the lock and base of one side (git checkout --ours -- .secure-ml), finish the merge, then: secure-ml answers --set KEY=VALUE',
  });
}

/** The pristine files of both sides: those of the newer version, or by file where the version is the same. */
export function joinSealed(root: Sealed, mine: Sealed, incoming: Sealed): Sealed {
  refuseTwoAnswers(root.lock, mine.lock, incoming.lock);
  const order = compareVersions(mine.lock.generator, incoming.lock.generator);
  const newer = order < 0 ? incoming : mine;
  const [files, contents] = [new Map<string, Locked>(), new Map<string, Buffer>()];
  const paths = order === 0 ? [...mine.lock.files.keys(), ...incoming.lock.files.keys()] : newer.lock.files.keys();
  for (const path of new Set(paths)) {
    const at = ({ lock }: Sealed) => lock.files.get(path);
    const locked = order === 0 ? between(at(root), at(mine), at(incoming)) : at(newer);
    if (!locked) continue;
    const ejected = at(mine)?.owner === 'ejected' || at(incoming)?.owner === 'ejected';
    files.set(path, ejected ? { ...locked, owner: 'ejected' } : locked);
    const from = [newer, mine, incoming].find((side) => at(side)?.blob === locked.blob && side.files.has(path));
    if (from && !ejected) contents.set(path, from.files.get(path) as Buffer);
  }
  const lock: Lock = {
    ...newer.lock,
    answers: mergeRecords(root.lock.answers, mine.lock.answers, incoming.lock.answers),
    sources: mergeRecords(root.lock.sources, mine.lock.sources, incoming.lock.sources),
    files,
    removed: [...new Set([...mine.lock.removed, ...incoming.lock.removed])].filter((path) => files.has(path)),
  };
  return { lock, files: contents };
}

/**
 * Ends the race of two upgrade branches: of the two locks and bases makes the one that the merged files have. Writes
 * both and stages them; every other file of the merge stays as it is. Answers whose version it took and what is still in conflict.
 */
export async function rebaseBase(repository: GitRepository): Promise<{ from: string; open: string[] }> {
  const { incoming, root } = await otherSide(repository);
  const [mine, other] = [await sealedAt(repository, repository.head), await sealedAt(repository, incoming)];
  if (!mine || !other) {
    throw new Refusal({
      code: 'upgrade/no-lock',
      what: `One side of the merge has no ${lockPath} with its base`,
      fix: 'Use those of the side that has them: git checkout --ours (or --theirs) -- .secure-ml',
    });
  }
  const base = (root && (await sealedAt(repository, root))) || mine;
  const { lock, files } = joinSealed(base, mine, other);
  const project = join(repository.top, repository.prefix);
  const written = { [basePath]: packBase(files), [lockPath]: printLock(lock) };
  for (const [path, content] of Object.entries(written)) writeBelow(project, path, content);
  await git(project, ['add', '--force', '--', lockPath, basePath]);
  const unmerged = split((await git(repository.top, ['ls-files', '--unmerged', '-z'])).stdout);
  const open = [...new Set(unmerged.map((line) => line.slice(line.indexOf('\t') + 1)))];
  return { from: lock.generator, open };
}
