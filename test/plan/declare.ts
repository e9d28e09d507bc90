import type { Declaration } from '../../src/plan/catalog.ts';

/** A control as its control.json declares it: on from the lowest tier, unless told otherwise. */
export function declare(id: string, more: Partial<Declaration> = {}): Declaration {
  return {
    id,
    title: `Title of ${id}`,
    why: 'A reason.',
    from: 'public',
    needs: [],
    satisfies: [],
    carries: 'AWS::X::Y',
    ...more,
  };
}
