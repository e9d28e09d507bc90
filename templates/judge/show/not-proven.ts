import type { AcceptedPlace } from '../compare/accepted-places.ts';
import { type NotProven, said } from '../read/not-proven.ts';
import type { Cell } from './cell.ts';
import { printableLines } from './printable.ts';

/** What was not read, a line a place with its id, then what of it is accepted; empty where all was read. */
export function notProvenInWords(list: AcceptedPlace[]): string {
  const lines = list.map((place) => {
    const { id, accepted } = place;
    return accepted
      ? `  accepted by ${accepted.owner}: ${said(place)} (${accepted.reason})`
      : `  ${said(place)} (id: ${id})`;
  });
  return lines.length === 0 ? '' : printableLines(['not proven', ...lines]);
}

/** Cells of which the engine refuses to answer everything, as places that were not read. */
export const unansweredIn = (cells: Cell[], stack = ''): NotProven[] =>
  cells.flatMap(({ who, what, undecided, notProven = [] }) =>
    (undecided ? notProven : []).map((why) => ({ stack, logicalId: '', path: '', what: `${who} on ${what}`, why })),
  );
