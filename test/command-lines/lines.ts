/** A command line of a page, taken apart. */
export interface CommandLine {
  page: string;
  /** From 1. */
  line: number;
  text: string;
  /** `aws` and a service, or `npm`. */
  service: string;
  operation: string;
  /** By the option's name without its dashes; an option without a value is `true`. */
  options: Record<string, string>;
  words: string[];
  /** The line or list item that it is in, with its code block's comments before it. */
  around: string;
}

/** Operations whose names have no hyphen; "aws only" is prose. */
const plain = ['cp', 'tail', 'publish', 'login', 'subscribe', 'sync'];
const start =
  /\b(?:aws (?<service>[a-z0-9-]+) (?<operation>[a-z0-9]+(?:-[a-z0-9]+)*)|npm run (?<script>[a-z][a-z:-]*))/g;

/** Every `aws ...` and `npm run ...` of a page in Markdown, in code and in prose. */
export function linesOf(page: string, text: string): CommandLine[] {
  const joined = text.replace(/\\\n\s*/g, (all) => ' '.repeat(all.length));
  return [...joined.matchAll(start)].flatMap((found) => {
    const { service = 'npm', operation = '', script } = found.groups as Record<string, string | undefined>;
    const name = script ?? operation;
    if (!script && !name.includes('-') && !plain.includes(name)) return [];
    const from = found.index + found[0].length;
    const { options, words, end } = argumentsOf(joined, from);
    const line = joined.slice(0, found.index).split('\n').length;
    const around = aroundOf(joined, found.index, end);
    return [{ page, line, text: joined.slice(found.index, end), service, operation: name, options, words, around }];
  });
}

/** The options and words behind a command, up to what ends it in a shell or in a sentence. */
function argumentsOf(text: string, from: number) {
  const options: Record<string, string> = {};
  const words: string[] = [];
  let end = from;
  let last: string | undefined;
  for (;;) {
    const found = /^[ \t]+((?:"(?:\\.|[^"\\])*"|'[^']*'|\$\([^)]*\)|<[^>\n]*>|[^\s"'`;|)&#])+)/.exec(text.slice(end));
    if (!found) break;
    const [all, raw = ''] = found;
    const closes = /[.,:]$/.test(raw);
    const value = raw.replace(/[.,:]$/, '').replaceAll(/["']/g, '');
    if (value.startsWith('(')) break;
    const isOption = value.startsWith('--') && value.length > 2;
    // A word of a sentence: neither an option, nor the value of one, nor a placeholder.
    if (!isOption && last === undefined && /^[a-z]/.test(value) && !/[/=$.]/.test(value)) break;
    end += all.length;
    if (isOption) {
      last = value.slice(2);
      options[last] = 'true';
    } else if (last !== undefined) {
      options[last] = options[last] === 'true' ? value : `${options[last]} ${value}`;
    } else if (value !== '--') words.push(value);
    if (closes) break;
  }
  return { options, words, end };
}

/** In a code block the line with the comment before it; elsewhere the paragraph or list item. */
function aroundOf(text: string, index: number, end: number): string {
  const fences = text.slice(0, index).split('```').length - 1;
  const lineStart = text.lastIndexOf('\n', index) + 1;
  const lineEnd = (text.indexOf('\n', end) + text.length + 1) % (text.length + 1) || text.length;
  if (fences % 2 === 1) {
    const before =
      text
        .slice(0, lineStart - 1)
        .split('\n')
        .at(-1) ?? '';
    return `${before.startsWith('#') ? before : ''}\n${text.slice(lineStart, lineEnd)}`;
  }
  const item = Math.max(
    text.lastIndexOf('\n- ', index),
    text.lastIndexOf('\n\n', index),
    text.lastIndexOf('\n|', index),
  );
  const next = text.slice(end).search(/\n(- |\n|\||\d+\. )/);
  return text.slice(item + 1, next < 0 ? text.length : end + next);
}
