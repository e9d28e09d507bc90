export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

const mostDepth = 100;

/** Whether a value is nested deeper than anybody would write, and perhaps than functions can call themselves. */
export function isDeep(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > mostDepth) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return false;
}

/** JSON of others: what nests deeper than functions can follow is none (RFC 8259, 9: a parser may limit the depth). */
export function parseJson(text: string): Json {
  const value = JSON.parse(text) as Json;
  if (isDeep(value)) throw new SyntaxError(`its values are nested deeper than ${mostDepth} levels`);
  return value;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value that may stand alone or in a list, as IAM and CloudFormation allow in many places. */
export function listOf<T>(value: T | T[] | undefined): T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
