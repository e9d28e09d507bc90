import { compileSet } from '../decide/policy.ts';
import type { Context } from '../prove/circumstance.ts';
import type { Asker } from '../prove/who.ts';
import channels from './channels.json' with { type: 'json' };
import { oneEach, rolesOf, trusting } from './edges.ts';
import { possible, type ReachStep, type World } from './may.ts';

/** A way by which what code says comes out to somebody. */
export interface Channel {
  shows: string;
  steps: ReachStep[];
}

/** By what somebody, who calls in one of the contexts, reads what code with the role's rights writes. */
export function channelsFrom(role: Asker, to: Asker, contexts: Context[], world: World): Channel[] {
  return channels.flatMap(({ shows, of, write, read }): Channel[] => {
    if (of) {
      const runs = rolesOf(world).some((each) => each.arn === role.principal && trusting(of, each, world).length > 0);
      const steps = runs ? oneEach(possible(to, { actions: read, what: '*', contexts }, world)) : [];
      return steps.length > 0 ? [{ shows, steps }] : [];
    }
    const steps = writable(role, write as string, world).flatMap(({ step, places }) => {
      const reads = places.flatMap((what) => possible(to, { actions: read, what, contexts }, world));
      return reads.length > 0 ? [step, ...oneEach(reads)] : [];
    });
    return steps.length > 0 ? [{ shows, steps }] : [];
  });
}

/** Where a role may write, by the patterns of its own statements. */
function writable(role: Asker, action: string, world: World): { step: ReachStep; places: string[] }[] {
  const own = world.model.principals.find(({ arn }) => arn === role.principal);
  const lower = action.toLowerCase();
  const statements = compileSet({ identity: own?.identity ?? [] }).identity.flatMap((policy) => policy.about(lower));
  const texts = statements.flatMap(({ allows, resources }) =>
    allows ? (resources && !resources.not ? resources.patterns.map(({ text }) => text) : ['*']) : [],
  );
  return [...new Set(texts)].flatMap((text) => {
    const [step] = possible(role, { actions: [action], what: text }, world);
    // Queries take a log group where writing takes its streams.
    const group = text.replace(/:log-stream:.*$/, '');
    return step ? [{ step, places: group === text ? [text] : [text, group] }] : [];
  });
}
