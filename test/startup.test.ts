import { build, type Metafile } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from './program.ts';

let outputs: Metafile['outputs'] = {};

beforeAll(async () => {
  const { metafile } = await build({
    entryPoints: ['src/bin.ts'],
    absWorkingDir: root,
    outdir: 'dist',
    bundle: true,
    splitting: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    write: false,
    metafile: true,
  });
  outputs = metafile.outputs;
});

/** The libraries that are loaded with a chunk, by what it imports without import(). */
function loadedWith(chunk: string, seen = new Set<string>()): string[] {
  if (seen.has(chunk)) return [];
  seen.add(chunk);
  return (outputs[chunk]?.imports ?? [])
    .filter(({ kind }) => kind === 'import-statement')
    .flatMap(({ path, external }) => (external ? (/^node:/.test(path) ? [] : [path]) : loadedWith(path, seen)));
}

const chunkOf = (source: string) => Object.keys(outputs).find((file) => outputs[file]?.entryPoint === source) ?? '';

describe('start-up', () => {
  it('loads no library before it knows the command', () => {
    expect(loadedWith(chunkOf('src/bin.ts'))).toEqual([]);
  });

  it('without questions loads ejs alone: no Yeoman, no inquirer, and execa only for git and npm', () => {
    expect(new Set(loadedWith(chunkOf('src/commands/create.ts')))).toEqual(new Set(['ejs']));
  });

  it('with questions loads Yeoman', () => {
    expect(loadedWith(chunkOf('generators/run.ts'))).toContain('yeoman-environment');
  });
});
