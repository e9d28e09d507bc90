import type { CompiledStatement, Facts } from '../decide/compiled.ts';
import { factsOf } from '../decide/facts.ts';
import type { Request } from '../decide/request.ts';
import { contextCells, type KeyValue } from './context.ts';
import type { Glob } from './glob.ts';
import { literalOf } from './texts.ts';
import { variableForms } from './variables.ts';

type Context = Request['context'];

const mostAssignments = 200;

/**
 * Every way of giving values to the keys that stand as variables in patterns: these are settled first, as they decide
 * which texts the patterns are. One empty way where there are none; a text where they cannot be told.
 */
export function assignments(
  statements: CompiledStatement[],
  request: Request,
): { context: Context; facts: Facts }[] | string {
  const forms = variableForms(statements);
  if (typeof forms === 'string') return forms;
  let ways: Context[] = [{}];
  for (const [key, globs] of forms) {
    const next: Context[] = [];
    for (const context of ways) {
      const facts = factsOf({ ...request, context });
      if (facts.get(key) !== undefined) {
        next.push(context);
        continue;
      }
      const cells = contextCells(key, conditionsOn(key, statements), facts, globs);
      if (typeof cells === 'string') return cells;
      for (const value of cells) next.push({ ...context, [key]: value });
      if (next.length > mostAssignments) return `its policy variables have more than ${mostAssignments} combinations`;
    }
    ways = next;
  }
  return ways.map((context) => ({ context, facts: factsOf({ ...request, context }) }));
}

/** The values worth giving to a key, remembered for one request. */
export function contextSource(
  request: Request,
  statements: CompiledStatement[],
): (key: string, context: Context) => KeyValue[] | string {
  const known = new Map<string, KeyValue[] | string>();
  return (key, context) => {
    let cells = known.get(key);
    if (cells === undefined) {
      const facts = factsOf({ ...request, context });
      cells = contextCells(key, conditionsOn(key, statements), facts, sessionForms(key, statements));
      known.set(key, cells);
    }
    return cells;
  };
}

function conditionsOn(key: string, statements: CompiledStatement[]) {
  return statements.flatMap(({ conditions }) => conditions.filter((condition) => condition.key === key));
}

/** A role stands for its sessions: which of them asks shows in aws:userid, behind the colon. */
function sessionForms(key: string, statements: CompiledStatement[]): Glob[] {
  if (key !== 'aws:userid') return [];
  return statements.flatMap(({ principals }) =>
    (principals?.patterns ?? []).flatMap((pattern): Glob[] => {
      const session = pattern.type === 'arn' && /:assumed-role\/[^/]+\/([^/]+)$/.exec(pattern.arn)?.[1];
      return session ? [[{ kind: 'many' }, ...literalOf(`:${session}`)]] : [];
    }),
  );
}
