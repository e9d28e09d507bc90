import type { CompiledPolicy, CompiledStatement, Facts } from './compiled.ts';
import { spend } from './effort.ts';
import { isExempt, type Named, namedBy, type PolicyReach, type Principal } from './principal.ts';
import type { Asked } from './question.ts';
import { PolicyError, type StatementRef, type Truth } from './request.ts';
import { conditionsHold, resourceMatches, unknownKeys } from './statement.ts';

/** What the policies of one layer say to one question. */

export interface AccessRequest {
  who: Principal;
  asked: Asked;
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
  grants: Record<PolicyReach, Truth>;
  denies: readonly StatementRef[];
  allows: readonly StatementRef[];
  openDenies: readonly Open[];
  openAllows: readonly Open[];
}

export const both = (a: Truth, b: Truth): Truth => (a === 'no' || b === 'no' ? 'no' : a === 'yes' ? b : a);
export const either = (a: Truth, b: Truth): Truth => (a === 'yes' || b === 'yes' ? 'yes' : a === 'no' ? b : a);

export const noGrants: Said['grants'] = { account: 'no', role: 'no', everyone: 'no', direct: 'no' };
/** Most layers say nothing: they share what is empty. */
const silent: Said = {
  deny: 'no',
  allow: 'no',
  grants: noGrants,
  denies: [],
  allows: [],
  openDenies: [],
  openAllows: [],
};

/** IAM User Guide, "AWS JSON policy elements: Principal": a condition on the role's ARN grants to the session itself. */
const namesPrincipalArn = ({ conditions }: CompiledStatement) =>
  conditions.some(
    (each) => each.key === 'aws:principalarn' && !each.negated && !each.ifExists && each.operator !== 'Null',
  );

const everyStatement: Named[] = [{ truth: 'yes', reach: 'direct' }];

const named = (statement: CompiledStatement, { who, facts, hasBoundary }: AccessRequest): Named[] => {
  const { principals, place } = statement;
  if (!principals) return everyStatement;
  if (!principals.not) {
    const found: Named[] = [];
    for (const pattern of principals.patterns) {
      const { truth, reach } = namedBy(pattern, who, facts);
      const direct = reach === 'everyone' && namesPrincipalArn(statement);
      if (truth !== 'no') found.push({ truth, reach: direct ? 'direct' : reach });
    }
    return found;
  }
  if (!statement.allows) {
    const exempt = isExempt(principals.patterns, who, hasBoundary, place);
    return [{ truth: exempt === 'yes' ? 'no' : 'yes', reach: 'everyone' }];
  }
  // "AWS JSON policy elements: NotPrincipal" advises against it and does not say what limits such a grant.
  if (hasBoundary) throw new PolicyError('unsupported', 'a grant by NotPrincipal to a caller with a boundary', place);
  let listed: Truth = 'no';
  for (const pattern of principals.patterns) listed = either(listed, namedBy(pattern, who, facts).truth);
  return [{ truth: listed === 'yes' ? 'no' : listed === 'no' ? 'yes' : 'unknown', reach: 'everyone' }];
};

/** Whether the statement applies, and for whom. */
const applies = (statement: CompiledStatement, who: Named[], { asked, facts }: AccessRequest): Truth => {
  let truth: Truth = 'no';
  for (const each of who) truth = either(truth, each.truth);
  if (truth === 'no') return 'no';
  const about = statement.resources ? resourceMatches(statement, asked.resource, facts) : 'yes';
  return about === 'no' ? 'no' : conditionsHold(statement, facts, both(truth, about));
};

/** A list that holds something is of this answer alone: the shared ones of `silent` are empty. */
const grown = <T>(list: readonly T[], item: T): readonly T[] => {
  if (list.length === 0) return [item];
  (list as T[]).push(item);
  return list;
};

const record = (said: Said, statement: CompiledStatement, question: AccessRequest) => {
  const who = named(statement, question);
  const truth = applies(statement, who, question);
  if (truth === 'no') return;
  const { allows, ref } = statement;
  if (truth === 'unknown') {
    const open = { ref, keys: openKeys(statement, who, question.facts) };
    if (allows) said.openAllows = grown(said.openAllows, open);
    else said.openDenies = grown(said.openDenies, open);
  } else if (allows) said.allows = grown(said.allows, ref);
  else said.denies = grown(said.denies, ref);
  if (!allows) {
    said.deny = either(said.deny, truth);
    return;
  }
  said.allow = either(said.allow, truth);
  if (!statement.principals) return;
  said.grants = { ...said.grants };
  for (const { reach, truth: itself } of who) said.grants[reach] = either(said.grants[reach], both(truth, itself));
};

const openKeys = (statement: CompiledStatement, who: Named[], facts: Facts): string[] => {
  const keys = unknownKeys(statement, facts);
  const session = who.some((each) => each.truth === 'unknown');
  return session && !keys.includes('aws:userid') ? [...keys, 'aws:userid'] : keys;
};

export const evaluateLayer = (policies: readonly CompiledPolicy[], question: AccessRequest): Said => {
  const said = { ...silent };
  for (const policy of policies) {
    const about = policy.about(question.asked.action);
    spend(about.length + 1);
    for (const statement of about) record(said, statement, question);
  }
  return said;
};
