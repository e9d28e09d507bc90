import type { Metafile } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../scripts/bundle.ts';
import { scratchDirectory } from './program.ts';

const scratch = scratchDirectory();
let outputs: Metafile['outputs'] = {};

beforeAll(async () => {
  ({
    metafile: { outputs },
  } = await bundle(scratch));
});

/** The libraries whose code is loaded with a chunk, by what it imports without import(). */
function loadedWith(chunk: string, seen = new Set<string>()): string[] {
  if (seen.has(chunk)) return [];
  seen.add(chunk);
  const { imports = [], inputs = {} } = outputs[chunk] ?? {};
  const own = Object.keys(inputs).flatMap((input) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? []);
  const further = imports.filter(({ kind, external }) => kind === 'import-statement' && !external);
  return [...own, ...further.flatMap(({ path }) => loadedWith(path, seen))];
}

const chunkOf = (source: string) => Object.keys(outputs).find((file) => outputs[file]?.entryPoint === source) ?? '';

describe('start-up', () => {
  it('loads no library before it knows the command', () => {
    expect(loadedWith(chunkOf('src/bin.ts'))).toEqual([]);
  });

  it('without questions loads no library at all: not even for templates, git or processes', () => {
    expect(loadedWith(chunkOf('src/commands/create.ts'))).toEqual([]);
    expect(loadedWith(chunkOf('src/git/first-commit.ts'))).toEqual([]);
  });

  it('with questions loads Yeoman', () => {
    expect(loadedWith(chunkOf('generators/run.ts'))).toContain('yeoman-environment');
  });
});
