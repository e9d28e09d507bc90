import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type BuildOptions, build, type Plugin, transform } from 'esbuild';

/** The program's files: its start, all commands but `new`, and what both need. */
export const programFiles = ['main', 'rest', 'both'] as const;

/** A module that is loaded when it is needed: no type of one, and none whose name is put together. */
const later = /(?<!typeof |<)\bimport\('([^'$]+)'\)/g;
const commandsFile = 'src/commands/commands.ts';
const binFile = 'src/bin.ts';

/**
 * What a module takes of Node. An import is done before all else, also where the module that has it is loaded later: all that any
 * command takes of Node would be loaded by each.
 */
const ofNode = /^import (\{[^}]*\}|\* as \w+|\w+) from '(node:[^']+)';$/gm;

/** The names of an import as those of a declaration. */
function required(names: string): string {
  if (!names.startsWith('{')) return names.replace('* as ', '');
  const values = names
    .slice(1, -1)
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name && !name.startsWith('type '));
  return `{ ${values.map((name) => name.replace(' as ', ': '))} }`;
}

/** A regular expression where a value begins. */
const expression = /(?<=[(=:,?&|!>]\s*|return )\/((?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([a-z]*)/g;
const isOfUnicode = (text: string) => /\\p\{/i.test(text);

/**
 * Expressions with classes of Unicode as calls. V8 checks each expression of a file when it reads the file, also in a function that never
 * runs, and for such a class it looks all of Unicode through.
 */
const unicodeLater = (code: string): string =>
  code.replace(expression, (literal, pattern: string, flags: string) =>
    isOfUnicode(pattern) ? `new RegExp(${JSON.stringify(pattern)}, '${flags}')` : literal,
  );

/** What goes into the file of all other commands: by the path that the program loads each by. */
function restOf(root: string): Map<string, string> {
  const commands = readFileSync(join(root, commandsFile), 'utf8').matchAll(later);
  const paths = [...commands].map(([, path]) => path as string).filter((path) => path !== './create.ts');
  return new Map([
    ...paths.map((path): [string, string] => [path, join(root, 'src/commands', path)]),
    ['./fleet/worker.ts', join(root, 'src/fleet/worker.ts')],
  ]);
}

function splitting(root: string): Plugin {
  const rest = restOf(root);
  const splits = new Set([commandsFile, binFile].map((path) => join(root, path)));
  return {
    name: 'splitting',
    setup(build) {
      build.onResolve({ filter: /^rest:$/ }, ({ path }) => ({ path, namespace: 'rest' }));
      build.onLoad({ filter: /.*/, namespace: 'rest' }, () => {
        const entries = [...rest].map(([path, file]) => `'${path}': () => require(${JSON.stringify(file)})`);
        return { contents: `const all = {${entries}};\nexport const load = (path) => all[path]();`, resolveDir: root };
      });
      build.onLoad({ filter: /[\\/](src|generators|templates)[\\/].*\.(ts|mjs)$/ }, ({ path }) => ({
        contents: unicodeLater(readFileSync(path, 'utf8'))
          .replace(later, (_, to) => {
            if (splits.has(path) && rest.has(to)) return `import('rest:').then(({ load }) => load('${to}'))`;
            return `Promise.resolve().then(() => require('${to}'))`;
          })
          .replace(ofNode, (_, names, from) => `const ${required(names)} = require('${from}');`),
        loader: 'ts',
      }));
    },
  };
}

/**
 * Node reads a file's code before it runs any of it: a new repository, which is what people wait for, does not wait for the code of
 * twenty other commands. esbuild splits ES modules alone, and at each import(): here one is left, to the commands but `new`. Its
 * outputs are made CommonJS afterwards, which Node starts sooner.
 */
export async function buildProgram(root: string, common: BuildOptions, plugins: Plugin[]) {
  const { outputFiles, metafile } = await build({
    ...common,
    format: 'esm',
    outExtension: { '.js': '.cjs' },
    splitting: true,
    entryPoints: { main: binFile, rest: 'rest:' },
    chunkNames: 'both',
    sourcemap: 'inline',
    sourcesContent: false,
    plugins: [...plugins, splitting(root)],
    write: false,
    metafile: true,
  });
  const files = new Map<string, Buffer>();
  for (const { path, text } of outputFiles) {
    const name = basename(path);
    const { code, map } = await transform(text, {
      format: 'cjs',
      platform: 'node',
      target: common.target,
      minify: common.minify,
      // Of a function within another, V8 reads the body of an arrow function as if it were to run at once, and of others in passing: what
      // a new repository loads begins a twentieth sooner, in a tenth more bytes.
      supported: { 'dynamic-import': false, ...(name !== 'rest.cjs' && { arrow: false }) },
      sourcefile: path,
      sourcemap: 'external',
      sourcesContent: false,
      legalComments: 'none',
    });
    files.set(name, Buffer.from(code)).set(`${name}.map`, Buffer.from(map));
  }
  return { files, metafile };
}
