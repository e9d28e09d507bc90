import type { CompiledSet } from '../decide/compiled.ts';
import { decideCompiled } from '../decide/decide.ts';
import { actionsMatching } from '../decide/iam-data.ts';
import { type Decision, PolicyError, type Request } from '../decide/request.ts';
import { type Path, waysTo } from '../reach/gets.ts';
import type { ReachStep } from '../reach/may.ts';
import type { AccessModel } from '../read/model.ts';
import { type Context, contextsOf, oppositeOf, saysEndpoint } from './circumstance.ts';
import { type Matter, mattersOf } from './matters.ts';
import { type ProofQuestion, questionsOf } from './questions.ts';
import { type Phrases, type Row, RowError } from './row.ts';
import { accountOf, expanded, type Scope } from './what.ts';
import { type Asker, askers, ordinary, passesEndpoints } from './who.ts';

/** A request that was allowed as a row says, and the policies that allowed it. */
export interface Grant {
  request: Request;
  /** What the row asks about; the request is for one of it. */
  pattern: string;
  decision: Decision;
  set: CompiledSet;
}

export interface JudgedRow {
  row: Row;
  /** `TrainingPolicy/RawRead`: statements that decided; for a denial that no statement makes, that none allows it. */
  evidence: string[];
  failures: string[];
  grants: Grant[];
}

/** A row holds, or the requests that show that it does not. */
export function judge(row: Row, phrases: Phrases, model: AccessModel, scope: Scope): JudgedRow {
  const judged: JudgedRow = { row, evidence: [], failures: [], grants: [] };
  try {
    const all = askers(row.who, model, scope);
    if (row.reach) {
      checkActions(row.actions, row.may);
      for (const asker of all) reaching(judged, asker, phrases, model, scope);
      judged.evidence = [...new Set(judged.evidence)];
      return judged;
    }
    const claims = claimsOf(row, phrases, model, scope);
    for (const { may } of claims) checkActions(row.actions, may);
    const matters = mattersOf(row, model, scope);
    for (const { may } of claims) for (const each of matters) checkMatters(each, row, may);
    for (const asker of all) for (const each of claims) claim(judged, asker, each, matters, model, scope);
    // Where nothing that grants is about it, no question was asked; the account's root user needs no statement.
    if (judged.evidence.length === 0) judged.evidence.push(row.may ? 'no statement denies it' : noAllow);
  } catch (error) {
    if (!(error instanceof RowError || error instanceof PolicyError)) throw error;
    judged.failures.push(error.message);
  }
  judged.evidence = [...new Set(judged.evidence)];
  return judged;
}

/** Whether somebody comes to do it by any way: one is enough, and rights that nobody knows are one. */
function reaching(judged: JudgedRow, asker: Asker, phrases: Phrases, model: AccessModel, scope: Scope): void {
  const { may, actions, what, clause } = judged.row;
  const contexts = clause.kind === 'given' ? contextsOf(clause.phrase, model, phrases, scope) : [{}];
  for (const each of what.flatMap((one) => expanded(one, model))) {
    const { paths, walked, refused } = waysTo(asker, actions, each, contexts, model, scope);
    const known = paths.filter(({ unknown }) => unknown === undefined);
    judged.evidence.push(...(may ? known.flatMap(statementsOf) : walked));
    if (may && known.length === 0)
      judged.failures.push(`${asker.name}: nothing leads to ${actions.join(', ')} on ${each}`);
    if (!may) judged.failures.push(...paths.map((path) => `${asker.name}: ${pathInWords(path)}`), ...refused);
  }
}

const statementsOf = ({ edges, steps }: Path): string[] =>
  [...edges.flatMap((edge) => edge.steps), ...steps].flatMap(({ decision }) => statements(decision));

/** `iam:PassRole training, sagemaker:CreateTrainingJob ..., then training s3:GetObject ...`. */
function pathInWords({ edges, steps, unknown }: Path): string {
  const call = ({ who, action, resource }: ReachStep) => `${who} ${action} on ${resource}`;
  const all = [...edges.flatMap((edge) => edge.steps), ...steps].map(call).join(', ');
  return unknown ? `${all} (${unknown}: what that may do is not known)` : all;
}

interface Claim {
  may: boolean;
  contexts: Context[];
}

