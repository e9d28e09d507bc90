import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { program, quietSurroundings, root, scratchDirectory, secureMl } from './program.ts';

type Report = { header: object };

const scratch = scratchDirectory();
const spy = join(scratch, 'spy.cjs');
const told = join(scratch, 'told.json');
writeFileSync(
  spy,
  `process.on('exit', () => require('fs').writeFileSync(${JSON.stringify(told)}, JSON.stringify(Object.keys(require.cache))));`,
);

/** The files of the package that a call loads. */
async function loadedBy(...words: string[]): Promise<string[]> {
  const { exitCode, stderr } = await execa(process.execPath, ['--require', spy, program, ...words], {
    cwd: scratch,
    env: quietSurroundings,
    reject: false,
    stdin: 'ignore',
  });
  expect(stderr).not.toContain('This is a bug');
  expect(exitCode).not.toBe(70);
  const files: string[] = JSON.parse(readFileSync(told, 'utf8'));
  return files.filter((file) => file !== spy).map((file) => basename(file));
}

describe('start-up', () => {
  it('loads no library before it knows the command', async () => {
    expect(await loadedBy('--version')).toEqual(['bin.cjs', 'main.cjs', 'both.cjs']);
    expect(await loadedBy('waive', '--help')).toEqual(['bin.cjs', 'main.cjs', 'both.cjs', 'rest.cjs']);
  });

  it('without questions loads no library at all: not even for templates, git or processes', async () => {
    expect(await loadedBy('my-ml', '--yes', '--no-install')).toEqual([
      ...['bin.cjs', 'main.cjs', 'both.cjs', 'slots.cjs'],
    ]);
    expect(existsSync(join(scratch, 'my-ml/.git/index'))).toBe(true);
  });

  /** proc_pid_maps(5), of a process with the C library of which that is said. */
  const isGlibc =
    process.platform === 'linux' && 'glibcVersionRuntime' in (process.report.getReport() as Report).header;

  it.runIf(isGlibc)('a new repository has large buffers lie in memory that was used before', async () => {
    const reader = join(scratch, 'heap.cjs');
    const sizes = `[...require('fs').readFileSync('/proc/self/maps', 'utf8').matchAll(/^(\\w+)-(\\w+) .*\\[heap\\]$/gm)]
      .reduce((sum, [, from, to]) => sum + parseInt(to, 16) - parseInt(from, 16), 0)`;
    writeFileSync(
      reader,
      `const size = () => ${sizes};
process.on('exit', () => {
  const before = size();
  Buffer.allocUnsafeSlow(12e6);
  require('fs').writeFileSync(${JSON.stringify(told)}, String(size() - before));
});`,
    );
    const words = ['--require', reader, program, 'my-other', '--yes', '--no-install'];
    await execa(process.execPath, words, { cwd: scratch, env: quietSurroundings, stdin: 'ignore' });
    expect(Number(readFileSync(told, 'utf8'))).toBeGreaterThan(4e6);
  });

  it.each(['main.cjs', 'both.cjs', 'rest.cjs'])('V8 keeps the code of %s as one byte for each character', (file) => {
    const code = readFileSync(join(dirname(program), file));
    expect(code.every((byte) => byte < 0x80)).toBe(true);
  });

  it('in a folder that somebody removed says so', async () => {
    const gone = join(scratch, 'gone');
    mkdirSync(gone);
    const words = ['-c', `cd "$1" && rmdir "$1" && exec "$2" "$3" check`, 'sh', gone, process.execPath, program];
    const { exitCode, stderr } = await execa('/bin/sh', words, { env: quietSurroundings, reject: false });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('The current directory no longer exists');
  });

  it.each(['', '/below'])('a file in the place of the directory is told (%s)', async (below) => {
    const named = `${program}${below}`;
    for (const command of ['check', 'fleet', 'judge']) {
      const { exitCode, stderr } = await secureMl([command, '-C', named], { cwd: root });
      expect([command, exitCode]).toEqual([command, 2]);
      expect(stderr).toContain(named);
    }
  });

  it('loads the library that a command needs, and no other', async () => {
    expect(await loadedBy('upgrade', '-C', 'my-ml', '--dry-run')).toContain('execa.cjs');
    expect(await loadedBy('upgrade', '-C', 'my-ml', '--dry-run')).not.toContain('yeoman.cjs');
  });
});
