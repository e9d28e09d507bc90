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
