import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';

const cache = new URL('../../node_modules/.cache/secure-ml-python', import.meta.url).pathname;

/** Gives a generated repository the Python environment that all tests share: one for each state of the requirements. */
export async function shareVenv(repository: string): Promise<void> {
  const requirements = ['requirements.txt', 'requirements-dev.txt'].map((name) =>
    readFileSync(join(repository, 'ml', name)),
  );
  const venv = join(cache, createHash('sha256').update(Buffer.concat(requirements)).digest('hex'));
  const link = join(repository, 'ml/.venv');
  if (!existsSync(venv)) {
    // Made aside and then renamed, so that test files that run at the same time do not get half of one.
    const making = `${venv}.${process.pid}`;
    mkdirSync(making, { recursive: true });
    symlinkSync(making, link);
    await execa('node', ['tools/python.mjs', '--version'], { cwd: repository });
    rmSync(link);
    if (existsSync(venv)) rmSync(making, { recursive: true });
    else renameSync(making, venv);
  }
  symlinkSync(venv, link);
}
