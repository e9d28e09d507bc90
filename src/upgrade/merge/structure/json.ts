import {
  applyEdits,
  type FormattingOptions,
  type JSONPath,
  modify,
  type Node,
  type ParseError,
  parse,
  parseTree,
} from 'jsonc-parser';
import { equal, isMap, type Value } from './value.ts';

const lenient = { allowTrailingComma: true, disallowComments: false };

/** The first key that an object below has twice, under the keys above it. */
function twinBelow(node: Node | undefined): string[] | undefined {
  const within = node?.type === 'object';
  const keys = within ? (node.children ?? []).map((property) => String(property.children?.[0]?.value)) : [];
  const seen = new Set<string>();
  const twin = keys.find((key) => seen.size === seen.add(key).size);
  if (twin !== undefined) return [twin];
  for (const [at, child] of (node?.children ?? []).entries()) {
    const found = twinBelow(within ? child.children?.[1] : child);
    if (found) return within ? [keys[at] ?? '', ...found] : found;
  }
  return undefined;
}

/** The first key that JSON says twice: who reads the file sees one value, and who parses it takes the other (RFC 8259, 4). */
export const twinIn = (text: string): string | undefined => twinBelow(parseTree(text, [], lenient))?.join('.');

/** The document's value; undefined where it is not valid JSON (comments allowed) or says a key twice. */
export function valueOfJson(text: string): Value | undefined {
  const errors: ParseError[] = [];
  const value = parse(text, errors, lenient) as Value | undefined;
  if (errors.length > 0 || value === undefined || twinIn(text) !== undefined) return undefined;
  // A key of this name would not survive as data.
  return /"(__proto__|constructor)"\s*:/.test(text) ? undefined : value;
}

function formatOf(text: string): FormattingOptions {
  const indent = /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';
  return { insertSpaces: !indent.startsWith('\t'), tabSize: indent.startsWith('\t') ? 1 : indent.length, eol: '\n' };
}

/** Sorted maps, as package.json's dependencies, stay sorted. */
function placeOf(key: string) {
  return (keys: string[]): number => {
    const sorted = keys.every((name, at) => at === 0 || (keys[at - 1] as string) <= name);
    const at = sorted && keys.length > 1 ? keys.findIndex((name) => name > key) : -1;
    return at < 0 ? keys.length : at;
  };
}

/** `text` with `value` in the place of what it says, touching only what differs. */
export function writeJson(text: string, value: Value): string {
  const formattingOptions = formatOf(text);
  let now = text;
  const set = (path: JSONPath, to: Value | undefined): void => {
    const key = path.at(-1);
    const getInsertionIndex = typeof key === 'string' ? placeOf(key) : undefined;
    now = applyEdits(
      now,
      modify(now, path, to, { formattingOptions, ...(getInsertionIndex && { getInsertionIndex }) }),
    );
  };
  const walk = (path: JSONPath, from: Value | undefined, to: Value): void => {
    if (equal(from, to)) return;
    if (isMap(from) && isMap(to)) {
      for (const key of Object.keys(from)) if (!Object.hasOwn(to, key)) set([...path, key], undefined);
      for (const key of Object.keys(to))
        walk([...path, key], Object.hasOwn(from, key) ? from[key] : undefined, to[key] as Value);
    } else if (
      Array.isArray(from) &&
      Array.isArray(to) &&
      from.length <= to.length &&
      from.every((_, at) => kin(from[at], to[at]))
    ) {
      for (const [at, item] of to.entries()) walk([...path, at], from[at], item);
    } else set(path, to);
  };
  const kin = (a: Value | undefined, b: Value | undefined) => equal(a, b) || (isMap(a) && isMap(b) && a.Sid === b.Sid);
  walk([], valueOfJson(text), value);
  return now;
}
