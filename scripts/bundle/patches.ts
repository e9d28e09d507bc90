import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

/** A text of a library that the build replaces; the build fails where it is not there exactly once. */
export interface Patch {
  file: string;
  find: string;
  replace: (packageJson: { name: string; version: string }) => string;
}

/**
 * Three read the package.json beside their own code, which in a bundle is another file or none. The fourth hands all of lodash
 * to generators as `this._`, which ours do not use. The last two leave .yo-resolve unread: one in any folder above would say which
 * files are overwritten without a question. No pattern is asked then, and ours write no file of Yeoman's own.
 */
export const patches: Patch[] = [
  {
    file: 'yeoman-generator/dist/generator.js',
    find: "JSON.parse(readFileSync(pathJoin(_dirname, '../package.json'), 'utf8'))",
    replace: ({ name, version }) => JSON.stringify({ name, version }),
  },
  {
    file: 'yeoman-environment/dist/environment-base.js',
    find: "require('../package.json').version",
    replace: ({ version }) => JSON.stringify(version),
  },
  {
    file: 'yeoman-environment/dist/module-lookup.js',
    find: "JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json')).toString()).name",
    replace: ({ name }) => JSON.stringify(name),
  },
  { file: 'yeoman-generator/dist/generator.js', find: '    _ = _;\n', replace: () => '' },
  {
    file: '@yeoman/conflicter/dist/yo-resolve.js',
    find: 'await this.getMapForFolder(folder)',
    replace: () => 'undefined',
  },
  {
    file: '@yeoman/conflicter/dist/transform.js',
    find: '{ pattern, filter: isFilePending }',
    replace: () => '{ filter: () => false }',
  },
];

export function patched(source: string, { file, find, replace }: Patch, packageJson: string): string {
  const times = source.split(find).length - 1;
  if (times !== 1) throw new Error(`${file}: the patch must match once, it matches ${times} times: ${find}`);
  return source.replace(find, () => replace(JSON.parse(packageJson)));
}

/** Applies the patches; a file that the bundle did not load leaves its patch unused, which is an error too. */
export function patching(modules: string, list = patches): Plugin {
  return {
    name: 'patches',
    setup(build) {
      const applied = new Set<Patch>();
      build.onLoad(
        { filter: /[\\/](yeoman-(generator|environment)|@yeoman[\\/]conflicter)[\\/]dist[\\/]/ },
        ({ path }) => {
          const here = list.filter(({ file }) => path === join(modules, file));
          if (here.length === 0) return undefined;
          const packageJson = readFileSync(path.replace(/dist[\\/].*/, 'package.json'), 'utf8');
          for (const patch of here) applied.add(patch);
          const contents = here.reduce((text, patch) => patched(text, patch, packageJson), readFileSync(path, 'utf8'));
          return { contents, loader: 'js' };
        },
      );
      build.onEnd(() => {
        const unused = list.filter((patch) => !applied.has(patch)).map(({ file }) => file);
        if (unused.length > 0) return { errors: [{ text: `patches that were not applied: ${unused.join(', ')}` }] };
        return undefined;
      });
    },
  };
}
