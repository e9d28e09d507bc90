import type { CompiledSet } from '../decide/compiled.ts';
import { decideCompiled } from '../decide/decide.ts';
import { type Decision, PolicyError, type Request } from '../decide/request.ts';
import type { Context } from '../prove/circumstance.ts';
import { mattersOf } from '../prove/matters.ts';
import { questionsOf } from '../prove/questions.ts';
import { RowError } from '../prove/row.ts';
import { accountOf, type Scope } from '../prove/what.ts';
import type { Asker } from '../prove/who.ts';
import type { AccessModel } from '../read/model.ts';

/** One call on a path, and what lets it through. */
export interface ReachStep {
  who: string;
  action: string;
  resource: string;
  request: Request;
  decision: Decision;
  set: CompiledSet;
}

/** What is asked about: templates, and whatever the engine refused to answer so far, which may open more paths. */
export interface World {
  model: AccessModel;
  scope: Scope;
  refused: Set<string>;
}

/** Of which actions, on what, from where: what a decision may turn on besides is taken to be as the asker wants it. */
export interface Wanted {
  actions: string[];
  /** As in a row, or an ARN. */
  what: string;
  contexts?: Context[];
}

const free: Context[] = [{}];

/** The requests that are allowed or may be, one for each action and resource that the policies tell apart. */
export function possible(asker: Asker, { actions, what, contexts = free }: Wanted, world: World): ReachStep[] {
  const { model, scope, refused } = world;
  const found: ReachStep[] = [];
  try {
    const matters = mattersOf({ actions, what: [what] }, model, scope).flat();
    for (const question of questionsOf(matters, asker, { may: false, isThrough: false }, model, scope)) {
      const { set } = question;
      const [action = ''] = question.actions;
      for (const resource of question.resources) {
        for (const context of contexts) {
          const request: Request = {
            ...{ principal: asker.principal, action, resource, resourceAccount: accountOf(resource, scope), context },
            unseenResourcePolicy: 'delegates',
          };
          const decision = asked(request, set, refused);
          if (!decision || decision.never || /Denied$/.test(decision.verdict)) continue;
          found.push(
            ...question.actions.map((each) => ({ who: asker.name, action: each, resource, request, decision, set })),
          );
        }
      }
    }
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    refused.add(`${asker.name} ${actions.join(', ')} ${what}: ${error.message}`);
  }
  return found;
}

function asked(request: Request, set: CompiledSet, refused: Set<string>): Decision | undefined {
  try {
    return decideCompiled(request, set);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    refused.add(`${request.principal} ${request.action} ${request.resource}: ${error.message}`);
    return undefined;
  }
}
