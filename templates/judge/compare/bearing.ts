import type { Compared } from '../cells/statements.ts';
import type { CompiledStatement } from '../decide/compiled.ts';
import { namedBy, type Principal, parsePrincipal } from '../decide/principal.ts';
import { PolicyError } from '../decide/request.ts';

const nothingKnown = { get: () => undefined };

function mayName({ principals }: CompiledStatement, who: Principal): boolean {
  if (!principals || principals.not) return true;
  return principals.patterns.some((pattern) => {
    try {
      return namedBy(pattern, who, nothingKnown).truth !== 'no';
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error;
      return true;
    }
  });
}

function mayBeAbout({ resources }: CompiledStatement, services: readonly string[]): boolean {
  if (!resources || resources.not) return true;
  return resources.patterns.some(({ parts }) => services.includes(parts?.[2]?.exact ?? services[0] ?? ''));
}

/**
 * Whether what differs can bear on what a role or user asks of resources of these services: in large templates most
 * pairs of the two have nothing to do with each other. `reshaped`: see compareStatements.
 */
export function mayBear(principal: string, services: readonly string[], statements: Compared[], reshaped: boolean) {
  if (!/^arn:[^:]+:iam::\d+:(role|user)\//.test(principal)) return true;
  const who = parsePrincipal(principal, '');
  const near = statements.filter(({ statement }) => mayName(statement, who) && mayBeAbout(statement, services));
  // Where a layer came or went, whoever nothing lets in stays outside.
  return near.some(({ statement, changed }) => (reshaped ? statement.allows : changed));
}
