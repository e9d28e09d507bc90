import type { CompiledStatement, Condition, Facts } from './compiled.ts';
import { spend } from './effort.ts';
import { matchesResource, matchesTokens, mayMatchAcross } from './pattern.ts';
import { remembered } from './remembered.ts';
import { PolicyError, type Truth } from './request.ts';

/** The parts of one statement, each on its own. */

/** `action` in lower case. */
export const actionMatches = ({ actions }: CompiledStatement, action: string): boolean => {
  let found = actions.matched.get(action);
  if (found === undefined) {
    found = actions.patterns.some((pattern) => matchesTokens(pattern.tokens, action)) !== actions.not;
    actions.matched.set(action, found);
  }
  return found;
};

/** Answers the statements that are about a lower-case action. */
export const aboutAction = (statements: CompiledStatement[]): ((action: string) => CompiledStatement[]) =>
  remembered((action) => {
    spend(statements.length);
    return statements.filter((statement) => actionMatches(statement, action));
  });

const matchResources = (
  { resources, place }: CompiledStatement,
  resource: readonly string[] | undefined,
  facts: Facts,
): Truth => {
  if (!resources) return 'yes';
  let found: Truth = 'no';
  let valueless = false;
  let across: string | undefined;
  for (const pattern of resources.patterns) {
    const match = matchesResource(pattern, resource, facts);
    if (match === 'yes') return resources.not ? 'no' : 'yes';
    if (match === 'no' && resource && mayMatchAcross(pattern, resource)) across = pattern.text;
    if (match === 'unknown') found = 'unknown';
    if (match === 'absent') valueless = true;
  }
  if (across) {
    throw new PolicyError('unsupported', `"${across}" matches only if a * at the end of a part passes a colon`, place);
  }
  if (!resources.not) return found;
  // "Variables and tags": it "might cause the entire statement to be invalid".
  if (valueless && found === 'no')
    throw new PolicyError('unsupported', 'a variable of NotResource has no value', place);
  return found === 'unknown' ? 'unknown' : 'yes';
};

/**
 * `resource` is the parts of an ARN, or undefined for `*`. One resource is often asked for in many contexts: without
 * variables the last answer is kept.
 */
export const resourceMatches = (
  statement: CompiledStatement,
  resource: readonly string[] | undefined,
  facts: Facts,
): Truth => {
  if (statement.variesByContext) return matchResources(statement, resource, facts);
  const { last } = statement;
  if (last.about !== undefined && last.resource === resource) return last.about;
  last.about = matchResources(statement, resource, facts);
  last.resource = resource;
  return last.about;
};

/**
 * All conditions together, with what is known of the rest of the statement. One that must be refused counts only where
 * all else holds: what never applies need not be understood, and what is open may yet not apply.
 * Plain loops here and in layers.ts: this runs for every statement of every question.
 */
export const conditionsHold = ({ conditions }: CompiledStatement, facts: Facts, rest: Truth = 'yes'): Truth => {
  let found = rest;
  let refused: unknown;
  for (const condition of conditions) {
    try {
      const truth = condition.holds(facts);
      if (truth === 'no') return 'no';
      if (truth === 'unknown') found = 'unknown';
    } catch (error) {
      refused = error;
    }
  }
  if (refused && found === 'yes') throw refused;
  return found;
};

const isOpen = (condition: Condition, facts: Facts): boolean => {
  try {
    return condition.holds(facts) === 'unknown';
  } catch {
    return true;
  }
};

/** Keys without a known value that the statement reads. */
export const unknownKeys = ({ conditions, resources }: CompiledStatement, facts: Facts): string[] => {
  const keys = [
    ...conditions.filter((each) => isOpen(each, facts)).flatMap((each) => each.keys),
    ...(resources?.patterns ?? []).flatMap((each) => each.variables),
  ];
  return [...new Set(keys)].filter((key) => facts.get(key) === undefined);
};
