import { basename, dirname, join } from 'node:path/posix';
import { leavesPeersOut, registriesIn } from '../../children/npmrc.ts';
import { readBlobs, type Side } from '../../git/objects.ts';
import type { GitRepository } from '../../git/repository.ts';
import { blobId } from '../../tree/tree.ts';
import { endsInCrlf, toCrlf, toLf } from './line-ends.ts';
import { agrees, isLock, leadsElsewhere, mergedLock, sameLists } from './lock-file.ts';
import type { Incomplete } from './npm.ts';
import type { Change, File } from './resolve.ts';
import { valueOfJson } from './structure/json.ts';

const words = 'npm install --package-lock-only --ignore-scripts';

/** The text of a file with line feeds; undefined where it is none, or nobody has its content. */
async function textOf({ top }: GitRepository, file: File | undefined): Promise<string | undefined> {
  if (!file?.mode.startsWith('100')) return undefined;
  const content = file.content ?? (await readBlobs(top, [file.id])).get(file.id);
  return content && toLf(content).toString();
}

const valueOfText = (text: string | undefined) => (text === undefined ? undefined : valueOfJson(text));

/** What npm has to complete, or why it may not be started for it; undefined where the lock is whole as it is. */
async function openAt(repository: GitRepository, change: Change, changes: Change[], project: Side) {
  const beside = join(dirname(change.path), 'package.json');
  const about = changes.find(({ path }) => path === beside);
  const [manifest, lock] = [
    await textOf(repository, about ? about.result : project.get(beside)),
    await textOf(repository, change.result),
  ];
  const merged = change.does !== 'update';
  if (manifest === undefined || lock === undefined) return undefined;
  if (!merged && agrees(valueOfJson(manifest), valueOfJson(lock))) return undefined;
  if (about?.does === 'conflict') return 'package.json is in conflict too';
  const folder = join(repository.top, repository.prefix, dirname(change.path));
  if (registriesIn(folder).size > 0) return 'the .npmrc here names a registry';
  const { base, mine, incoming } = change.stages ?? change.three ?? {};
  const [b, o, t] = [
    await textOf(repository, base),
    await textOf(repository, mine),
    await textOf(repository, incoming),
  ];
  const start = merged && o !== undefined && t !== undefined ? mergedLock(b, o, t) : lock;
  if (start === undefined) return 'it is not a lock file of this format';
  const elsewhere = leadsElsewhere(valueOfJson(manifest), valueOfJson(start));
  return elsewhere ?? ({ manifest, lock: start, legacyPeers: leavesPeersOut(folder) } satisfies Incomplete);
}

/**
 * A lock file's lines do not say whether it is whole: where both sides changed it, or package.json, npm completes it. Where npm
 * cannot, or may not be started, the file waits for a person, as a conflict. A preview starts nothing.
 */
export async function completeLocks(
  repository: GitRepository,
  changes: Change[],
  mine: Side,
  preview: boolean,
): Promise<Change[]> {
  const completed: Change[] = [];
  for (const change of changes) {
    const open = isLock(change) ? await openAt(repository, change, changes, mine) : undefined;
    completed.push(open === undefined ? change : await completeOne(change, open, preview));
  }
  return [...completed, ...(await leftLocks(repository, completed, mine))];
}

/** What brings a lock file, by its name, to what package.json names. */
const completing: Record<string, string> = {
  'npm-shrinkwrap.json': words,
  'package-lock.json': words,
  'pnpm-lock.yaml': 'pnpm install --lockfile-only',
  'yarn.lock': 'yarn install',
  'bun.lock': 'bun install --lockfile-only',
  'bun.lockb': 'bun install',
};

/**
 * Lock files beside a package.json that names other packages now, which this upgrade leaves as they are: those of their owner, and of
 * other programs than npm.
 */
async function leftLocks(repository: GitRepository, changes: readonly Change[], mine: Side): Promise<Change[]> {
  const left: Change[] = [];
  for (const { path, does, result, three } of changes) {
    if (basename(path) !== 'package.json' || !['update', 'merge'].includes(does)) continue;
    const manifest = valueOfText(await textOf(repository, result));
    if (sameLists(manifest, valueOfText(await textOf(repository, three?.mine)))) continue;
    for (const [name, words] of Object.entries(completing)) {
      const lock = join(dirname(path), name);
      const kept = mine.get(lock);
      if (!kept || changes.some((change) => change.path === lock)) continue;
      if (name.endsWith('.json') && agrees(manifest, valueOfText(await textOf(repository, kept)))) continue;
      const why = `package.json names other packages now, and this file is yours. Type: ${words}`;
      left.push({ path: lock, does: 'keep', why, security: false, result: kept });
    }
  }
  return left;
}

async function completeOne(change: Change, open: Incomplete | string, preview: boolean): Promise<Change> {
  const { three, ...rest } = change;
  if (typeof open !== 'string' && preview) return { ...rest, does: 'merge', why: `${rest.why}; npm completes it` };
  const done = typeof open === 'string' ? { why: open } : await (await import('./npm.ts')).completeLock(open);
  if ('lock' in done) {
    const content = rest.result?.content && endsInCrlf(rest.result.content) ? toCrlf(done.lock) : done.lock;
    const result = { mode: rest.result?.mode ?? '100644', id: blobId(content), content };
    const { stages, ...clean } = rest;
    return { ...clean, does: 'merge', why: `${rest.why}; npm completed it`, result };
  }
  const stages = rest.stages ?? three;
  return {
    ...rest,
    does: 'conflict',
    why: `npm has to complete it, and was not asked to or could not: ${done.why}. Type: ${words}`,
    ...(stages && { stages }),
  };
}
