import type { Plugin } from 'esbuild';

/** What a release publishes of its judge; the program reads it, so that nobody renders templates to compare a file. */
export const digestsFile = 'digests.json';

export const digestsBeside: Plugin = {
  name: 'digests-beside',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/]fleet[\\/]published\.ts$/ }, () => ({
      contents: `import { readFileSync } from 'node:fs';
let held;
export const published = () => (held ??= JSON.parse(readFileSync(new URL('${digestsFile}', import.meta.url), 'utf8')));`,
      loader: 'js',
    }));
  },
};
