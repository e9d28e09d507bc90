import type { CompiledSet, CompiledStatement } from '../compiled.ts';
import { decideCompiled } from '../decide.ts';
import { actionsMatching } from '../iam-data.ts';
import { type AccessModel, resourceOf } from '../model.ts';
import { compileSet } from '../policy.ts';
import { type Decision, PolicyError, type Request } from '../request.ts';
import { type Context, contextsOf, oppositeOf } from './circumstance.ts';
import { type Phrases, type Row, RowError } from './row.ts';
import { accountOf, expanded, patternOf, resourcesOf, type Scope } from './what.ts';
import { type Asker, askers, isJob, ordinary, policiesOf } from './who.ts';

/** A request that was allowed as a row says, and the policies that allowed it. */
export interface Grant {
  request: Request;
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
    if (judged.asked === 0) judged.failures.push('there is no such request: the actions act on nothing of the kind');
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
    const actions = actionsMatching(named);
    if (actions.length === 0) throw new RowError(`${named} is no action`);
    if (may && named.includes('*')) throw new RowError(`"may ${named}": name the actions that are needed`);
    for (const action of actions) {
      for (const what of row.what.flatMap((each) => expanded(each, model))) {
        const pattern = patternOf(what, action, model, scope);
        for (const { set, resources } of targets(pattern, action, asker, may, model, scope)) {
          for (const resource of resources) {
            const request: Request = {
              principal: asker.principal,
              action,
              resource,
              resourceAccount: accountOf(resource, scope),
              context: may ? { ...ordinary(asker, model), ...context } : context,
              unlisted: may ? 'absent' : 'unknown',
              // What no template says counts against the row.
              unseenResourcePolicy: may ? 'none' : 'delegates',
            };
            weigh(judged, asker, may, { request, decision: decideCompiled(request, set), set });
          }
        }
      }
    }
  }
}

interface Target {
  set: CompiledSet;
  resources: string[];
}

/** Resources with policies of their own are looked at each with its policy, all others together. */
function targets(
  pattern: string,
  action: string,
  asker: Asker,
  may: boolean,
  model: AccessModel,
  scope: Scope,
): Target[] {
  const setFor = (resource: string) => {
    const policies = policiesOf(asker, resource, model);
    const endpoints = model.endpoints.filter(({ service }) => action.startsWith(`${service}:`));
    // A request that is expected to succeed also passes the endpoint that it goes through.
    return compileSet(
      may && isJob(asker) && endpoints.length > 0
        ? { ...policies, endpoint: endpoints.map(({ policy }) => policy) }
        : policies,
    );
  };
  const within = (inside: string, outside: string[] = []): Target => {
    const set = setFor(inside);
    return { set, resources: resourcesOf(inside, action, statementsOf(set), scope, outside) };
  };
  if (pattern !== '*' || resourceOf(model, pattern)) return [within(pattern)];
  const owned = model.resources.filter(({ policy }) => policy).map(({ arn }) => arn);
  return [
    ...owned.flatMap((arn) => [within(`${arn}*`)]),
    within(
      '*',
      owned.map((arn) => `${arn}*`),
    ),
  ];
}

function statementsOf({ identity, boundary = [], endpoint = [], resource }: CompiledSet): CompiledStatement[] {
  return [...identity, ...boundary, ...endpoint, ...(resource ? [resource] : [])].flatMap(
    ({ statements }) => statements,
  );
}

function weigh(judged: Judged, asker: Asker, may: boolean, grant: Grant): void {
  const { decision, request } = grant;
  judged.asked += 1;
  judged.evidence.push(...decision.by.map(({ policy, sid }) => `${policy}/${sid}`));
  const denied = decision.verdict === 'ExplicitlyDenied' || decision.verdict === 'ImplicitlyDenied' || decision.never;
  if (may ? decision.verdict === 'Allowed' : denied) {
    if (may) judged.grants.push(grant);
    return;
  }
  judged.failures.push(`${asker.name}, ${request.action} on ${request.resource}: ${inWords(decision)}`);
}

/** `denied by Policy/Sid`, `not allowed by boundary`, `depends on aws:sourcevpce (Policy/Sid)`. */
export function inWords({ verdict, by, dependsOn, missing }: Decision): string {
  const statements = by.map(({ policy, sid }) => `${policy}/${sid}`).join(', ');
  if (verdict === 'Allowed') return `allowed by ${statements}`;
  if (verdict === 'ExplicitlyDenied') return `denied by ${statements}`;
  if (verdict === 'ImplicitlyDenied') return `not allowed by ${missing?.join(', ') || 'any policy'}`;
  return `depends on ${dependsOn.join(', ')} (${statements})`;
}
