import {
  type Document,
  isSeq,
  isMap as isYamlMap,
  type Node,
  parseDocument,
  type ToStringOptions,
  YAMLMap,
  YAMLSeq,
} from 'yaml';
import { equal, isMap, named, type Value } from './value.ts';

function documentOf(text: string): Document | undefined {
  const document = parseDocument(text, { uniqueKeys: true, merge: false });
  return document.errors.length > 0 ? undefined : document;
}

/** The document's value; undefined where it is not valid YAML, says a key twice, or holds an alias, whose meaning a merge would lose. */
export function readYaml(text: string): Value | undefined {
  const document = documentOf(text);
  if (!document || /(^|\s)[&*][A-Za-z]/m.test(text.replace(/#.*$/gm, '').replace(/(['"]).*?\1/g, ''))) return undefined;
  const value = document.toJS({ maxAliasCount: 0 }) as Value;
  return value === null ? undefined : value;
}

const styles: ToStringOptions[] = [true, false].flatMap((indentSeq) =>
  [true, false].map((flowCollectionPadding) => ({ lineWidth: 0, indentSeq, flowCollectionPadding })),
);

/** The way of printing that gives the person's own text back, or the nearest. */
function styleOf(text: string): ToStringOptions {
  const own = styles.find((style) => documentOf(text)?.toString(style) === text);
  return own ?? (styles[/:\n(\s*)- .*\n/.test(text) && /^(\s*)[\w-]+:\n\1- /m.test(text) ? 2 : 0] as ToStringOptions);
}

const plain = (node: unknown, document: Document): Value | undefined =>
  node === undefined || node === null ? undefined : ((node as Node).toJS(document) as Value);

/** Mine with what the merge changed, each new piece as incoming wrote it: comments and pins come along. */
function rebuilt(mine: unknown, incoming: unknown, value: Value, us: Document, them: Document): Node {
  if (equal(plain(mine, us), value)) return mine as Node;
  if (isYamlMap(mine) && isMap(value)) {
    const other = isYamlMap(incoming) ? incoming : new YAMLMap();
    for (const pair of [...mine.items]) if (!Object.hasOwn(value, String(plain(pair.key, us)))) mine.delete(pair.key);
    for (const [key, item] of Object.entries(value))
      mine.set(key, rebuilt(mine.get(key, true), other.get(key, true), item, us, them));
    return mine;
  }
  if (isSeq(mine) && Array.isArray(value)) {
    const own = named(plain(mine, us) as Value[]);
    const other = isSeq(incoming) ? incoming : new YAMLSeq();
    const foreign = named(plain(other, them) as Value[]);
    const names = [...(named(value) ?? new Map<string, Value>()).keys()];
    const itemOf = (seq: YAMLSeq, list: Map<string, Value> | undefined, name: string) =>
      seq.items[[...(list?.keys() ?? [])].indexOf(name)];
    mine.items = value.map((item, at) =>
      rebuilt(itemOf(mine, own, names[at] as string), itemOf(other, foreign, names[at] as string), item, us, them),
    );
    return mine;
  }
  if (equal(plain(incoming, them), value)) return (incoming as Node).clone() as Node;
  return us.createNode(value) as Node;
}

/** Ours' text with `value` in the place of what it says; comments and order kept. */
export function writeYaml(mine: string, incoming: string, value: Value): string {
  const [us, them] = [documentOf(mine) as Document, documentOf(incoming) as Document];
  us.contents = rebuilt(us.contents, them.contents, value, us, them) as never;
  return us.toString(styleOf(mine));
}
