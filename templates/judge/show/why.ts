import type { CompiledPolicy, CompiledSet, Condition, Facts } from '../decide/compiled.ts';
import { decideCompiled } from '../decide/decide.ts';
import { factsOf } from '../decide/facts.ts';
import { action as actionData } from '../decide/iam-data.ts';
import { arnParts, matchesTokens, parsePattern } from '../decide/pattern.ts';
import { compileSet } from '../decide/policy.ts';
import { type Decision, PolicyError, type Request } from '../decide/request.ts';
import { conditionsHold, resourceMatches } from '../decide/statement.ts';
import { type Context, contextsOf } from '../prove/circumstance.ts';
import { inWords } from '../prove/judge.ts';
import { RowError } from '../prove/row.ts';
import { accountOf, patternOf, resourcesOf, type Scope } from '../prove/what.ts';
import { type Asker, askers, everything, personOf, policiesOf } from '../prove/who.ts';
import { bearingOn } from '../read/about.ts';
import { type AccessModel, principalOf, resourceOf } from '../read/model.ts';
import type { NotProven } from '../read/not-proven.ts';

/** One statement's part in a decision. */
export interface ReasonPart {
  layer: string;
  policy: string;
  statement: string;
  effect: 'Allow' | 'Deny';
  /** Why it applies, may apply, or does not. */
  why: string;
}

export interface Explanation {
  request: Request;
  decision: Decision;
  words: string;
  parts: ReasonPart[];
  /** What was not read and bears on the answer: it is then not proven. */
  notProven: NotProven[];
}

/** Explains a decision statement by statement, for each resource that the policies tell apart. */
export function explainDecision(
  { who, action, what, phrase }: { who: string; action: string; what: string; phrase?: string | undefined },
  model: AccessModel,
  scope: Scope,
): Explanation[] {
  if (!actionData(action)) throw new RowError(`there is no action ${action}: one in full, such as s3:GetObject`);
  const [mine, its] = [who, what].map((text) => /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(text)?.[1]);
  if (mine && its && mine !== its && model.assumed.account)
    throw new RowError(`the question names two accounts, ${mine} and ${its}, and the templates are of one`);
  const contexts: Context[] = phrase ? contextsOf(phrase, model, {}, scope) : [{}];
  const pattern = patternOf(asHere(what, model), action.toLowerCase(), model, scope);
  const found = whoAsks(asHere(who, model), model, scope).flatMap((asker) => {
    const set = compileSet(policiesOf(asker, pattern, model));
    const statements = layersOf(set).flatMap(([, policies]) => policies.flatMap((policy) => policy.statements));
    return resourcesOf(pattern, action.toLowerCase(), statements, scope).flatMap((resource) =>
      contexts.map((context) => {
        const request: Request = {
          ...{ principal: asker.principal, action, resource, resourceAccount: accountOf(resource, scope), context },
          unseenResourcePolicy: 'delegates',
        };
        const owner = principalOf(model, asker.principal)?.arn ?? asker.principal;
        const known = resourceOf(model, resource)?.arn;
        const notProven = [...bearingOn(model, owner, known), ...(known ? [] : namedLater(resource, action, set))];
        try {
          const entered = entering(asker, context, model, scope);
          const decision = entered ?? decideCompiled(request, set);
          const read = entered ? `${inWords(entered)}: nobody takes the role so` : inWords(decision);
          const words = notProven.length > 0 ? `not proven (by what was read: ${read})` : read;
          return { request, decision, words, parts: partsOf(request, set), notProven };
        } catch (error) {
          if (!(error instanceof PolicyError) || error.code === 'request') throw error;
          const decision: Decision = { verdict: 'DependsOn', by: [], dependsOn: [] };
          const doubt = { stack: asker.name, logicalId: '', path: '', what: '', why: error.message };
          return { request, decision, words: 'not proven', parts: [], notProven: [...notProven, doubt] };
        }
      }),
    );
  });
  // An account that a policy names itself is not that of the templates.
  const isNo = ({ decision: { verdict, never } }: Explanation) => never || /Denied$/.test(verdict);
  if (what !== asHere(what, model) && found.every(isNo)) {
    const literal = explainDecision({ who, action, what, phrase }, { ...model, assumed: {} }, scope);
    if (!literal.every(isNo)) return literal;
  }
  if (found.length === 0)
    throw new RowError(`${what} is not a resource of ${action}: a bucket is raw, what lies in it is raw/train/x`);
  return found;
}

