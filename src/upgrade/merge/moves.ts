import type { Blob, Side } from '../../git/objects.ts';

/** A declared move, file by file. `applied` is false where the person's side was in the way. */
export interface Moved {
  from: string;
  to: string;
  applied: boolean;
}

function filesOf([from, to]: [string, string], paths: Iterable<string>): [string, string][] {
  if (!from.endsWith('/')) return [[from, to]];
  return [...paths].filter((path) => path.startsWith(from)).map((path) => [path, to + path.slice(from.length)]);
}

function rename(side: Map<string, Blob>, from: string, to: string): void {
  const blob = side.get(from);
  if (!blob) return;
  side.delete(from);
  side.set(to, blob);
}

/**
 * Base and mine as if they had always had the new names, so that an edit meets the change of its own file.
 * A folder's move takes the generated files along; what a person added to it stays where they put it.
 */
export function applyMoves(
  moves: [string, string][],
  base: Side,
  mine: Side,
): { base: Side; mine: Side; moved: Moved[] } {
  const [from, to] = [new Map(base), new Map(mine)];
  const moved: Moved[] = [];
  for (const move of moves) {
    for (const [old, name] of filesOf(move, [...from.keys()])) {
      if (!from.has(old)) continue;
      const applied = !to.has(name);
      if (applied) {
        rename(from, old, name);
        if (to.has(old)) moved.push({ from: old, to: name, applied });
        rename(to, old, name);
      } else moved.push({ from: old, to: name, applied });
    }
  }
  return { base: from, mine: to, moved };
}

/** Where a path is after the moves. */
export function moveOf(path: string, moves: [string, string][]): string {
  return moves.reduce((now, move) => filesOf(move, [now]).find(([from]) => from === now)?.[1] ?? now, path);
}
