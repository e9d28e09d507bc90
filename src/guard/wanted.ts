import type { Tree } from '../tree/tree.ts';
import type { Objection } from './guard.ts';
import { makeWaiver, printWaivers, type Waiver, waiversPath } from './waiver.ts';

/** What somebody asked for by a command, in words for a review, and which objections are about that. */
export interface AskedFor {
  reason: string;
  is(objection: Objection): boolean;
  /** Does a line with this reason accept what is gone with it? It would accept the same again, for whoever brings it back. */
  ends?(reason: string): boolean;
}

/** Rights, and callers that an alert leaves out: new roles alone. What is only not proven is nobody's wish. */
export const comesWithUnit = ({ id }: Objection): boolean =>
  /^(access\/(?!unproven-)|upgrade\/excepted\/)/.test(id ?? '');

/**
 * What told of the unit goes with it, and what its own policies refused is about nothing that the templates make. Where it
 * holds something, that stays in AWS: `upgrade/removed/` is a decision of its own, and is not among these.
 */
export const goesWithUnit = ({ id }: Objection): boolean => /^(upgrade\/lost\/|access\/(?!unproven-))/.test(id ?? '');

const addedWith = 'Asked for with "secure-ml add ';

/** Why a line is there that came with a unit. */
export const addedFor = (kind: string, name: string): string =>
  `${addedWith}${kind} ${name}": what its unit.json names, and nobody else`;

/** Came a line with the unit of this name, of whatever kind? */
export const isAddedFor = (reason: string, name: string): boolean =>
  reason.startsWith(addedWith) && reason.includes(` ${name}": `);

/** accepted.json with a line for each objection that was asked for, so that a pull request shows what its reviewer accepts. */
export function acceptedWith(
  waivers: readonly Partial<Waiver>[],
  objections: readonly Objection[],
  { owner, reason, is, ends = () => false }: AskedFor & { owner: string },
): Tree {
  const found = new Map(objections.filter(is).flatMap((each) => (each.id ? [[each.id, each.digest] as const] : [])));
  // A line about another content of it accepted an earlier change, which is made.
  const stays = waivers.filter(
    ({ id = '', digest, reason: given }) =>
      (digest === undefined || !found.has(id) || found.get(id) === digest) && !ends(String(given)),
  );
  const known = new Set(stays.map(({ id }) => id));
  const ids = [...found.keys()].filter((id) => !known.has(id));
  if (ids.length === 0 && stays.length === waivers.length) return new Map();
  const today = new Date().toISOString().slice(0, 10);
  const lines = ids.map((id) => makeWaiver({ id, owner, reason, digest: found.get(id) }, today));
  return new Map([[waiversPath, { mode: '100644', content: printWaivers([...stays, ...lines]) }]]);
}
