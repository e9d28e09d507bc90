import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { agreedRegistry } from '../../src/commands/agree.ts';
import type { Call } from '../../src/commands/call.ts';
import { assembly } from '../fuzz/seeds.ts';
import { scratchDirectory, secureMl } from '../program.ts';

const scratch = scratchDirectory();
const repository = join(scratch, 'their-ml');
/** Names that a shell would run, where somebody copies the line. */
const names = ['`touch x`', '$(touch x)', 'x; touch y', 'x|y'];

function put(path: string, text: string): void {
  const file = join(repository, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** What a shell would act on in a text, outside of quotes or where quotes do not help. */
const acting = (text: string): string[] => text.replaceAll(/"[^"`$]*"/g, '').match(/[`$|]|; touch/g) ?? [];

/** What --json says to type. */
async function fixes(words: string[]): Promise<string[]> {
  const { stdout } = await secureMl([...words, '--json'], { cwd: repository });
  return [...stdout.matchAll(/"fix": ?("(?:[^"\\]|\\.)*")/g)].map(([, text = '']) => JSON.parse(text) as string);
}

beforeAll(async () => {
  const words = ['their-ml', '--yes', '--no-install', '--set', 'region=eu-west-1'];
  expect((await secureMl(words, { cwd: scratch })).exitCode).toBe(0);
});

describe.skipIf(process.platform === 'win32')('what to type about files of somebody else', () => {
  it.each(names)('in the folder of the judge, whatever they are called: %s', async (name) => {
    put(`judge/${name}.ts`, 'x');
    const said = await fixes(['check']);
    expect(said.some((text) => text.includes('secure-ml diff'))).toBe(true);
    expect(said.flatMap(acting)).toEqual([]);
  });

  it.each(names)('that are templates in a folder: %s', async (name) => {
    put(`stacks/${name}.template.json`, assembly.template.toString());
    const said = await fixes(['judge', 'stacks']);
    expect(said).toEqual([expect.stringContaining('Type: secure-ml judge')]);
    expect(said.flatMap(acting)).toEqual([]);
  });

  it('where an overlay of a lock comes from', async () => {
    // What a shell reads as a variable.
    const spec = `git+https://127.0.0.1:1/x#v1;touch\${IFS}y`;
    const call = { values: { yes: true } } as unknown as Call;
    const fix = expect.stringContaining('--org SPEC');
    await expect(agreedRegistry(call, spec, repository, false)).rejects.toMatchObject({ fix });
  });
});
