/** Words in lines of at most `width` columns. A word that is longer has a line of its own. */
export function lines(text: string, width: number): string[] {
  const made: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      made.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...made, line];
}

/** A page of help at that width: what is too long goes on below where it began, an option's words below its words. */
export function fitted(page: string, width = 80): string {
  return page
    .split('\n')
    .flatMap((line) => {
      if (line.length <= width) return [line];
      const head = /^ *\S.*? {2,}(?=\S)|^ */.exec(line)?.[0] ?? '';
      const indent = head.length <= width / 2 ? head.length : 4;
      const [first = '', ...rest] = lines(line.slice(head.length), width - indent);
      const below = rest.map((text) => `${' '.repeat(indent)}${text}`);
      return indent === head.length ? [`${head}${first}`, ...below] : [head.trimEnd(), `    ${first}`, ...below];
    })
    .join('\n');
}
