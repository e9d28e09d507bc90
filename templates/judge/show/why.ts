import type { CompiledPolicy, CompiledSet } from '../decide/compiled.ts';
import { decideCompiled } from '../decide/decide.ts';
import { factsOf } from '../decide/facts.ts';
import { action as actionData } from '../decide/iam-data.ts';
import { arnParts } from '../decide/pattern.ts';
import { compileSet } from '../decide/policy.ts';
import type { Decision, Request } from '../decide/request.ts';
import { conditionsHold, resourceMatches } from '../decide/statement.ts';
import { type Context, contextsOf } from '../prove/circumstance.ts';
import { inWords } from '../prove/judge.ts';
import { RowError } from '../prove/row.ts';
import { accountOf, patternOf, resourcesOf, type Scope } from '../prove/what.ts';
import { askers, policiesOf } from '../prove/who.ts';
import type { AccessModel } from '../read/model.ts';

/** One statement's part in a decision. */
export interface Part {
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
  parts: Part[];
}

/** Explains a decision statement by statement, for each resource that the policies tell apart. */
export function explain(
  { who, action, what, phrase }: { who: string; action: string; what: string; phrase?: string | undefined },
  model: AccessModel,
  scope: Scope,
): Explanation[] {
  if (!actionData(action)) throw new RowError(`there is no action ${action}: one in full, such as s3:GetObject`);
  const contexts: Context[] = phrase ? contextsOf(phrase, model, {}, scope) : [{}];
  const pattern = patternOf(what, action.toLowerCase(), model, scope);
  const found = askers(who, model, scope).flatMap((asker) => {
    const set = compileSet(policiesOf(asker, pattern, model));
    const statements = layersOf(set).flatMap(([, policies]) => policies.flatMap((policy) => policy.statements));
    return resourcesOf(pattern, action.toLowerCase(), statements, scope).flatMap((resource) =>
      contexts.map((context) => {
        const request: Request = {
          ...{ principal: asker.principal, action, resource, resourceAccount: accountOf(resource, scope), context },
          unseenResourcePolicy: 'delegates',
        };
        const decision = decideCompiled(request, set);
        return { request, decision, words: inWords(decision), parts: partsOf(request, set) };
      }),
    );
  });
  if (found.length === 0)
    throw new RowError(`${what} is no resource of ${action}: a bucket is raw, what lies in it is raw/train/x`);
  return found;
}

function layersOf({ identity, boundary = [], resource }: CompiledSet): [string, CompiledPolicy[]][] {
  return [
    ['identity', identity],
    ['boundary', boundary],
    ['resource', resource ? [resource] : []],
  ];
}

function partsOf(request: Request, set: CompiledSet): Part[] {
  const facts = factsOf(request);
  const resource = arnParts(request.resource);
  return layersOf(set).flatMap(([layer, policies]) =>
    policies.flatMap((policy) =>
      policy.about(request.action.toLowerCase()).map((statement): Part => {
        const on = resourceMatches(statement, resource, facts);
        const failing = statement.conditions.filter((condition) => condition.holds(facts) !== 'yes');
        const holds = conditionsHold(statement, facts);
        const why =
          on === 'no'
            ? 'is about other resources'
            : holds === 'yes'
              ? 'applies'
              : `${holds === 'no' ? 'does not apply' : 'may apply'}: ${failing.map(({ key }) => key).join(', ')}`;
        const { policy: name, sid, effect } = statement.ref;
        return { layer, policy: name, statement: sid, effect, why };
      }),
    ),
  );
}
