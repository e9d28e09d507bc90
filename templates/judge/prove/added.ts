import { parseJson } from '../read/json.ts';

/** Rows or journeys (JSON lists, as text) that the second has and the first has not; none where the second is not a list. */
export function addedRows(known: string, found: string): string {
  const here: unknown = parseJson(found);
  if (!Array.isArray(here)) return '[]';
  const texts = new Set((JSON.parse(known) as unknown[]).map((row) => JSON.stringify(row)));
  return JSON.stringify(here.filter((row) => !texts.has(JSON.stringify(row))));
}
