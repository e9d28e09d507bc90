import type { CompiledSet } from '../compiled.ts';
import { decide } from '../decide.ts';
import { type Decision, PolicyError, type Request } from '../request.ts';
import type { KeyValue } from './context.ts';

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

/**
 * Looks for a context in which `wide` allows and `narrow` does not. Keys are given values only where a decision depends
 * on them, and a branch ends as soon as either version has decided: what is left open then bears on nothing.
 * `limit` is in decisions.
 */
export function search(
  request: Request,
  wide: CompiledSet,
  narrow: CompiledSet,
  cellsOf: (key: string, context: Request['context']) => KeyValue[] | string,
  limit = 20_000,
): SearchResult {
  const unproven = new Set<string>();
  let left = limit;

  const visit = (context: Request['context']): Difference | undefined => {
    if (left <= 0) {
      unproven.add(`more than ${limit} decisions`);
      return undefined;
    }
    left -= 2;
    const asked = { ...request, context };
    const allowed = decide(asked, wide);
    if (allowed.verdict === 'ImplicitlyDenied' || allowed.verdict === 'ExplicitlyDenied') return undefined;
    const refused = decide(asked, narrow);
    if (refused.verdict === 'Allowed') return undefined;
    const settled = allowed.verdict === 'Allowed' && refused.verdict !== 'DependsOn';
    if (settled) return { request: asked, allowed, refused };

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
