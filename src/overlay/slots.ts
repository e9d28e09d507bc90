import type { Json } from '../../templates/judge/read/json.ts';
import { Refusal } from '../refusal.ts';
import { settingAt } from '../shape/settings.ts';

/** How a character is written inside a quoted text, where the language has one way that no kind of quote changes. */
type Escape = ((codePoint: number) => string) | undefined;

const units = (codePoint: number) =>
  [...Array(String.fromCodePoint(codePoint).length).keys()]
    .map((at) => String.fromCodePoint(codePoint).charCodeAt(at).toString(16).padStart(4, '0'))
    .map((unit) => `\\u${unit}`)
    .join('');

const escapes: Record<string, Escape> = {
  json: units,
  ts: units,
  // A Python text takes code points: two halves of a pair would stay two (Python, "String and Bytes literals").
  py: (codePoint) => `\\U${codePoint.toString(16).padStart(8, '0')}`,
  // In YAML the quote decides what a backslash means, and a block may hold a script: other characters are refused.
  yaml: undefined,
  sh: undefined,
  toml: undefined,
};
const extensions: Record<string, string> = {
  json: 'json',
  ts: 'ts',
  mts: 'ts',
  js: 'ts',
  mjs: 'ts',
  py: 'py',
  yml: 'yaml',
  yaml: 'yaml',
  sh: 'sh',
  toml: 'toml',
  md: 'md',
  txt: 'txt',
};

/** The language of a file that may have slots, by its name's end. */
export function languageOf(path: string): string | undefined {
  const extension = /\.([a-z]+)$/.exec(path)?.[1] ?? '';
  return Object.hasOwn(extensions, extension) ? extensions[extension] : undefined;
}

/** Means the same inside quotes of every language here, and ends none of them. */
const plain = () => /^[\p{L}\p{N} ._:/@=+,-]$/u;

/**
 * The column is inside a quoted text that begins and ends on this line. An apostrophe in a word (don't) opens
 * nothing, save after Python's prefixes; in shell, YAML and TOML a backslash is a letter between single quotes.
 */
function isQuoted(line: string, column: number, language: string): boolean {
  let open: string | undefined;
  for (let at = 0; at < column; at++) {
    const letter = line[at] as string;
    const before = line[at - 1] ?? ' ';
    if (letter === '\\' && !(open === "'" && ['sh', 'yaml', 'toml'].includes(language))) at++;
    else if (open === letter) open = undefined;
    else if (!open && (letter === '"' || letter === "'")) {
      const prefix = language === 'py' && /(^|[^\p{L}\p{N}_])[fFrRbBuU]{1,2}$/u.test(line.slice(0, at));
      if (prefix || !/[\p{L}\p{N}_]/u.test(before)) open = letter;
    }
  }
  return open !== undefined && line.indexOf(open, column) >= 0;
}

function refuse(where: string, what: string, fix: string): never {
  throw new Refusal({ code: 'overlay/slot', what, where, fix });
}

function written(value: Json | undefined, key: string, language: string, where: string): string {
  if (value === undefined) refuse(where, `There is no answer "${key}"`, 'Name an answer of settings.json.');
  if (value === null || typeof value === 'object') {
    refuse(
      where,
      `The answer ${key} has no single value to write`,
      `Answer it: --set ${key}=VALUE, or take the slot out.`,
    );
  }
  const write = escapes[language];
  if (!write && String(value).startsWith('-')) {
    refuse(where, `The answer ${key} begins with "-", which a command would read as an option`, 'Answer without it.');
  }
  return [...String(value)]
    .map((character) => {
      if (plain().test(character)) return character;
      if (write) return write(character.codePointAt(0) as number);
      const shown = JSON.stringify(character).replace(/[^\x20-\x7e]/g, '?');
      return refuse(
        where,
        `The answer ${key} has ${shown}, which a slot in ${language} cannot hold`,
        'Answer without it.',
      );
    })
    .join('');
}

/**
 * Replaces `{{ answers.KEY }}`. A slot in code is between quotes on its own line, so that a value is always text;
 * what could end the text is written as an escape, or refused where the language has no safe one.
 */
export function fillSlots(path: string, text: string, answers: unknown): string {
  const language = languageOf(path) ?? refuse(path, 'This kind of file has no slots', 'Take it out of "slots".');
  const prose = language === 'md' || language === 'txt';
  return text
    .split('\n')
    .map((line, index) =>
      line.replace(/(\$?)\{\{(.*?)\}\}/g, (slot, dollar: string, inner: string, column: number) => {
        if (dollar) return slot; // ${{ … }} is an expression of GitHub Actions.
        const where = `${path}:${index + 1}`;
        const key = /^ ?answers\.([A-Za-z][\w.:/=+@-]*) ?$/.exec(inner)?.[1];
        if (!key)
          refuse(where, `"${slot.slice(0, 60)}" is not a slot`, 'Write {{ answers.KEY }}: there is no logic here.');
        if (!prose && !isQuoted(line, column, language)) {
          refuse(where, `The slot ${slot} is outside quotes`, `Put it between quotes: "${slot}".`);
        }
        return written(settingAt(answers, key as string), key as string, language, where);
      }),
    )
    .join('\n');
}
