import type { Proposed } from '../judge/gate/proposal.ts';
import { guardedPaths, isEdited, isJudge, whatOf, workflowPath } from './guarded.ts';
import { takesPlace } from './tools.ts';
import { standsInAs, workflowNameOf } from './workflows.ts';

/** The files of a project: every path of what may judge, and the text of each. */
export interface Checkout {
  paths: readonly string[];
  text(path: string): string | undefined;
}

/** Which file says what version wrote the others. */
export const lockPath = '.secure-ml/lock.json';

const generatorOf = (text: string | undefined) => /^ {2}"generator": "([^"]*)"/m.exec(text ?? '')?.[1] ?? 'none';

/** Is a file of a control that is off in what is proposed, or of a unit that is gone there? */
function isOff(path: string, proposed: Pick<Proposed, 'paths'>, on: readonly string[]): boolean {
  const [, kind, name = ''] = /^infra\/(controls|units)\/([^/]+)\//.exec(path) ?? [];
  if (kind === 'controls') return !on.includes(name);
  return kind === 'units' && !proposed.paths.includes(`infra/units/${name}/unit.json`);
}

/**
 * Files that judge, and that the proposed change has other than they are here; and new ones that take the place of such.
 * `on`: the controls that are on in what is proposed.
 */
export function editsOf(
  here: Checkout,
  proposed: Pick<Proposed, 'paths' | 'irregular' | 'text'>,
  on: readonly string[],
): { path: string; what: string }[] {
  const guarded = guardedPaths(here.paths, here.text);
  const irregular = new Set(proposed.irregular);
  const changed = [...guarded].flatMap((path) => {
    const found = proposed.text(path);
    const state = found !== undefined ? 'edited' : irregular.has(path) ? 'a link' : 'deleted';
    if (found !== undefined && !isEdited(path, found, here.text(path) ?? '')) return [];
    // A control that is off, or a unit that is gone, takes its proof with it: that is told by itself.
    return found === undefined && isOff(path, proposed, on) ? [] : [{ path, what: whatOf(path, state) }];
  });
  const names = new Set(
    [...guarded].filter((path) => workflowPath.test(path)).map((path) => workflowNameOf(here.text(path) ?? '')),
  );
  const added = [...proposed.paths, ...proposed.irregular].flatMap((path) => {
    if (guarded.has(path)) return [];
    if (isJudge(path) || takesPlace(path, () => proposed.text(path))) return [{ path, what: whatOf(path, 'added') }];
    const state = workflowPath.test(path) ? standsInAs(proposed.text(path) ?? '', names) : undefined;
    return state ? [{ path, what: whatOf(path, state) }] : [];
  });
  const unlocked = here.text(lockPath) !== undefined && !proposed.paths.includes(lockPath);
  const [then, now] = [generatorOf(here.text(lockPath)), generatorOf(proposed.text(lockPath))];
  const version = {
    path: lockPath,
    what: `${lockPath} says that another version wrote this: ${now}, and not ${then}`,
  };
  const lock = { path: lockPath, what: `${lockPath} is gone: nobody could compare the judge with the published one` };
  return [...changed, ...added, ...(unlocked ? [lock] : []), ...(!unlocked && now !== then ? [version] : [])];
}
