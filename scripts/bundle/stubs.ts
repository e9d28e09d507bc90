import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

/** A library that Yeoman imports and this program never uses. Its functions throw in the package; a checkout has the real ones. */
export interface Stub {
  module: string;
  /** Imported names; `default` for a default import. */
  names: string[];
  /** What is lost. */
  lost: string;
  /** Only for imports of this library. */
  importer?: RegExp;
  /** It is called, and does nothing. */
  silent?: true;
}

export const stubs: Stub[] = [
  {
    module: 'fly-import',
    names: ['FlyRepository', 'flyImport'],
    lost: 'installing generators at run time (env.installLocalGenerators); it holds npm itself',
  },
  { module: 'globby', names: ['globbySync'], lost: 'finding installed generators (env.lookup): ours are registered' },
  {
    module: 'latest-version',
    names: ['default'],
    lost: 'addDependencies() without a version, which would ask the registry',
  },
  {
    module: 'simple-git',
    names: ['simpleGit', 'CheckRepoActions', 'CleanOptions'],
    lost: 'this.simpleGit of generators: src/git runs git',
  },
  {
    module: '@inquirer/external-editor',
    names: ['editAsync'],
    lost: 'questions answered in an editor; half of the code of all questions is for its character sets',
  },
  {
    module: 'textextensions',
    names: ['default'],
    lost: 'this.fs.copyTpl and the diff of the conflicter, which ask if a file is text; its licence is Artistic-2.0',
  },
  {
    module: 'binaryextensions',
    names: ['default'],
    lost: 'the same as textextensions, for the same reason',
  },
  {
    module: 'cli-table',
    names: ['default'],
    lost: "the conflicter's table of two binary files; its package names no licence",
  },
  { module: 'dateformat', names: ['default'], lost: 'the same as cli-table, which alone asks for it' },
  { module: 'pretty-bytes', names: ['default'], lost: 'the same as cli-table, which alone asks for it' },
  {
    module: 'tinyglobby',
    names: ['glob', 'globSync', 'isDynamicPattern'],
    lost: 'this.fs.copy and this.fs.delete, which take patterns: ours write what is rendered already',
  },
  {
    module: 'minimatch',
    names: ['minimatch', 'Minimatch'],
    lost: 'patterns in .yo-resolve, which is not read (scripts/bundle/patches.ts), and in this.fs.dump',
  },
  { module: 'multimatch', names: ['default'], lost: 'the same as tinyglobby' },
  { module: 'ejs', names: ['default'], lost: 'this.fs.copyTpl: templates are compiled by the build' },
  { module: 'teex', names: ['default'], lost: 'copies of a file whose content is a stream' },
  {
    module: 'which-package-manager',
    names: ['whichPackageManager'],
    lost: 'installing by Yeoman: src/commands/finish.ts runs npm',
  },
  {
    module: 'execa',
    names: ['execa', 'execaCommand', 'execaCommandSync', 'execaSync'],
    lost: 'this.spawn() of generators and installing by Yeoman: src/commands/finish.ts runs npm',
    importer: /node_modules[\\/]yeoman-(generator|environment)[\\/]/,
  },
  {
    module: 'read-package-up',
    names: ['readPackageUpSync'],
    lost: 'finding the package.json of a generator that was registered without packagePath: ours are registered with it',
  },
  {
    module: 'debug',
    names: ['default'],
    lost: "what Yeoman's modules tell of themselves with DEBUG=...",
    silent: true,
  },
];

/** A stub may be constructed (Yeoman's environment does so with every start), and fails when it is called or asked for anything. */
function codeOf({ module, names, lost, silent }: Stub): string {
  if (silent)
    return 'export default function silent() { return Object.assign(() => {}, { extend: silent, enabled: false }); }';
  const message = JSON.stringify(`${module} is not part of this package (scripts/bundle/stubs.ts): ${lost}`);
  return [
    `const fail = () => { throw new Error(${message}); };`,
    'const traps = { get: fail, set: fail, has: fail, apply: fail };',
    'const stub = new Proxy(function () {}, { ...traps, construct: () => new Proxy({}, traps) });',
    ...names.map((name) => (name === 'default' ? 'export default stub;' : `export const ${name} = stub;`)),
  ].join('\n');
}

export const stubbing: Plugin = {
  name: 'stubs',
  setup(build) {
    const used = new Set<string>();
    const filter = new RegExp(`^(${stubs.map(({ module }) => module).join('|')})$`);
    build.onResolve({ filter }, ({ path, importer }) => {
      const only = stubs.find(({ module }) => module === path)?.importer;
      if (only && !only.test(importer)) return undefined;
      used.add(path);
      return { path, namespace: 'stub', sideEffects: false };
    });
    build.onLoad({ filter: /.*/, namespace: 'stub' }, ({ path }) => ({
      contents: codeOf(stubs.find(({ module }) => module === path) as Stub),
      loader: 'js',
    }));
    build.onEnd(() => {
      const unused = stubs.filter(({ module }) => !used.has(module)).map(({ module }) => module);
      if (unused.length > 0) return { errors: [{ text: `stubs that nothing imports: ${unused.join(', ')}` }] };
      return undefined;
    });
  },
};

/** Of yeoman-environment only the base class: its index also loads a command line, look-up of generators, and their libraries. */
export function baseEnvironmentOnly(modules: string): Plugin {
  return {
    name: 'base-environment',
    setup(build) {
      build.onResolve({ filter: /^yeoman-environment$/ }, ({ path }) => ({ path, namespace: 'base-environment' }));
      build.onLoad({ filter: /.*/, namespace: 'base-environment' }, () => ({
        contents: `export { default as EnvironmentBase } from './yeoman-environment/dist/environment-base.js';`,
        resolveDir: modules,
      }));
    },
  };
}

/** Of the ninety spinners, the two that ora falls back to. */
export const fewSpinners: Plugin = {
  name: 'few-spinners',
  setup(build) {
    build.onLoad({ filter: /[\\/]cli-spinners[\\/]spinners\.json$/ }, ({ path }) => {
      const { dots, line } = JSON.parse(readFileSync(path, 'utf8'));
      return { contents: JSON.stringify({ dots, line }), loader: 'json' };
    });
  },
};
