import { dirname, join } from 'node:path/posix';
import { isBeside, isTool, jsonOf, runsOther } from './tools.ts';
import { isSameWorkflow } from './workflows.ts';

/** A file as text, by its path from the top; undefined where there is none. */
type FileOf = (path: string) => string | undefined;

/** What runs: a type is not code. None goes past the next: a file of nothing but beginnings takes no longer than another. */
const imports = /^(?:import|export)(?! type)\b(?:(?!\n(?:import|export)\b)[^;])*?from '(\.[^']+)'/gm;

/** A module with all that it imports, by path. */
function closure(path: string, file: FileOf, seen = new Set<string>()): Set<string> {
  const text = file(path);
  if (text === undefined || seen.has(path)) return seen;
  seen.add(path);
  for (const [, target = ''] of text.matchAll(imports)) closure(join(dirname(path), target), file, seen);
  return seen;
}

const isProof = (path: string) =>
  /^infra\/((controls|units)\/[^/]+\/proof|verify|verify\.test|access|gate)\.ts$/.test(path);
const isMaker = (path: string) => /^infra\/(controls\/[^/]+\/control|app)\.ts$/.test(path);
const rowsPath = /^infra\/(controls|units)\/[^/]+\/(proofs|journeys)\.json$/;
export const workflowPath = /^\.github\/workflows\/[^/]+\.ya?ml$/;

/** A file of the judge's folder that decides: pages do not. */
export const isJudge = (path: string): boolean => path.startsWith('judge/') && !path.endsWith('.md');

/**
 * What proves and does not make: the judge, what proofs alone are made of, their rows, the tools, the workflows, and how the tests
 * are started.
 */
export function guardedPaths(paths: Iterable<string>, file: FileOf): Set<string> {
  const all = [...paths];
  const reached = (is: (path: string) => boolean) => {
    const seen = new Set<string>();
    for (const path of all.filter(is)) closure(path, file, seen);
    return seen;
  };
  const [proving, making] = [reached(isProof), reached(isMaker)];
  const alone = [...proving].filter((path) => !making.has(path));
  const more = all.filter((path) => isJudge(path) || isTool(path) || rowsPath.test(path) || workflowPath.test(path));
  return new Set([...alone, ...more]);
}

/** What a control's proof is made of, the judge left out. */
export const proofPaths = (id: string, file: FileOf): string[] => {
  const folder = `infra/controls/${id}/`;
  const rows = ['proofs.json', 'journeys.json'].map((name) => folder + name);
  const code = [...closure(`${folder}proof.ts`, file)].filter((path) => !isJudge(path));
  return [...code, ...rows].filter((path) => file(path) !== undefined);
};

/** Rows and journeys may come to those of a control; none of them may go. */
function lacksRows(found: string, wanted: string): boolean {
  const here = jsonOf(found);
  const texts = new Set(Array.isArray(here) ? here.map((row) => JSON.stringify(row)) : []);
  return (jsonOf(wanted) as unknown[]).some((row) => !texts.has(JSON.stringify(row)));
}

const withLf = (text: string) => text.replaceAll('\r\n', '\n');

/** Is what a guarded file says of the judging other than it was? What else is in it is free. */
export function isEdited(path: string, found: string, wanted: string): boolean {
  const [here, there] = [withLf(found), withLf(wanted)];
  if (here === there) return false;
  if (rowsPath.test(path)) return lacksRows(here, there);
  return workflowPath.test(path) ? !isSameWorkflow(here, there) : runsOther(path, here, there);
}

/** In the words of a finding. */
export function whatOf(path: string, state: string): string {
  if (workflowPath.test(path)) return `Its workflows are edited: ${path} is ${state}`;
  if (isTool(path) || isBeside(path)) return `Its tools are edited: ${path} is ${state}, and decides what judges`;
  return `It is judged by an edited judge: ${path} is ${state}`;
}
