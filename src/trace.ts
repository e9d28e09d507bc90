import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

const place = /(file:\/\/[^\s()]+\.js):(\d+):(\d+)/g;

/** A stack with our lines as they stand in the repository: the package's code is minified, and its maps are beside it. */
export function traced(stack: string): string {
  return stack.replace(place, (whole, url: string, line: string, column: string) => {
    const file = `${fileURLToPath(url)}.map`;
    if (!existsSync(file)) return whole;
    const map = new SourceMap(JSON.parse(readFileSync(file, 'utf8')));
    const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
    if (!('originalSource' in entry) || entry.originalSource === undefined) return whole;
    return `${entry.originalSource}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}
