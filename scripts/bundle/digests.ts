import { dirname } from 'node:path';
import type { Plugin } from 'esbuild';
import type { Kept } from '../../src/fleet/kept.ts';
import { digestsOf } from '../../src/fleet/published.ts';
import { readTemplates } from '../../src/tree/templates.ts';

/** What a release publishes of its judge; the program reads it, so that nobody renders templates to compare a file. */
export const digestsFile = 'digests.json';

/** From the folder that the archive is made of, in which paths are sorted as in the archive. */
export function keptOf(templates: string): Kept {
  const { files, ...rest } = digestsOf(templates);
  const paths = [...readTemplates(templates).keys()];
  const places = paths.flatMap((path, place) => (Object.hasOwn(files, path.replace(/\.ejs$/, '')) ? [place] : []));
  return { ...rest, files: places };
}

export const digestsBeside: Plugin = {
  name: 'digests-beside',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/]fleet[\\/]published\.ts$/ }, ({ path }) => ({
      contents: `import { readFileSync } from 'node:fs';
import { publishedOf } from './kept.ts';
const kept = () => JSON.parse(readFileSync(new URL('${digestsFile}', import.meta.url), 'utf8'));
let held;
export const published = (templates) => (held ??= publishedOf(kept(), templates));`,
      loader: 'js',
      resolveDir: dirname(path),
    }));
  },
};
