import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { isDeepStrictEqual } from 'node:util';
import { parseDocument } from 'yaml';
import type { Answers } from '../answers/answers.ts';
import { recordedAnswers } from '../answers/recorded.ts';
import { contentAt } from '../baseline/drift.ts';
import type { Lock } from '../baseline/lock.ts';
import type { Finding } from '../finding.ts';
import { readCatalog } from '../plan/catalog.ts';
import { plan } from '../plan/plan.ts';
import { render } from '../render/render.ts';
import { blobId, isPristine, type Tree } from '../tree/tree.ts';
import { workTree } from '../trust/worktree.ts';

const imports = /from '(\.[^']+)'/g;

/** A module with all that it imports, by path. */
function closure(path: string, tree: Tree, seen = new Set<string>()): Set<string> {
  const text = tree.get(path)?.content.toString();
  if (text === undefined || seen.has(path)) return seen;
  seen.add(path);
  for (const [, target = ''] of text.matchAll(imports)) closure(join(dirname(path), target), tree, seen);
  return seen;
}

const isProof = (path: string) => /^infra\/(controls\/[^/]+\/proof|verify|verify\.test|access)\.ts$/.test(path);
const isMaker = (path: string) => /^infra\/(controls\/[^/]+\/control|app)\.ts$/.test(path);
const rowsPath = /^infra\/controls\/[^/]+\/proofs\.json$/;
const workflowPath = /^\.github\/workflows\/[^/]+\.yml$/;

/** What proves and does not make: the judge, what proofs alone are made of, their rows, the tools, the generated workflows. */
export function guardedPaths(tree: Tree): Set<string> {
  const all = [...tree.keys()];
  const reached = (is: (path: string) => boolean) =>
    new Set(all.filter(is).flatMap((path) => [...closure(path, tree)]));
  const [proving, making] = [reached(isProof), reached(isMaker)];
  const alone = [...proving].filter((path) => !making.has(path));
  const more = all.filter(
    (path) => isJudge(path) || path.startsWith('tools/') || rowsPath.test(path) || workflowPath.test(path),
  );
  return new Set([...alone, ...more]);
}

/** The digest of a folder: SHA-256 over its paths and the blob ids of their contents, sorted. */
export function digestOf(tree: Tree, isPart: (path: string) => boolean): string {
  const lines = [...tree].filter(([path]) => isPart(path)).map(([path, { content }]) => `${blobId(content)} ${path}\n`);
  return createHash('sha256').update(lines.sort().join('')).digest('hex');
}

export const isJudge = (path: string): boolean => path.startsWith('judge/') && !path.endsWith('.md');

function json(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString());
  } catch {
    return undefined;
  }
}

/** Rows may come to those of a control; none of them may go. */
function lacksRows(found: Buffer, wanted: Buffer): boolean {
  const here = json(found);
  const texts = new Set(Array.isArray(here) ? here.map((row) => JSON.stringify(row)) : []);
  return (json(wanted) as unknown[]).some((row) => !texts.has(JSON.stringify(row)));
}

/** The parts of a workflow that are not its owner's: triggers, permissions, and each generated job as it is. More jobs may be there. */
function guardedPart(content: Buffer, jobs: readonly string[]): unknown {
  const document: unknown = parseDocument(content.toString(), { uniqueKeys: true }).toJS();
  if (typeof document !== 'object' || document === null) return undefined;
  const { name: _, jobs: all, ...rest } = document as { name?: unknown; jobs?: Record<string, unknown> };
  return { ...rest, jobs: jobs.map((id) => all?.[id]) };
}

function isEditedWorkflow(found: Buffer, wanted: Buffer): boolean {
  try {
    const { jobs = {} } = parseDocument(wanted.toString()).toJS() as { jobs?: object };
    const ids = Object.keys(jobs);
    return !isDeepStrictEqual(guardedPart(found, ids), guardedPart(wanted, ids));
  } catch {
    return true;
  }
}

function isEdited(path: string, found: Buffer, wanted: Buffer): boolean {
  if (isPristine(found, blobId(wanted))) return false;
  if (rowsPath.test(path)) return lacksRows(found, wanted);
  return workflowPath.test(path) ? isEditedWorkflow(found, wanted) : true;
}

/** What this version of the generator writes for the recorded answers, as far as no overlay takes its place. */
function expectedTree(lock: Lock, templates: string): Tree {
  const sourced = recordedAnswers(lock.answers, lock) as unknown as { answers: Answers; sources: never };
  const rendered = render(templates, plan(readCatalog(templates), sourced, lock.generator));
  // What an overlay takes away was agreed to with it; no overlay takes away the judge.
  const removed = new Set(lock.overlays.flatMap(({ removes }) => removes).filter((path) => !isJudge(path)));
  return new Map([...rendered].filter(([path]) => !lock.files.get(path)?.overlay && !removed.has(path)));
}

const words = {
  judge: 'It is judged by an edited judge',
  tools: 'Its tools are edited',
  workflow: 'Its workflows are edited',
};

function finding(path: string, state: string, content: Buffer | undefined): Finding {
  const digest = createHash('sha256')
    .update(content ?? '')
    .digest('hex');
  const what = workflowPath.test(path) ? words.workflow : path.startsWith('tools/') ? words.tools : words.judge;
  return {
    id: `judge/${path}`,
    kind: 'judge',
    level: 'error',
    what: `${what}: ${path} is ${state}`,
    fix: `secure-ml diff ${path} shows it. To accept it as it is: secure-ml waive judge/${path} --digest ${digest}`,
    path,
    digest,
  };
}

/**
 * Edited, deleted, ejected and added files of what judges the repository. They are compared with what this program writes,
 * not with the lock: whoever edits a judge can edit the lock beside it. Of another version, only what the lock says is known.
 */
export function tampering(
  directory: string,
  lock: Lock,
  { templates, version }: { templates: string; version: string },
) {
  if (lock.generator !== version) return ofOtherVersion(directory, lock);
  const expected = expectedTree(lock, templates);
  const guarded = guardedPaths(expected);
  const changed = [...guarded].flatMap((path): Finding[] => {
    const found = contentAt(directory, path);
    const wanted = expected.get(path)?.content as Buffer;
    if (!found) return [finding(path, 'deleted', undefined)];
    if (!isEdited(path, found, wanted)) return [];
    return [finding(path, lock.files.get(path)?.owner === 'ejected' ? 'ejected and edited' : 'edited', found)];
  });
  const here = existsSync(`${directory}/judge`) ? workTree(`${directory}/judge`) : undefined;
  const added = [...(here ?? [])].flatMap(([path, { content }]) => {
    return guarded.has(`judge/${path}`) || path.endsWith('.md') ? [] : [finding(`judge/${path}`, 'added', content)];
  });
  return [...changed, ...added];
}

function ofOtherVersion(directory: string, lock: Lock): Finding[] {
  const edited = [...lock.files].flatMap(([path, { blob, overlay }]): Finding[] => {
    if (overlay || !/^(judge|infra\/access|infra\/assembly)\//.test(path)) return [];
    const found = contentAt(directory, path);
    return found && isPristine(found, blob) ? [] : [finding(path, found ? 'edited' : 'deleted', found)];
  });
  const unknown: Finding = {
    id: 'judge/version',
    kind: 'judge',
    level: 'warning',
    what: `It has the judge of ${lock.generator}, which this program cannot compare with what that version published`,
    fix: 'secure-ml upgrade, or check with that version',
  };
  return [...edited, unknown];
}
