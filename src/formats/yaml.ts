import { isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Json } from '../../templates/judge/read/json.ts';
import { Refusal } from '../refusal.ts';

/** Values of one template, those that aliases repeat among them: CloudFormation takes 1 MB and 500 resources. */
const mostValues = 300_000;
const deepest = 100;
/** A line alone takes the parser microseconds, whatever is in it. */
const mostLines = 300_000;

const refuse = (what: string, where: string, fix: string): never => {
  throw new Refusal({ code: 'formats/yaml', what, where, fix });
};

/** What YAML 1.1 takes a plain word for (yaml.org/type/bool.html, yaml.org/type/null.html); CloudFormation reads 1.1. */
const words = new Map<string, Json>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['true', 'yes', 'on'].flatMap((word) => cases(word).map((each) => [each, true] as const)),
  ...['false', 'no', 'off'].flatMap((word) => cases(word).map((each) => [each, false] as const)),
]);

function cases(word: string): string[] {
  return [word, word.toUpperCase(), `${word[0]?.toUpperCase()}${word.slice(1)}`];
}

/** A plain number that would be written otherwise stays text: an account that begins with 0, a date, a version. */
function plain(text: string): Json {
  const word = words.get(text);
  if (word !== undefined) return word;
  return /^-?\d/.test(text) && String(Number(text)) === text ? Number(text) : text;
}

/**
 * `!Sub x` is `{"Fn::Sub": "x"}` (CloudFormation User Guide, "Intrinsic function reference"). A tag that is not a function of
 * CloudFormation becomes one that the resolver does not know either: what rests on it is not proven.
 */
function tagged(tag: string, value: Json): Json {
  if (tag === '!Ref' || tag === '!Condition') return { [tag.slice(1)]: value };
  const name = `Fn::${tag.replace(/^!/, '')}`;
  if (tag !== '!GetAtt' || typeof value !== 'string') return { [name]: value };
  const [id = '', attribute] = value.split(/\.(.*)/s);
  return { [name]: attribute === undefined ? [id] : [id, attribute] };
}

const standard = /^tag:yaml\.org,2002:(str|map|seq|int|float|bool|null)$/;

/** Reads the tree of a document by itself: what a library makes of tags, dates and octal numbers is not CloudFormation's. */
class Reader {
  #values = 0;
  readonly #anchors = new Map<string, unknown>();
  readonly #text: string;
  readonly #where: string;

  constructor(text: string, where: string) {
    this.#text = text;
    this.#where = where;
  }

  value(node: unknown, depth = 0): Json {
    if (++this.#values > mostValues || depth > deepest) {
      const fix = 'CloudFormation takes 1 MB of template and 500 resources: name a template that it would take.';
      return refuse('It holds more values than a template can, or nests them too deep', this.#where, fix);
    }
    if (isAlias(node)) {
      const named = this.#anchors.get(node.source);
      if (named === undefined)
        return refuse(`*${node.source} stands for nothing that is before it`, this.#where, 'Write the value out.');
      return this.value(named, depth + 1);
    }
    const { tag, anchor } = (node ?? {}) as { tag?: string; anchor?: string };
    if (anchor !== undefined) this.#anchors.set(anchor, node);
    const value = this.#plain(node, depth);
    return tag === undefined || standard.test(tag) ? value : tagged(tag, value);
  }

  #plain(node: unknown, depth: number): Json {
    if (isMap(node)) {
      // The parser's own search for a key that is there twice compares each with all others.
      const names = new Set<string>();
      return Object.fromEntries(
        node.items.map(({ key, value }) => {
          const name = isScalar(key) ? String(key.source ?? key.value) : undefined;
          if (name === undefined || name === '<<')
            return refuse(
              'It holds a merge key or a key that is not text, which CloudFormation does not read',
              this.#where,
              'Write the keys out.',
            );
          if (names.has(name)) {
            const before = this.#text.slice(0, isScalar(key) ? key.range?.[0] : 0).split('\n');
            const at = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
            return refuse(
              `The key ${JSON.stringify(name.slice(0, 80))} is not unique at ${at}`,
              this.#where,
              'Fix the file, then try again.',
            );
          }
          names.add(name);
          return [name, this.value(value, depth + 1)];
        }),
      );
    }
    if (isSeq(node)) return node.items.map((item) => this.value(item, depth + 1));
    if (!isScalar(node)) return null;
    const text = String(node.source ?? node.value ?? '');
    // What has a tag is text: of `!Ref On`, On is a name.
    return node.type === 'PLAIN' && node.tag === undefined ? plain(text) : text;
  }
}

/** A YAML text as JSON has it, with the long forms of intrinsic functions. Throws a Refusal that names line and column. */
export function parseYaml(text: string, where: string): Json {
  if (text.split('\n', mostLines + 1).length > mostLines) {
    return refuse(`It has more than ${mostLines} lines`, where, 'Take out empty lines and comments, then try again.');
  }
  try {
    const document = parseDocument(text, { schema: 'failsafe', logLevel: 'error', uniqueKeys: false });
    const [first] = document.errors;
    if (first) {
      const [line = ''] = first.message.split('\n');
      return refuse(
        `It is not YAML that can be read: ${line.replace(/:$/, '')}`,
        where,
        'Fix the file, then try again.',
      );
    }
    return new Reader(text, where).value(document.contents);
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof ReferenceError)) throw error;
    return refuse('It nests its values too deep', where, 'Name a template that CloudFormation would take.');
  }
}
