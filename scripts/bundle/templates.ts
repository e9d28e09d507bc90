import ejs from 'ejs';
import type { Plugin } from 'esbuild';
import { ejsOptions } from '../../src/render/compile.ts';
import { packTemplates, readTemplates } from '../../src/tree/templates.ts';

/** The archive that the package holds. A template with slots stands there without its text: that is code in the bundle. */
export function archiveOf(folder: string): Buffer {
  const files = [...readTemplates(folder)].map(([path, entry]) => {
    return [path, path.endsWith('.ejs') ? { ...entry, content: Buffer.alloc(0) } : entry] as const;
  });
  return packTemplates(new Map(files));
}

/** ejs 6 compiles to a function that needs ejs; its `source` is the body of one that does not. */
function bodyOf(text: string): string {
  const template = new ejs.Template(text, ejsOptions) as ejs.Template & { source: string; compile(): unknown };
  template.compile();
  return template.source;
}

/** In the place of src/render/compile.ts: the same function over templates that are compiled already. */
export function compiledTemplates(folder: string): Plugin {
  return {
    name: 'compiled-templates',
    setup(build) {
      build.onLoad({ filter: /[\\/]src[\\/]render[\\/]compile\.ts$/ }, () => {
        const functions = [...readTemplates(folder)]
          .filter(([path]) => path.endsWith('.ejs'))
          .map(([path, { content }]) => {
            return `${JSON.stringify(path)}: (locals, escapeFn) => {${bodyOf(content.toString())}\n}`;
          });
        const contents = `const templates = {\n${functions.join(',\n')}\n};
export const compiled = (path) => {
  if (!Object.hasOwn(templates, path)) throw new Error('no compiled template ' + path);
  return (slots) => templates[path](slots, String);
};`;
        return { contents, loader: 'js' };
      });
    },
  };
}
