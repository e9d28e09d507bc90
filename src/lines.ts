/** Words in lines of at most `width` columns. A word that is longer has a line of its own. */
function filled(words: readonly string[], width: number): string[] {
  const made: string[] = [];
  let line = '';
  for (const word of words) {
    if (line !== '' && line.length + 1 + word.length > width) {
      made.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...made, line];
}

export const lines = (text: string, width: number): string[] => filled(text.split(' '), width);

/** Prose wider than that is hard to read. */
const widest = 120;

/** An option and, below where they began, its words; where little room is left, all of them on lines of their own. */
function option(line: string, width: number, narrow: boolean): string[] {
  const head = /^ *\S.*? {2,}(?=\S)|^ */.exec(line)?.[0] ?? '';
  if (line.length <= width && !narrow) return [line];
  // Options alone, with their words on the line below.
  if (/^ {2}-/.test(line) && head === '  ') return lines(line.trim(), width - 2).map((text) => `  ${text}`);
  const indent = narrow ? 4 : head.length;
  const words = lines(line.slice(head.length), width - indent).map((text) => ' '.repeat(indent) + text);
  if (narrow) return head.trim() === '' ? words : [head.trimEnd(), ...words];
  return [head + (words[0] ?? '').trimStart(), ...words.slice(1)];
}

/** A command that can be pasted as it stands, though it has several lines. */
function command(line: string, width: number): string[] {
  const words = line.match(/"[^"]*"|\S+/g) ?? [];
  const parts = line.length <= width ? [line.trim()] : filled(words, width - 6);
  return parts.map((text, at) => `${at > 0 ? '    ' : '  '}${text}${at < parts.length - 1 ? ' \\' : ''}`);
}

const isCommand = (line: string) => /^ {2}[a-z]/.test(line);
const headOf = (line: string) => /^ {2}-.*? {2,}(?=\S)/.exec(line)?.[0].length ?? 0;

/** One part of a page: its usage, prose, options or examples. */
function part(text: string, first: boolean, width: number): string[] {
  const all = text.split('\n');
  if (all.some((line) => line.startsWith(' '))) {
    const narrow = all.some((line) => headOf(line) > width / 2);
    return all.flatMap((line) =>
      isCommand(line) ? command(line, width) : option(line, width, narrow && /^ /.test(line)),
    );
  }
  if (!first) return lines(all.join(' '), Math.min(width, widest));
  return all.flatMap((line) => lines(line, width - 4).map((piece, at) => (at > 0 ? `    ${piece}` : piece)));
}

/** A page of help at that width. */
export function fitted(page: string, width = 80): string {
  return page
    .replaceAll(/ \\\n +/g, ' ')
    .split('\n\n')
    .map((text, at) => part(text, at === 0, width).join('\n'))
    .join('\n\n');
}
