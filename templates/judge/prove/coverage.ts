import type { CompiledPolicy, CompiledSet, CompiledStatement } from '../decide/compiled.ts';
import { factsOf } from '../decide/facts.ts';
import { actionsMatching, properName } from '../decide/iam-data.ts';
import { arnParts, matchesResource, matchesTokens } from '../decide/pattern.ts';
import { compile } from '../decide/policy.ts';
import { type NamedPolicy, PolicyError, type PolicyLayer } from '../decide/request.ts';
import type { AccessModel } from '../read/model.ts';
import type { Grant } from './judge.ts';

/** `TrainingPolicy/RawRead allows s3:GetObject`: an allow and one of its actions or resources. */
type Part = string;

const actionPart = ({ place }: CompiledStatement, action: string): Part => `${place} allows ${action}`;
const resourcePart = ({ place }: CompiledStatement, resource: string): Part => `${place} allows on ${resource}`;

/**
 * What is allowed and no row needs: each action and each resource of each Allow, in roles' policies and in those of
 * resources. A boundary and the policy of an endpoint grant nothing and are not looked at. This is what makes privilege least.
 */
export function unneeded(model: AccessModel, grants: Grant[]): Part[] {
  const needed = new Set(grants.flatMap(partsOf));
  const parts = policiesOf(model).flatMap(([policy, layer]) => {
    try {
      return compile(policy, layer).statements.flatMap(partsIn);
    } catch (error) {
      if (error instanceof PolicyError) return [error.message];
      throw error;
    }
  });
  return [...new Set(parts)].filter((part) => !needed.has(part));
}

function policiesOf({ principals, resources }: AccessModel): [NamedPolicy, PolicyLayer][] {
  return [
    ...principals.flatMap(({ identity }) => identity.map((policy): [NamedPolicy, PolicyLayer] => [policy, 'identity'])),
    ...resources.flatMap(({ policy }): [NamedPolicy, PolicyLayer][] => (policy ? [[policy, 'resource']] : [])),
  ];
}

/** `raw/train/*`: an ARN as a row writes it. */
function shortOf(arn: string, { names }: AccessModel): string {
  const named = Object.entries(names).filter(([, of]) => arn === of || arn.startsWith(`${of}/`));
  const [name, of = ''] = named.sort(([, one], [, other]) => other.length - one.length)[0] ?? [];
  if (name) return name + arn.slice(of.length);
  // What a service names by itself, as rows do; an S3 ARN has neither region nor account.
  return /^arn:[^:]*:(?!s3:)[^:]*:[^:]*:\d{12}:(.+)$/.exec(arn)?.[1] ?? arn;
}

/** Whoever a statement lets in, as a row calls them; undefined where that is everybody, which is nobody's row. */
function callerOf({ principals }: CompiledStatement, model: AccessModel): string | undefined {
  const [first] = principals?.patterns ?? [];
  if (first?.type === 'account') return 'an administrator';
  if (first?.type === 'service') return first.host;
  return first?.type === 'arn' ? model.principals.find(({ arn }) => arn === first.arn)?.name : undefined;
}

/** A row that would need the allow, for whoever meant it: somebody has still to decide on it. */
export function rowFor(part: string, model: AccessModel): { who: string; row: string } | undefined {
  const identities = model.principals.flatMap(({ name, identity }) =>
    identity.map((policy) => ({ policy, who: name, on: '' })),
  );
  const resources = model.resources.flatMap(({ arn, policy }) => (policy ? [{ policy, who: '', on: arn }] : []));
  for (const { policy, who, on } of [...identities, ...resources]) {
    let statements: CompiledStatement[];
    try {
      statements = compile(policy, who ? 'identity' : 'resource').statements;
    } catch (error) {
      if (error instanceof PolicyError) continue;
      throw error;
    }
    const found = statements.find((statement) => partsIn(statement).includes(part));
    if (!found) continue;
    const [, ofResource] = part.split(' allows on ');
    const [, ofAction = ''] = part.split(' allows ');
    const action = ofResource ? actionsOf(found, found.actions.patterns[0]?.text ?? '')[0] : ofAction;
    const resource = ofResource ?? found.resources?.patterns[0]?.text ?? on;
    const caller = who || callerOf(found, model);
    // What has no name for rows is in no row.
    if (!caller || shortOf(resource, model).includes('«')) return undefined;
    return { who: caller, row: `${caller} may ${properName(action ?? '')} ${shortOf(resource, model)}` };
  }
  return undefined;
}

function partsIn(statement: CompiledStatement): Part[] {
  if (!statement.allows) return [];
  return [
    ...statement.actions.patterns
      .flatMap(({ text }) => actionsOf(statement, text))
      .map((action) => actionPart(statement, action)),
    ...(statement.resources?.patterns ?? []).map(({ text }) => resourcePart(statement, text)),
  ];
}

/** A wildcard is as many allows as it matches; what is left to an account's own policies is one. */
function actionsOf({ principals }: CompiledStatement, pattern: string): string[] {
  const delegates = principals?.patterns.every(({ type }) => type === 'account');
  return delegates ? [pattern] : actionsMatching(pattern);
}

/** A row that asks for less than a pattern allows does not need the pattern. */
function contains(asked: string, pattern: string): boolean {
  const text = pattern.replace(/-\?{6}$/, '-AbCdEf');
  const form = asked.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${form.join('.*')}$`, 's').test(text);
}

function partsOf({ request, pattern: asked, decision, set }: Grant): Part[] {
  const facts = factsOf(request);
  const resource = arnParts(request.resource);
  const action = request.action.toLowerCase();
  return layersOf(set)
    .flatMap(({ statements }) => statements)
    .filter(({ allows, ref }) => allows && decision.by.includes(ref))
    .flatMap((statement) => [
      ...statement.actions.patterns
        .filter(({ tokens }) => matchesTokens(tokens, action))
        .flatMap(({ text }) => [actionPart(statement, text), actionPart(statement, action)]),
      ...(statement.resources?.patterns ?? [])
        .filter((pattern) => contains(asked, pattern.text) && matchesResource(pattern, resource, facts) === 'yes')
        .map(({ text }) => resourcePart(statement, text)),
    ]);
}

function layersOf({ identity, endpoint = [], resource }: CompiledSet): CompiledPolicy[] {
  return [...identity, ...endpoint, ...(resource ? [resource] : [])];
}