/**
 * An ARN as it is in an access-denied message or in CloudTrail: its account is that of the templates where these leave
 * it to the deployment, and so is its region.
 */
export function asHere(text: string, { assumed: { account, region } }: AccessModel): string {
  return text
    .replace(/^(arn:[^:]*:[^:]*):([^:]*):(\d{12}|):/, (_, start, inRegion, owner) =>
      [start, inRegion && (region ?? inRegion), owner && (account ?? owner), ''].join(':'),
    )
    .replace(/(?<!\d)\d{12}(?!\d)/g, account ?? '$&')
    .replace(/(?<![a-z])[a-z]{2}(-gov)?-(north|south|east|west|central)+-\d\b/g, region ?? '$&');
}

/** Statements about a resource that gets its name from the deployment, which the one that is asked about may be. */
function namedLater(resource: string, action: string, set: CompiledSet): NotProven[] {
  return layersOf(set).flatMap(([, policies]) =>
    policies
      .flatMap((policy) => policy.about(action.toLowerCase()))
      .flatMap(({ resources }) => resources?.patterns ?? [])
      .filter(({ text }) => text.includes('«') && !resource.includes('«'))
      .filter(({ text }) =>
        matchesTokens(parsePattern(text.replace(/«[^»]*»/g, '*'), true, false, '').tokens, resource),
      )
      .map(({ text }) => {
        return {
          stack: '',
          logicalId: text,
          path: '',
          what: '',
          why: `may be ${resource}: its name is the deployment's`,
        };
      }),
  );
}

/** A principal by its ARN, a session's too, or by the words of a row. */
function whoAsks(who: string, model: AccessModel, scope: Scope): Asker[] {
  if (!who.startsWith('arn:')) return askers(who, model, scope);
  const principal = principalOf(model, who);
  if (principal) return [{ name: principal.name, principal: who }];
  // What another account allows is its own matter.
  if (!model.accounts.includes(who.split(':')[4] ?? '')) return [{ name: who, principal: who, identity: everything }];
  throw new RowError(
    `no template makes ${who}: there are ${model.principals.map(({ arn }) => arn).join(', ') || 'none'}`,
  );
}

/** A role that people take with a second factor has no session without one: the trust decides then, if it denies. */
function entering(asker: Asker, context: Context, model: AccessModel, scope: Scope): Decision | undefined {
  if (!('aws:MultiFactorAuthPresent' in context)) return undefined;
  const person = personOf(asker, model, scope);
  if (!person || person.principal.includes(':saml-provider/')) return undefined;
  const request: Request = {
    principal: person.principal,
    action: 'sts:AssumeRole',
    resource: asker.principal,
    resourceAccount: accountOf(asker.principal, scope),
    context,
    unseenResourcePolicy: 'delegates',
  };
  const decision = decideCompiled(request, compileSet(policiesOf(person, asker.principal, model)));
  return decision.verdict === 'ImplicitlyDenied' || decision.verdict === 'ExplicitlyDenied' ? decision : undefined;
}

function layersOf({ identity, boundary = [], resource }: CompiledSet): [string, CompiledPolicy[]][] {
  return [
    ['identity', identity],
    ['boundary', boundary],
    ['resource', resource ? [resource] : []],
  ];
}

/** A key that the question says nothing of is marked: a phrase may say it. */
const keyInWords = (condition: Condition, facts: Facts): string =>
  condition.holds(facts) === 'unknown' ? `${condition.key} (not in the question)` : condition.key;

function partsOf(request: Request, set: CompiledSet): ReasonPart[] {
  const facts = factsOf(request);
  const resource = arnParts(request.resource);
  return layersOf(set).flatMap(([layer, policies]) =>
    policies.flatMap((policy) =>
      policy.about(request.action.toLowerCase()).map((statement): ReasonPart => {
        const on = resourceMatches(statement, resource, facts);
        const failing = statement.conditions.filter((condition) => condition.holds(facts) !== 'yes');
        const holds = conditionsHold(statement, facts);
        const why =
          on === 'no'
            ? 'is about other resources'
            : holds === 'yes'
              ? 'applies'
              : `${holds === 'no' ? 'does not apply' : 'may apply'}: ${failing.map((each) => keyInWords(each, facts)).join(', ')}`;
        const { policy: name, sid, effect } = statement.ref;
        return { layer, policy: name, statement: sid, effect, why };
      }),
    ),
  );
}
