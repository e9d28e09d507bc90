import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { stubbing, stubs } from '../../scripts/bundle/stubs.ts';
import { root, scratchDirectory } from '../program.ts';

const file = join(scratchDirectory(), 'stubs.mjs');
let absent: Record<string, Record<string, unknown>> = {};

beforeAll(async () => {
  const contents = stubs
    .map(({ module }, index) => `import * as m${index} from '${module}';`)
    .concat(`export default {${stubs.map(({ module }, index) => `'${module}': m${index}`)}};`)
    .join('\n');
  await build({
    // As a file of Yeoman's: execa is a stub only there.
    stdin: { contents, resolveDir: join(root, 'node_modules/yeoman-generator'), sourcefile: 'imports.js' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile: file,
    plugins: [stubbing],
  });
  ({ default: absent } = await import(pathToFileURL(file).href));
});

describe('a stub', () => {
  it.each(stubs.filter(({ silent }) => !silent))(
    'of $module fails by name when it is called or asked for anything',
    ({ module, names, lost }) => {
      expect(lost).not.toBe('');
      for (const name of names) {
        const stub = absent[module]?.[name] as { anything: unknown } & (() => void) & (new () => { anything(): void });
        expect(() => stub()).toThrow(`${module} is not part of this package`);
        expect(() => stub.anything).toThrow(module);
        const made = new stub();
        expect(() => made.anything()).toThrow(module);
      }
    },
  );

  it.each(stubs.filter(({ silent }) => silent))(
    'of $module does nothing, as often as it is made anew',
    ({ module }) => {
      const made = absent[module]?.default as (
        name: string,
      ) => ((text: string) => void) & { extend: typeof made; enabled: boolean };
      const log = made('yeoman');
      expect(log('text')).toBeUndefined();
      expect(log.extend('more')('text')).toBeUndefined();
      expect(log.enabled).toBe(false);
    },
  );

  // The tests that drive the program in a terminal run the package's code: a stub on their way fails them.
  it('is not needed: no generator uses what is lost', () => {
    const lost =
      /this\._\b|simpleGit|spawn|fs\.(copy|delete)|copyTpl|copyTemplate|addDependencies|addDevDependencies|\.lookup\(|installLocalGenerators|type: 'editor'|'list'/;
    const files = readdirSync(join(root, 'generators'), { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.ts'));
    expect(files.length).toBeGreaterThan(3);
    for (const name of files) expect(readFileSync(join(root, 'generators', name), 'utf8'), name).not.toMatch(lost);
  });
});
