import type { Context } from '../prove/circumstance.ts';
import type { Scope } from '../prove/what.ts';
import type { Asker } from '../prove/who.ts';
import type { AccessModel } from '../read/model.ts';
import { type Edge, edgesFrom, type Unknown } from './edges.ts';
import type { World } from './may.ts';

/** An identity whose rights somebody has in the end. */
export interface Reached {
  asker: Asker;
  /** With its credentials in hand, or only through code that runs with them. */
  holds: boolean;
  path: Edge[];
}

export interface Reach {
  /** The asker first. */
  reached: Reached[];
  /** Rights that no template says, and the path to each. */
  unknown: { path: Edge[]; end: Unknown }[];
  refused: string[];
}

const free: Context[] = [{}];
const known = new WeakMap<AccessModel, Map<string, Reach>>();

/**
 * Whose rights somebody has who calls in one of the contexts: everything that follows from passing, assuming, changing and
 * writing, until nothing is added. Code that runs with a role calls from wherever it runs.
 */
export function reachOf(asker: Asker, contexts: Context[], model: AccessModel, scope: Scope): Reach {
  const before = known.get(model) ?? new Map<string, Reach>();
  known.set(model, before);
  const key = JSON.stringify([asker.name, asker.principal, contexts]);
  const found = before.get(key) ?? closure(asker, contexts, { model, scope, refused: new Set() });
  before.set(key, found);
  return found;
}

function closure(asker: Asker, contexts: Context[], world: World): Reach {
  const first: Reached = { asker, holds: true, path: [] };
  const reached = new Map<string, Reached>([[asker.principal, first]]);
  const unknown: Reach['unknown'] = [];
  const queue = [first];
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { path, holds } = next;
    const found = edgesFrom(next.asker, holds ? contexts : free, world);
    for (const end of found.unknown) unknown.push({ path, end });
    for (const edge of found.edges) {
      const isHeld = holds && edge.holds;
      const before = reached.get(edge.to);
      // Credentials in hand are more than code that has them: such a way counts even where the other is known.
      if (before && (before.holds || !isHeld)) continue;
      const role = world.model.principals.find(({ arn }) => arn === edge.to);
      const to: Reached = {
        asker: { name: role?.name ?? edge.to, principal: edge.to },
        holds: isHeld,
        path: [...path, edge],
      };
      reached.set(edge.to, to);
      queue.push(to);
    }
  }
  return { reached: [...reached.values()], unknown, refused: [...world.refused] };
}
