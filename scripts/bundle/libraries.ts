import type { Plugin } from 'esbuild';

/**
 * Files of the package that hold libraries, which a command loads when it needs them: of each library, what of it is used. A
 * name that is missing here fails the build.
 */
export const libraries: Record<string, Record<string, string[]>> = {
  yeoman: { 'yeoman-environment': ['EnvironmentBase'], 'yeoman-generator': ['default'] },
  diff: { diff: ['createTwoFilesPatch'] },
  execa: { execa: ['execa'] },
  'jsonc-parser': { 'jsonc-parser': ['applyEdits', 'modify', 'parse', 'parseTree'] },
  semver: { semver: ['default'] },
  tar: { 'tar/parse': ['Parser'] },
  yaml: { yaml: ['isAlias', 'isMap', 'isScalar', 'isSeq', 'parseDocument', 'YAMLMap', 'YAMLSeq'] },
};

const aliased = (library: string, name: string) => `${library}_${name}`.replaceAll(/\W/g, '_');

/** Compiles the files: an entry `library:FILE` for each. */
export function libraryFiles(root: string): Plugin {
  return {
    name: 'library-files',
    setup(build) {
      build.onResolve({ filter: /^library:/ }, ({ path }) => ({ path: path.slice(8), namespace: 'library' }));
      build.onLoad({ filter: /.*/, namespace: 'library' }, ({ path }) => {
        const lines = Object.entries(libraries[path] ?? {}).map(([library, names]) => {
          return `export { ${names.map((name) => `${name} as ${aliased(library, name)}`)} } from '${library}';`;
        });
        return { contents: lines.join('\n'), resolveDir: root };
      });
    },
  };
}

/** A library that another one takes as well: it is in the package once, in the file of its own. */
export const shared: Plugin = {
  name: 'shared',
  setup(build) {
    build.onResolve({ filter: /^semver$/ }, ({ path, namespace }) =>
      namespace === 'library' ? undefined : { path, namespace: 'shared' },
    );
    build.onResolve({ filter: /.*/, namespace: 'shared' }, ({ path }) => ({ path, external: true }));
    build.onLoad({ filter: /.*/, namespace: 'shared' }, ({ path }) => ({
      contents: `module.exports = require('./${path}.cjs').${aliased(path, 'default')};`,
    }));
  },
};

/** In the program: a library is asked of its file, at the first use. */
export const librariesBeside: Plugin = {
  name: 'libraries-beside',
  setup(build) {
    const entries = Object.entries(libraries).flatMap(([file, held]) => {
      return Object.entries(held).map(([library, names]) => ({ file: `./${file}.cjs`, library, names }));
    });
    const filter = new RegExp(`^(${entries.map(({ library }) => library).join('|')})$`);
    build.onResolve({ filter }, ({ path }) => ({ path, namespace: 'beside' }));
    build.onResolve({ filter: /.*/, namespace: 'beside' }, ({ path }) => ({ path, external: true }));
    build.onLoad({ filter: /.*/, namespace: 'beside' }, ({ path }) => {
      const { file, names = [] as string[] } = entries.find(({ library }) => library === path) ?? { file: '' };
      const parts = names.map((name) => `${aliased(path, name)}: ${name === 'default' ? 'standard' : name}`);
      const whole = names.includes('default') ? 'export default standard;' : '';
      const named = names.filter((name) => name !== 'default');
      return { contents: `const { ${parts} } = require('${file}');\n${whole}\nexport { ${named} };` };
    });
  },
};
