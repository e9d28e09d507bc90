import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { surroundings } from '../../src/answers/environment.ts';
import { findRepository } from '../../src/git/repository.ts';
import { runGit } from '../../src/git/run.ts';
import { scratchDirectory } from '../program.ts';

vi.mock('../../src/git/no-answer.ts', async (original) => ({ ...(await original<object>()), quickMilliseconds: 200 }));

const scratch = scratchDirectory();
const waits = { code: 'git/no-answer' };

/** A repository in which git waits for a named pipe that nobody writes to. */
function repositoryWith(name: string, pipe: string, configuration = ''): string {
  const top = join(scratch, name);
  execFileSync('git', ['init', '--quiet', top]);
  const words = ['-c', 'user.name=a', '-c', 'user.email=a@b.example', 'commit', '--quiet', '--allow-empty', '-m', 'x'];
  execFileSync('git', words, { cwd: top });
  mkdirSync(join(top, pipe, '..'), { recursive: true });
  execFileSync('mkfifo', [join(top, pipe)]);
  appendFileSync(join(top, '.git/config'), configuration);
  return top;
}

describe.skipIf(process.platform === 'win32')('git that would wait for its packs or history is not started', () => {
  it.each([
    ['its packs', '.git/objects/pack/multi-pack-index'],
    ['its history', '.git/objects/info/commit-graph'],
  ])('for %s', async (what, pipe) => {
    await expect(findRepository(repositoryWith(what, pipe))).rejects.toMatchObject({ code: 'git/odd-file' });
  });
});

describe.skipIf(process.platform === 'win32')('git that waits for ever is stopped and told', () => {
  it('for its configuration', async () => {
    const top = repositoryWith('inner', 'docs/pipe', '[include]\n\tpath = ../docs/pipe\n');
    await expect(findRepository(top)).rejects.toMatchObject(waits);
  });

  it('where a new repository is made beside it', async () => {
    const top = repositoryWith('outer', 'pipe', '[include]\n\tpath = ../pipe\n');
    await expect(runGit(top, ['rev-parse', '--show-toplevel'])).rejects.toMatchObject(waits);
    expect(() => surroundings(top)).toThrowError(expect.objectContaining(waits));
  });
});
