import { join } from 'node:path';
import { expect, it } from 'vitest';
import { repositoryAt } from '../../src/commands/judged.ts';
import { scratchDirectory, secureMl } from '../program.ts';

const scratch = scratchDirectory();

it('what the checks of a restricted repository read is there where the installed program judges it', async () => {
  const words = ['my-ml', '--yes', '--no-install', '--no-git', '--set', 'region=eu-west-1'];
  const made = await secureMl([...words, '--set', 'sensitivity=restricted'], { cwd: scratch });
  expect(made.exitCode, made.stderr).toBe(0);
  const repository = repositoryAt(join(scratch, 'my-ml'));
  for (const name of ['scp', 'scp-records', 'rcp'])
    expect(repository?.file(`organization/${name}.json`)).toContain('"Statement"');
});
