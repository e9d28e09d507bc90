import type { CompiledSet } from '../compiled.ts';
import { decideCompiled } from '../decide.ts';
import { actionsMatching } from '../iam-data.ts';
import type { AccessModel } from '../model.ts';
import { rememberedFor } from '../remembered.ts';
import { type Decision, PolicyError, type Request } from '../request.ts';
import { alike } from './alike.ts';
import { type Context, contextsOf, oppositeOf, saysEndpoint } from './circumstance.ts';
import { type Phrases, type Row, RowError } from './row.ts';
import { endpointsOf, targets } from './targets.ts';
import { accountOf, expanded, patternOf, type Scope } from './what.ts';
import { type Asker, askers, isJob, ordinary } from './who.ts';

/** A request that was allowed as a row says, and the policies that allowed it. */
export interface Grant {
  request: Request;
  /** What the row asks about; the request is for one of it. */
  pattern: string;
  decision: Decision;
  set: CompiledSet;
}

export interface Judged {
  row: Row;
  /** Requests that were decided. */
  asked: number;
  /** `TrainingPolicy/RawRead`: statements that decided. */
  evidence: string[];
  failures: string[];
  grants: Grant[];
}

/** A row holds, or the requests that show that it does not. */
export function judge(row: Row, phrases: Phrases, model: AccessModel, scope: Scope): Judged {
  const judged: Judged = { row, asked: 0, evidence: [], failures: [], grants: [] };
  try {
    const { clause } = row;
    for (const asker of askers(row.who, model, scope)) {
      const claims: [boolean, Context[]][] =
        clause.kind === 'only'
          ? [
              [true, contextsOf(clause.phrase, model, phrases, scope)],
              [false, contextsOf(oppositeOf(clause.phrase), model, phrases, scope)],
            ]
          : [[row.may, clause.kind === 'given' ? contextsOf(clause.phrase, model, phrases, scope) : [{}]]];
      for (const [may, contexts] of claims) {
        for (const context of contexts) claim(judged, asker, may, context, model, scope);
      }
    }
  } catch (error) {
    if (!(error instanceof RowError || error instanceof PolicyError)) throw error;
    judged.failures.push(error.message);
  }
  judged.evidence = [...new Set(judged.evidence)];
  return judged;
}

function claim(judged: Judged, asker: Asker, may: boolean, context: Context, model: AccessModel, scope: Scope): void {
  const { row } = judged;
  for (const named of row.actions) {
    if (actionsMatching(named).length === 0) throw new RowError(`${named} is no action`);
    if (may && named.includes('*')) throw new RowError(`"may ${named}": name the actions that are needed`);
  }
  const groups = row.actions.flatMap(alikeIn(model));
  for (const what of row.what.flatMap((each) => expanded(each, model))) {
    const asked = groups.map((actions) => ask(judged, asker, may, actions, what, context, model, scope));
    // Each pair that "may" names has to be a request that there is; of many actions that "cannot", some are of its kind.
    if (may ? asked.includes(0) : asked.every((count) => count === 0)) {
      throw new RowError(`there is no such request: ${row.actions.join(', ')} does not act on ${what}`);
    }
  }
}

const alikeIn = rememberedFor(alike);

/** Decides the requests that actions and a row's words stand for, the first action for all; answers how many. */
function ask(
  judged: Judged,
  asker: Asker,
  may: boolean,
  actions: string[],
  what: string,
  context: Context,
  model: AccessModel,
  scope: Scope,
): number {
  const before = judged.asked;
  const [action = ''] = actions;
  const pattern = patternOf(what, action, model, scope);
  // A request that is expected to succeed also passes the endpoint that it goes through.
  const isThrough = (may && isJob(asker)) || saysEndpoint(judged.row.clause);
  const found = (isThrough ? endpointsOf(action, model) : [undefined]).flatMap((endpoint) =>
    targets(pattern, action, asker, endpoint, model, scope),
  );
  for (const { set, resources } of found) {
    for (const resource of resources) {
      const request: Request = {
        principal: asker.principal,
        action,
        resource,
        resourceAccount: accountOf(resource, scope),
        context: may ? { ...ordinary(asker, model), ...context } : context,
        unlisted: may ? 'absent' : 'unknown',
        // A role or key that no template makes is taken to leave access to its account, as it does by default.
        unseenResourcePolicy: 'delegates',
      };
      weigh(judged, asker, may, actions, { request, pattern, decision: decideCompiled(request, set), set });
    }
  }
  return judged.asked - before;
}

function weigh(judged: Judged, asker: Asker, may: boolean, actions: string[], grant: Grant): void {
  const { decision, request } = grant;
  judged.asked += actions.length;
  judged.evidence.push(...decision.by.map(({ policy, sid }) => `${policy}/${sid}`));
  const denied = decision.verdict === 'ExplicitlyDenied' || decision.verdict === 'ImplicitlyDenied' || decision.never;
  if (may ? decision.verdict === 'Allowed' : denied) {
    if (may) judged.grants.push(grant);
    return;
  }
  for (const action of actions) {
    judged.failures.push(`${asker.name}, ${action} on ${request.resource}: ${inWords(decision)}`);
  }
}

/** `denied by Policy/Sid`, `not allowed by boundary`, `depends on aws:sourcevpce (Policy/Sid)`. */
export function inWords({ verdict, by, dependsOn, missing }: Decision): string {
  const statements = by.map(({ policy, sid }) => `${policy}/${sid}`).join(', ');
  if (verdict === 'Allowed') return `allowed by ${statements}`;
  if (verdict === 'ExplicitlyDenied') return `denied by ${statements}`;
  if (verdict === 'ImplicitlyDenied') return `not allowed by ${missing?.join(', ') || 'any policy'}`;
  return `depends on ${dependsOn.join(', ')} (${statements})`;
}
