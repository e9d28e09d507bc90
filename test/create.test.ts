import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = new URL('..', import.meta.url).pathname;
const scratch = mkdtempSync(join(tmpdir(), 'secure-ml-'));
const repository = join(scratch, 'my-ml');

beforeAll(async () => {
  await execa('npx', ['tsx', join(root, 'src/bin.ts'), repository, '--yes'], { cwd: root });
  symlinkSync(join(root, 'node_modules'), join(repository, 'node_modules'));
}, 60_000);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('a repository made with --yes', () => {
  it('is committed whole', async () => {
    const { stdout } = await execa('git', ['status', '--porcelain'], { cwd: repository });
    expect(stdout.split('\n').filter((line) => !line.includes('node_modules'))).toEqual([]);
  });

  it('type-checks', async () => {
    await execa('npx', ['tsc'], { cwd: repository });
  }, 60_000);

  it('synthesizes offline with every rule pack clean', async () => {
    await execa('npx', ['tsx', 'infra/app.ts'], { cwd: repository, env: { AWS_EC2_METADATA_DISABLED: 'true' } });
    const manifest = JSON.parse(readFileSync(join(repository, 'cdk.out/manifest.json'), 'utf8'));
    expect(manifest.missing).toBeUndefined();
  }, 60_000);
});

it('refuses a directory that is not empty and changes nothing', async () => {
  const { exitCode, stderr } = await execa('npx', ['tsx', join(root, 'src/bin.ts'), repository, '--yes'], {
    reject: false,
  });
  expect(exitCode).toBe(2);
  expect(stderr).toContain('not empty');
}, 60_000);
