import type { Tree } from '../tree/tree.ts';
import type { Objection } from './guard.ts';
import { makeWaiver, printWaivers, type Waiver, waiversPath } from './waiver.ts';

/** Wider access that is there because somebody asked for it. What is only not proven is nobody's wish. */
export const isWanted = ({ id }: Objection): boolean => /^access\/(?!unproven-)/.test(id ?? '');

/** accepted.json with a line for each access that was asked for, so that a pull request shows what its reviewer accepts. */
export function acceptedWith(
  waivers: readonly Partial<Waiver>[],
  objections: readonly Objection[],
  { owner, reason }: { owner: string; reason: string },
): Tree {
  const known = new Set(waivers.map(({ id }) => id));
  const ids = [...new Set(objections.filter(isWanted).flatMap(({ id }) => id ?? []))].filter((id) => !known.has(id));
  if (ids.length === 0) return new Map();
  const today = new Date().toISOString().slice(0, 10);
  const lines = ids.map((id) => makeWaiver({ id, owner, reason }, today));
  return new Map([[waiversPath, { mode: '100644', content: printWaivers([...waivers, ...lines]) }]]);
}
