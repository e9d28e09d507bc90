import ejs from 'ejs';
import type { Plugin } from 'esbuild';
import { ejsOptions } from '../../src/render/compile.ts';
import { packTemplates, readTemplates } from '../../src/tree/templates.ts';

/** The file of the package that holds the code of templates with slots; a command loads it when it renders. */
export const slotsFile = 'slots';

/**
 * ejs 6 compiles to a function that needs ejs; its `source` is the body of one that does not. What is between the slots is taken
 * from a text: Node would have to read it as code, twice, before it writes it.
 */
export function apart(text: string): { body: string; between: string } {
  const template = new ejs.Template(text, ejsOptions(text)) as ejs.Template & { source: string; compile(): unknown };
  template.compile();
  let between = '';
  const body = template.source.replace(/^ {4}; __append\(("(?:[^"\\]|\\.)*")\)$/gm, (_, literal: string) => {
    const start = between.length;
    between += JSON.parse(literal) as string;
    return `    ; __append(between.slice(${start}, ${between.length}))`;
  });
  return { body, between };
}

/** The archive that the package holds. A template with slots is there with what is between them: the rest is code. */
export function archiveOf(folder: string): Buffer {
  const files = [...readTemplates(folder)].map(([path, entry]) => {
    if (!path.endsWith('.ejs')) return [path, entry] as const;
    return [path, { ...entry, content: Buffer.from(apart(entry.content.toString()).between) }] as const;
  });
  return packTemplates(new Map(files));
}

/** The file's own build. */
export function slotFiles(folder: string): Plugin {
  return {
    name: 'slot-files',
    setup(build) {
      build.onResolve({ filter: /^slots:$/ }, ({ path }) => ({ path, namespace: 'slots' }));
      build.onLoad({ filter: /.*/, namespace: 'slots' }, () => {
        const functions = [...readTemplates(folder)]
          .filter(([path]) => path.endsWith('.ejs'))
          .map(([path, { content }]) => {
            return `${JSON.stringify(path)}: (locals, escapeFn, between) => {${apart(content.toString()).body}\n}`;
          });
        return { contents: `export const templates = {\n${functions.join(',\n')}\n};`, loader: 'js' };
      });
    },
  };
}

/** In the place of src/render/compile.ts: the same function over templates that are compiled already. */
export const slotsBeside: Plugin = {
  name: 'slots-beside',
  setup(build) {
    build.onResolve({ filter: /^slots:$/ }, () => ({ path: `./${slotsFile}.cjs`, external: true }));
    build.onLoad({ filter: /[\\/]src[\\/]render[\\/]compile\.ts$/ }, () => ({
      contents: `let templates;
export const compiled = (path, between) => {
  templates ??= require('slots:').templates;
  if (!Object.hasOwn(templates, path)) throw new Error('no compiled template ' + path);
  return (slots) => templates[path](slots, String, between);
};`,
      loader: 'js',
    }));
  },
};
