import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseYaml } from '../../src/formats/yaml.ts';
import { walkedTree } from '../../src/trust/worktree.ts';
import { scratchDirectory, secureMl } from '../program.ts';

const scratch = scratchDirectory();
const repository = join(scratch, 'their-ml');
const bucket = { A: { Type: 'AWS::S3::Bucket' } };

beforeAll(async () => {
  const words = ['their-ml', '--yes', '--no-install', '--set', 'region=eu-west-1'];
  expect((await secureMl(words, { cwd: scratch })).exitCode).toBe(0);
});

describe('files of somebody else that would take ages, or a stack', () => {
  it.each([
    [
      'that has nothing in common with the generated one',
      Array.from({ length: 150_000 }, (_, at) => `${at}`).join('\n'),
    ],
    ['of many lines that are the same', '\n'.repeat(2 ** 22)],
  ])(
    'a file %s is told, and not compared line by line',
    async (_, text) => {
      writeFileSync(join(repository, 'README.md'), text);
      const { exitCode, stdout } = await secureMl(['diff', 'README.md'], { cwd: repository });
      expect([exitCode, stdout.trim()]).toEqual([0, 'File README.md differs in too much to be shown']);
    },
    10_000,
  );

  it('a template in YAML with 100,000 keys is read', () => {
    const keys = Array.from({ length: 100_000 }, (_, at) => `k${at}: x`);
    expect(Object.keys(parseYaml(keys.join('\n'), 'x') as object)).toHaveLength(100_000);
  }, 10_000);

  it('a template that is nested 5000 deep is refused', async () => {
    const deep = `{"Resources":${JSON.stringify(bucket)},"Metadata":${'{"a":'.repeat(5000)}1${'}'.repeat(5001)}`;
    writeFileSync(join(repository, 't.json'), deep);
    const { exitCode, stderr } = await secureMl(['judge', 't.json'], { cwd: repository });
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('nested too deep')]);
  });
});

describe('what is nested deeper than functions can call themselves', () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000);
  const below = (key: string) => (text: string) => text.replace('{', `{"${key}": {"x": ${deep}},`);

  it.each<[string, string, (text: string) => string]>([
    ['rows', 'infra/controls/boundary/proofs.json', () => deep],
    ['journeys', 'infra/controls/mfa/journeys.json', () => deep],
    ['a cast', 'infra/cast.json', () => deep],
    ['overrides', 'package.json', below('overrides')],
    ['workspaces', 'package.json', below('workspaces')],
    ['paths', 'tsconfig.json', (text) => text.replace('"compilerOptions": {', `$&"paths": {"x": ${deep}},`)],
    ['an address', 'package-lock.json', (text) => text.replace(/"resolved": "[^"]*"/, `"resolved": ${deep}`)],
  ])('%s of %s are told', async (_, path, edit) => {
    const file = join(repository, path);
    const text = readFileSync(file, 'utf8');
    expect(edit(text)).not.toBe(text);
    writeFileSync(file, edit(text));
    const { exitCode, stdout } = await secureMl(['check'], { cwd: repository });
    writeFileSync(file, text);
    expect([exitCode, stdout]).toEqual([1, expect.stringContaining(path)]);
  });

  it.skipIf(process.platform === 'win32')('folders are told', async () => {
    const script = 'cd infra; for i in $(seq 3000); do mkdir d && cd -P d; done';
    execFileSync('bash', ['-c', script], { cwd: repository, stdio: 'ignore' });
    const { exitCode, stderr } = await secureMl(['check'], { cwd: repository });
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('too long')]);
    execFileSync('rm', ['-rf', join(repository, 'infra/d')]);
  });
});

describe.skipIf(process.platform !== 'linux')('a folder whose name is not UTF-8', () => {
  it('is left out, as a file is', () => {
    const folder = join(scratch, 'bytes');
    mkdirSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff])]), { recursive: true });
    writeFileSync(join(folder, 'x.ts'), '');
    expect([...(walkedTree(folder) ?? [])].map(([path]) => path)).toEqual(['x.ts']);
  });
});
