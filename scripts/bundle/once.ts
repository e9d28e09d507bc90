import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

interface Lock {
  packages: Record<string, { version?: string }>;
}

/** The same release of a library is taken once, wherever npm placed its copies: each question of inquirer has one of its core. */
export function once(root: string): Plugin {
  const { packages }: Lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const first = new Map<string, string>();
  const release = (place: string) => `${place.split('node_modules/').at(-1)}@${packages[place]?.version}`;
  for (const place of Object.keys(packages).sort()) {
    if (!first.has(release(place))) first.set(release(place), place);
  }
  return {
    name: 'once',
    setup(build) {
      build.onResolve({ filter: /^[^.]/ }, async ({ path, pluginData, ...from }) => {
        if (pluginData === 'once' || from.kind === 'entry-point') return undefined;
        const found = await build.resolve(path, { ...from, pluginData: 'once' });
        const place = /node_modules\/.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(found.path)?.[0];
        const kept = place && first.get(release(place));
        if (!kept || kept === place) return undefined;
        return { path: join(root, kept, found.path.slice(join(root, place).length)), sideEffects: found.sideEffects };
      });
    },
  };
}
