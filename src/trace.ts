import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * A stack with our lines as they are in the repository: the package's code is minified, and its map is beside it. `program`:
 * the file that the package's code runs from, which in a checkout has no map.
 */
export function traced(stack: string, program = fileURLToPath(import.meta.url)): string {
  if (!existsSync(`${program}.map`)) return stack;
  const map = new SourceMap(JSON.parse(readFileSync(`${program}.map`, 'utf8')));
  const [before = '', ...places] = stack.split(`${program}:`);
  const told = places.map((place) => {
    const [whole = '', line, column] = /^(\d+):(\d+)/.exec(place) ?? [];
    const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
    if (!('originalSource' in entry) || entry.originalSource === undefined) return `${program}:${place}`;
    const rest = place.slice(whole.length);
    return `${entry.originalSource}:${entry.originalLine + 1}${rest}`;
  });
  return [before, ...told].join('');
}
