import type { KeyValue } from '../cells/context.ts';
import type { CompiledSet } from '../decide/compiled.ts';
import { decideCompiled } from '../decide/decide.ts';
import { type Decision, PolicyError, type Request } from '../decide/request.ts';

/** A request that one version of the policies allows and the other does not, with what each decides. */
export interface Difference {
  request: Request;
  allowed: Decision;
  refused: Decision;
}

export interface SearchResult {
  found?: Difference;
  /** Why "there is none" is not proven. */
  unproven: string[];
}

/** How many decisions may be made: in one search, and in all that are still to come. */
export interface Budget {
  each: number;
  left: number;
}

const isNo = ({ verdict, never }: Decision) => (verdict === 'DependsOn' ? never === true : verdict !== 'Allowed');

/**
 * Looks for a context in which `wide` allows and `narrow` does not. Keys are given values only where a decision depends
 * on them, and a branch ends as soon as either version has decided: what is left open then bears on nothing.
 */
export function search(
  request: Request,
  wide: CompiledSet,
  narrow: CompiledSet,
  cellsOf: (key: string, context: Request['context']) => KeyValue[] | string,
  budget: Budget,
): SearchResult {
  const unproven = new Set<string>();
  const last = Math.max(0, budget.left - budget.each);

  const visit = (context: Request['context']): Difference | undefined => {
    if (budget.left <= last) {
      unproven.add(`more than ${budget.each} decisions`);
      return undefined;
    }
    budget.left -= 2;
    const asked = { ...request, context };
    const allowed = decideCompiled(asked, wide);
    if (isNo(allowed)) return undefined;
    const refused = decideCompiled(asked, narrow);
    if (refused.verdict === 'Allowed') return undefined;
    if (allowed.verdict === 'Allowed' && isNo(refused)) return { request: asked, allowed, refused };

    const open = (allowed.verdict === 'DependsOn' ? allowed : refused).dependsOn.filter((key) => !(key in context));
    let branch: { key: string; cells: KeyValue[] } | undefined;
    for (const key of open) {
      const cells = cellsOf(key, context);
      if (typeof cells === 'string') unproven.add(cells);
      else if (!branch || cells.length < branch.cells.length) branch = { key, cells };
    }
    if (!branch) {
      if (open.length === 0) unproven.add('a decision stays open with every key known');
      return undefined;
    }
    for (const value of branch.cells) {
      const found = attempt(() => visit({ ...context, [branch.key]: value }));
      if (found) return found;
    }
    return undefined;
  };

  const attempt = <T>(run: () => T): T | undefined => {
    try {
      return run();
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error;
      unproven.add(error.message);
      return undefined;
    }
  };
  const found = attempt(() => visit(request.context));
  return { ...(found && { found }), unproven: [...unproven] };
}
