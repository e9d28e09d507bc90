import type { CompiledPolicy, CompiledStatement, Facts } from './compiled.ts';
import { isExempt, type Named, namedBy, type Principal, type Reach } from './principal.ts';
import type { StatementRef, Truth } from './request.ts';
import { actionMatches, allHold, resourceMatches, unknownKeys } from './statement.ts';

/** What the policies of one layer say to one question. */

export interface Question {
  who: Principal;
  /** Lower case. */
  action: string;
  /** The parts of its ARN, or undefined for `*`. */
  resource: readonly string[] | undefined;
  facts: Facts;
  hasBoundary: boolean;
}

/** A statement that may apply, and the keys that would settle whether it does. */
export interface Open {
  ref: StatementRef;
  keys: string[];
}

export interface Said {
  deny: Truth;
  allow: Truth;
  /** The same by how far a grant reaches; only in policies that name principals. */
  grants: Record<Reach, Truth>;
  denies: StatementRef[];
  allows: StatementRef[];
  openDenies: Open[];
  openAllows: Open[];
}

const order = { no: 0, unknown: 1, yes: 2 } as const;
export const both = (...all: Truth[]): Truth => all.reduce((a, b) => (order[a] < order[b] ? a : b), 'yes');
export const any = (...all: Truth[]): Truth => all.reduce((a, b) => (order[a] > order[b] ? a : b), 'no');

const silent = (): Said => ({
  deny: 'no',
  allow: 'no',
  grants: { account: 'no', role: 'no', everyone: 'no', direct: 'no' },
  denies: [],
  allows: [],
  openDenies: [],
  openAllows: [],
});

/** IAM User Guide, "AWS JSON policy elements: Principal": a condition on the role's ARN grants to the session itself. */
const namesPrincipalArn = ({ conditions }: CompiledStatement) =>
  conditions.some(
    (each) => each.key === 'aws:principalarn' && !each.negated && !each.ifExists && each.operator !== 'Null',
  );

const named = (statement: CompiledStatement, { who, facts, hasBoundary }: Question): Named[] => {
  const { principals, place } = statement;
  if (!principals) return [{ truth: 'yes', reach: 'direct' }];
  if (!principals.not) {
    return principals.patterns
      .map((pattern) => namedBy(pattern, who, facts))
      .map(({ truth, reach }) => ({
        truth,
        reach: reach === 'everyone' && namesPrincipalArn(statement) ? 'direct' : reach,
      }));
  }
  if (!statement.allows) {
    const exempt = isExempt(principals.patterns, who, hasBoundary, place);
    return [{ truth: exempt === 'yes' ? 'no' : 'yes', reach: 'everyone' }];
  }
  const listed = any(...principals.patterns.map((pattern) => namedBy(pattern, who, facts).truth));
  return [{ truth: listed === 'yes' ? 'no' : listed === 'no' ? 'yes' : 'unknown', reach: 'everyone' }];
};

const record = (said: Said, statement: CompiledStatement, question: Question) => {
  if (!actionMatches(statement, question.action)) return;
  const { facts, resource } = question;
  let who: Named[] = [];
  const truth = allHold([
    () => resourceMatches(statement, resource, facts),
    () => {
      who = named(statement, question);
      return any(...who.map((each) => each.truth));
    },
    ...statement.conditions.map((condition) => () => condition.holds(facts)),
  ]);
  if (truth === 'no') return;
  const { allows, ref } = statement;
  if (truth === 'yes') (allows ? said.allows : said.denies).push(ref);
  else (allows ? said.openAllows : said.openDenies).push({ ref, keys: openKeys(statement, who, facts) });
  if (!allows) {
    said.deny = any(said.deny, truth);
    return;
  }
  said.allow = any(said.allow, truth);
  for (const { reach, truth: itself } of who) said.grants[reach] = any(said.grants[reach], both(truth, itself));
};

const openKeys = (statement: CompiledStatement, who: Named[], facts: Facts): string[] => {
  const keys = unknownKeys(statement, facts);
  const session = who.some((each) => each.truth === 'unknown');
  return session && !keys.includes('aws:userid') ? [...keys, 'aws:userid'] : keys;
};

export const ask = (policies: readonly CompiledPolicy[], question: Question): Said => {
  const said = silent();
  for (const policy of policies) for (const statement of policy.statements) record(said, statement, question);
  return said;
};
