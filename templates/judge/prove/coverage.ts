import type { CompiledPolicy, CompiledSet, CompiledStatement } from '../decide/compiled.ts';
import { factsOf } from '../decide/facts.ts';
import { actionsMatching } from '../decide/iam-data.ts';
import { arnParts, matchesResource, matchesTokens } from '../decide/pattern.ts';
import { compile } from '../decide/policy.ts';
import { type Layer, type NamedPolicy, PolicyError } from '../decide/request.ts';
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

function policiesOf({ principals, resources }: AccessModel): [NamedPolicy, Layer][] {
  return [
    ...principals.flatMap(({ identity }) => identity.map((policy): [NamedPolicy, Layer] => [policy, 'identity'])),
    ...resources.flatMap(({ policy }): [NamedPolicy, Layer][] => (policy ? [[policy, 'resource']] : [])),
  ];
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
