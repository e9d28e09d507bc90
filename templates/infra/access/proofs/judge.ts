import type { CompiledSet, CompiledStatement } from '../compiled.ts';
import { decideCompiled } from '../decide.ts';
import { actionsMatching } from '../iam-data.ts';
import { type AccessModel, type Endpoint, resourceOf } from '../model.ts';
import { compileSet } from '../policy.ts';
import { type Decision, PolicyError, type Request } from '../request.ts';
import { actionMatches } from '../statement.ts';
import { type Context, contextsOf, oppositeOf } from './circumstance.ts';
import { type Phrases, type Row, RowError } from './row.ts';
import { accountOf, actsIn, expanded, patternOf, resourcesOf, type Scope } from './what.ts';
import { type Asker, askers, isJob, ordinary, policiesOf } from './who.ts';

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

/** What is derived from a model once. */
function remember<T>(make: (model: AccessModel) => T): (model: AccessModel) => T {
  const made = new WeakMap<AccessModel, T>();
  return (model) => {
    let value = made.get(model);
    if (value === undefined) {
      value = make(model);
      made.set(model, value);
    }
    return value;
  };
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
  for (const what of row.what.flatMap((each) => expanded(each, model))) {
    const asked = row.actions
      .flatMap(actionsMatching)
      .map((action) => ask(judged, asker, may, action, patternOf(what, action, model, scope), context, model, scope));
    // Each pair that "may" names has to be a request that there is; of many actions that "cannot", some are of its kind.
    if (may ? asked.includes(0) : asked.every((count) => count === 0)) {
      throw new RowError(`there is no such request: ${row.actions.join(', ')} does not act on ${what}`);
    }
  }
}

/** Decides the requests that an action and a pattern stand for; answers how many. */
function ask(
  judged: Judged,
  asker: Asker,
  may: boolean,
  action: string,
  pattern: string,
  context: Context,
  model: AccessModel,
  scope: Scope,
): number {
  const before = judged.asked;
  const { clause } = judged.row;
  // A request that is expected to succeed also passes the endpoint that it goes through.
  const through = (may && isJob(asker)) || (clause.kind === 'given' && clause.phrase === 'through an endpoint');
  const found = (through ? endpointsOf(action, model) : [undefined]).flatMap((endpoint) =>
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
      weigh(judged, asker, may, { request, pattern, decision: decideCompiled(request, set), set });
    }
  }
  return judged.asked - before;
}

/** A request goes through one of its service's endpoints, whichever that is; of a service without any, through none. */
function endpointsOf(action: string, { endpoints }: AccessModel): (Endpoint | undefined)[] {
  const found = endpoints.filter(({ service }) => action.startsWith(`${service}:`));
  return found.length > 0 ? found : [undefined];
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
  endpoint: Endpoint | undefined,
  model: AccessModel,
  scope: Scope,
): Target[] {
  const within = (inside: string, outside: string[] = []): Target => {
    const { set, statements, allowed } = policiesAt(inside, asker, endpoint, model);
    let isAllowed = allowed.get(action);
    if (isAllowed === undefined) {
      isAllowed = statements.some((each) => each.allows && actionMatches(each, action));
      allowed.set(action, isAllowed);
    }
    // Where nothing allows the action, one resource is as good as another.
    return { set, resources: resourcesOf(inside, action, isAllowed ? statements : [], scope, outside) };
  };
  if (pattern !== '*' || resourceOf(model, pattern)) return [within(pattern)];
  const owned = ownedBy(model);
  return [...owned.filter((arn) => actsIn(action, arn)).map((arn) => within(arn)), within('*', owned)];
}

/** `ARN*` of each resource with a policy of its own. */
const ownedBy = remember((model: AccessModel) =>
  model.resources.filter(({ policy }) => policy).map(({ arn }) => `${arn}*`),
);

interface Policies {
  set: CompiledSet;
  statements: CompiledStatement[];
  /** Whether some statement allows an action at all. */
  allowed: Map<string, boolean>;
}

const owners = remember((_: AccessModel) => new Map<string, string>());

function ownerOf(pattern: string, model: AccessModel): string {
  let owner = owners(model).get(pattern);
  if (owner === undefined) {
    owner = resourceOf(model, pattern.replace(/\*$/, ''))?.arn ?? pattern;
    owners(model).set(pattern, owner);
  }
  return owner;
}

const known = remember((_: AccessModel) => new Map<string, Policies>());

function policiesAt(pattern: string, asker: Asker, endpoint: Endpoint | undefined, model: AccessModel): Policies {
  const owner = ownerOf(pattern, model);
  const key = `${asker.name} ${asker.principal} ${owner} ${endpoint?.name ?? ''}`;
  let found = known(model).get(key);
  if (!found) {
    const policies = policiesOf(asker, owner, model);
    const set = compileSet(endpoint ? { ...policies, endpoint: [endpoint.policy] } : policies);
    found = { set, statements: statementsOf(set), allowed: new Map() };
    known(model).set(key, found);
  }
  return found;
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
