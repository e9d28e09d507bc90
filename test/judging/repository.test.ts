import { join } from 'node:path';
import { expect, it } from 'vitest';
import { repositoryAt } from '../../src/commands/judged.ts';
import { repositoryOf } from '../../src/judging/repository.ts';
import { templates, version } from '../../src/package.ts';
import type { Tree } from '../../src/tree/tree.ts';
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

it.each(['mine', 'null', '[]'])('settings of %s are refused, also where no lock can be read', (text) => {
  const tree: Tree = new Map(
    ['settings.json', 'infra/controls/enabled.json'].map((path) => [
      path,
      { content: Buffer.from(text), mode: '100644' },
    ]),
  );
  const read = () => repositoryOf(tree, undefined, { templates, version });
  expect(read).toThrow(expect.objectContaining({ code: 'judge/file', where: 'settings.json' }));
});
