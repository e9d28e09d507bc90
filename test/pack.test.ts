import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { quietSurroundings, root, scratchDirectory, secureMl, withoutNpm } from './program.ts';

const scratch = scratchDirectory();
let tarball = '';

const npm = (cwd: string, ...words: string[]) =>
  execa('npm', words, {
    cwd,
    env: { ...withoutNpm, ...quietSurroundings, npm_command: undefined },
    extendEnv: false,
    reject: false,
  });

const filesOf = (directory: string) =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile() && !`${one.parentPath}/`.includes('/.git/'))
    .map((one) => join(one.parentPath, one.name).slice(directory.length))
    .sort();

beforeAll(async () => {
  const { stdout } = await execa('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', scratch], {
    cwd: root,
  });
  tarball = join(scratch, stdout.trim());
});

describe('the packed tarball, through npm exec from an empty directory', () => {
  it('writes what a checkout writes, hidden files too', async () => {
    const empty = join(scratch, 'empty');
    mkdirSync(empty);
    const words = ['--yes', `--package=${tarball}`, '--', 'create-secure-ml', 'my-ml', '--yes', '--no-install'];
    const { exitCode, stderr } = await npm(empty, 'exec', ...words);
    expect(stderr).toContain('The plan for my-ml');
    expect(exitCode).toBe(0);
    await secureMl(['checkout', '--yes', '--no-install', '--name=my-ml'], { cwd: scratch });
    expect(filesOf(join(empty, 'my-ml'))).toEqual(filesOf(join(scratch, 'checkout')));
    expect(existsSync(join(empty, 'my-ml/.gitignore'))).toBe(true);
  });

  it('takes the flags that npm kept for itself', async () => {
    const empty = join(scratch, 'swallowed');
    mkdirSync(empty);
    const flags = ['--yes', '--no-install', '--no-git', '--set=region=us-gov-west-1', '--set=sensitivity=internal'];
    const { exitCode } = await npm(empty, 'exec', `--package=${tarball}`, 'create-secure-ml', 'my-ml', ...flags);
    expect(exitCode).toBe(0);
    const settings = JSON.parse(readFileSync(join(empty, 'my-ml/settings.json'), 'utf8'));
    expect(settings).toMatchObject({ region: 'us-gov-west-1', sensitivity: 'internal' });
    expect(existsSync(join(empty, 'my-ml/.git'))).toBe(false);
  });
});
