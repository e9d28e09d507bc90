import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The map of one of our files; none in a checkout, which runs from its sources. */
function mapOf(file: string): SourceMap | undefined {
  return existsSync(`${file}.map`) ? new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8'))) : undefined;
}

/**
 * A stack with our lines as they are in the repository: the package's code is minified, and its maps are beside it. `folder`: where the
 * package's code runs from.
 */
export function traced(stack: string, folder = dirname(fileURLToPath(import.meta.url))): string {
  const [before = '', ...places] = stack.split(join(folder, sep));
  const maps = new Map<string, SourceMap | undefined>();
  const told = places.map((place) => {
    const [whole = '', file = '', line, column] = /^([\w-]+\.cjs):(\d+):(\d+)/.exec(place) ?? [];
    if (!maps.has(file)) maps.set(file, mapOf(join(folder, file)));
    const entry = maps.get(file)?.findEntry(Number(line) - 1, Number(column) - 1);
    if (!entry || !('originalSource' in entry) || entry.originalSource === undefined) return join(folder, sep) + place;
    return `${entry.originalSource}:${entry.originalLine + 1}${place.slice(whole.length)}`;
  });
  return [before, ...told].join('');
}