function claimsOf({ clause, may }: Row, phrases: Phrases, model: AccessModel, scope: Scope): Claim[] {
  const within = (phrase: string) => contextsOf(phrase, model, phrases, scope);
  if (clause.kind === 'only') {
    return [
      { may: true, contexts: within(clause.phrase) },
      { may: false, contexts: within(oppositeOf(clause.phrase, scope)) },
    ];
  }
  return [{ may, contexts: clause.kind === 'given' ? within(clause.phrase) : [{}] }];
}

function checkActions(actions: string[], may: boolean): void {
  for (const named of actions) {
    if (actionsMatching(named).length === 0) throw new RowError(`${named} is not an action`);
    if (may && named.includes('*')) throw new RowError(`"may ${named}": name the actions that are needed`);
  }
}

/** Each pair that "may" names has to be a request that there is; of many actions that "cannot", some are of its kind. */
function checkMatters(matters: Matter[], { actions }: Row, may: boolean): void {
  const isEmpty = ({ places }: Matter) => places.length === 0;
  if (may ? matters.some(isEmpty) : matters.every(isEmpty)) {
    throw new RowError(`there is no such request: ${actions.join(', ')} does not act on ${matters[0]?.what}`);
  }
}

function claim(
  judged: JudgedRow,
  asker: Asker,
  { may, contexts }: Claim,
  matters: Matter[][],
  model: AccessModel,
  scope: Scope,
): void {
  // A request that is expected to succeed also passes the endpoint that it goes through.
  const isThrough = (may && passesEndpoints(asker, scope)) || saysEndpoint(judged.row.clause);
  const questions = matters.flatMap((each) => questionsOf(each, asker, { may, isThrough }, model, scope));
  for (const context of contexts) {
    for (const question of questions) ask(judged, asker, may, question, context, model, scope);
  }
}

/** Decides the requests of a question, the first action for all. */
function ask(
  judged: JudgedRow,
  asker: Asker,
  may: boolean,
  { actions, pattern, set, resources }: ProofQuestion,
  context: Context,
  model: AccessModel,
  scope: Scope,
): void {
  const [action = ''] = actions;
  for (const resource of resources) {
    const request: Request = {
      principal: asker.principal,
      action,
      resource,
      resourceAccount: accountOf(resource, scope),
      context: may ? { ...ordinary(asker, model, scope), ...context } : context,
      unlisted: may ? 'absent' : 'unknown',
      // A role or key that no template makes is taken to leave access to its account, as it does by default.
      unseenResourcePolicy: 'delegates',
    };
    weigh(judged, asker, may, actions, { request, pattern, decision: decideCompiled(request, set), set });
  }
}

function weigh(judged: JudgedRow, asker: Asker, may: boolean, actions: string[], grant: Grant): void {
  const { decision, request } = grant;
  judged.evidence.push(...(may ? statements(decision) : denialBy(decision)));
  const denied = decision.verdict === 'ExplicitlyDenied' || isUngranted(decision);
  if (may ? decision.verdict === 'Allowed' : denied) {
    if (may) judged.grants.push(grant);
    return;
  }
  for (const action of actions) {
    judged.failures.push(`${asker.name}, ${action} on ${request.resource}: ${inWords(decision)}`);
  }
}

/** Nothing grants it, whatever the open keys are. */
const isUngranted = ({ verdict, never }: Decision) => verdict === 'ImplicitlyDenied' || never === true;

const noAllow = 'no statement allows it';
const statements = ({ by }: Decision) => by.map(({ policy, sid }) => `${policy}/${sid}`);

/** What makes the request fail by itself. A deny that depends on the request is none where nothing allows it anyway. */
function denialBy(decision: Decision): string[] {
  const { missing = [] } = decision;
  if (!isUngranted(decision)) return statements(decision);
  const limit = (['boundary', 'endpoint'] as const).find((layer) => missing.includes(layer));
  return limit && !missing.includes('identity') ? [`the policy of the ${limit} does not allow it`] : [noAllow];
}

/** `denied by Policy/Sid`, `not allowed by boundary`, `depends on aws:sourcevpce (Policy/Sid)`. */
export function inWords(decision: Decision): string {
  const { verdict, dependsOn, missing } = decision;
  const named = statements(decision).join(', ');
  if (verdict === 'Allowed') return `allowed by ${named}`;
  if (verdict === 'ExplicitlyDenied') return `denied by ${named}`;
  if (isUngranted(decision)) return `not allowed by ${missing?.join(', ') || 'any policy'}`;
  return `depends on ${dependsOn.join(', ')} (${named})`;
}
