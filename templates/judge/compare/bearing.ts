import type { Compared } from '../cells/statements.ts';
import type { CompiledStatement } from '../decide/compiled.ts';
import { compile } from '../decide/policy.ts';
import { namedBy, type Principal, parsePrincipal } from '../decide/principal.ts';
import { rememberedFor } from '../decide/remembered.ts';
import { type NamedPolicy, PolicyError } from '../decide/request.ts';
import type { ComparedPrincipal } from './principals.ts';

const nothingKnown = { get: () => undefined };

function mayName({ principals }: CompiledStatement, who: Principal): boolean {
  if (!principals || principals.not) return true;
  return principals.patterns.some((pattern) => {
    return unlessRefused(() => namedBy(pattern, who, nothingKnown).truth) !== 'no';
  });
}

/** The services of ARNs, each once. */
export const servicesIn = (arns: string[]): string[] => [...new Set(arns.map((arn) => arn.split(':')[2] ?? ''))];

/** The services whose resources a statement can be about; undefined: of every service. */
const servicesOf = rememberedFor(({ resources }: CompiledStatement): Set<string> | undefined => {
  const named = resources?.patterns.map(({ parts }) => parts?.[2]?.exact);
  return resources?.not || !named || named.includes(undefined) ? undefined : new Set(named as string[]);
});

const isAbout = (named: Set<string> | undefined, services: readonly string[]): boolean =>
  !named || services.some((service) => named.has(service));

const isOfAccount = (principal: string) => /^arn:[^:]+:iam::\d+:(role|user)\//.test(principal);

const unlessRefused = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return undefined;
  }
};

/** undefined: its policies speak of every service, or are not understood. */
const spokenOf = rememberedFor(({ identity }: ComparedPrincipal): Set<string> | undefined =>
  unlessRefused(() => {
    const found = identity.flatMap((policy) =>
      compile(policy, 'identity', { strict: false }).statements.map(servicesOf),
    );
    return found.includes(undefined) ? undefined : new Set((found as Set<string>[]).flatMap((each) => [...each]));
  }),
);

const statementsOn = rememberedFor((policy: NamedPolicy) =>
  unlessRefused(() => compile(policy, 'resource', { strict: false }).statements),
);

/** Whether the policies of a role or user speak of resources of these services, or a resource's policy of them. */
export function canMeet(versions: ComparedPrincipal[], services: readonly string[], policies: NamedPolicy[]): boolean {
  const [{ arn } = { arn: '' }] = versions;
  if (!isOfAccount(arn) || versions.some((each) => isAbout(spokenOf(each), services))) return true;
  const who = parsePrincipal(arn, '');
  return policies.some((policy) => statementsOn(policy)?.some((statement) => mayName(statement, who)) ?? true);
}

/**
 * Whether what differs can bear on what a role or user asks of resources of these services: in large templates most
 * pairs of the two have nothing to do with each other. `reshaped`: see compareStatements.
 */
export function mayBear(principal: string, services: readonly string[], statements: Compared[], reshaped: boolean) {
  if (!isOfAccount(principal)) return true;
  const who = parsePrincipal(principal, '');
  const near = statements.filter(
    ({ statement }) => mayName(statement, who) && isAbout(servicesOf(statement), services),
  );
  // Where a layer came or went, whoever nothing lets in stays outside.
  return near.some(({ statement, changed }) => (reshaped ? statement.allows : changed));
}
