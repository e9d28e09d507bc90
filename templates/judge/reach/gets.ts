import { action as actionData } from '../decide/iam-data.ts';
import type { Context } from '../prove/circumstance.ts';
import type { Scope } from '../prove/what.ts';
import type { Asker } from '../prove/who.ts';
import type { AccessModel } from '../read/model.ts';
import { channelsFrom } from './channels.ts';
import doors from './doors.json' with { type: 'json' };
import type { Edge } from './edges.ts';
import { oneEach } from './edges.ts';
import { possible, type ReachStep, type World } from './may.ts';
import { reachOf } from './reach.ts';

/** A way by which somebody comes to do something, whoever's rights it takes. */
export interface Path {
  edges: Edge[];
  /** What the last of them does, and how what it reads comes out. */
  steps: ReachStep[];
  /** Where templates do not say what somebody could do there. */
  unknown?: string;
}

/**
 * Every way by which somebody comes to do one of the actions, calling in one of the contexts: itself, in a shell that stands
 * elsewhere, with the credentials of others, or through code that runs with a role and whose output comes back. What code of
 * others prints is not a way: its authors decide what that is.
 */
export function waysTo(
  asker: Asker,
  actions: string[],
  what: string,
  contexts: Context[],
  model: AccessModel,
  scope: Scope,
): { paths: Path[]; walked: string[]; refused: string[] } {
  const world: World = { model, scope, refused: new Set() };
  const { reached, unknown, refused } = reachOf(asker, contexts, model, scope);
  const wanted = (more?: Context[]) => ({ actions, what, ...(more && { contexts: more }) });
  const paths = reached.flatMap(({ asker: one, holds, path }): Path[] => {
    const direct = holds ? possible(one, wanted(contexts), world) : [];
    if (direct.length > 0) return [{ edges: path, steps: oneEach(direct) }];
    const anywhere = possible(one, wanted(), world);
    const lets = holdersOf(what, model).flatMap((holder) =>
      possible(one, { actions: doors.policies.actions, what: holder, contexts }, world),
    );
    if (lets.length > 0) return [{ edges: path, steps: oneEach(lets) }];
    if (anywhere.length === 0) return [];
    const shell = holds ? possible(one, { actions: doors.shells.actions, what: '*', contexts }, world) : [];
    if (shell.length > 0) return [{ edges: path, steps: [...oneEach(shell), ...oneEach(anywhere)] }];
    if (holds) return [];
    const out = anywhere.every(isRead) ? heard(one, asker, contexts, world) : [];
    if (out.length === 0 && anywhere.every(isRead)) return [];
    return [{ edges: path, steps: [...oneEach(anywhere), ...out] }];
  });
  const open = unknown.map(({ path, end }): Path => {
    return { edges: path, steps: end.steps, unknown: `${end.how}: ${end.to}` };
  });
  const walked = reached.map((each) => each.asker.name);
  return { paths: [...paths, ...open], walked, refused: [...refused, ...world.refused] };
}

const isRead = ({ action }: ReachStep): boolean => /^(Read|List)$/.test(actionData(action)?.accessLevel ?? '');

/** The steps of the first channel by which what the role's code prints comes out. */
const heard = (role: Asker, to: Asker, contexts: Context[], world: World): ReachStep[] =>
  channelsFrom(role, to, contexts, world)[0]?.steps.slice(0, 2) ?? [];

/** What may have the policy that judges there: what the words mean, and what holds it. */
function holdersOf(what: string, { names }: AccessModel): string[] {
  const [head = ''] = what.split('/');
  if (names[head] !== undefined || !what.includes('/')) return what === '*' || what === 'elsewhere' ? [] : [head];
  return what.startsWith('arn:') ? [what, head] : [];
}
