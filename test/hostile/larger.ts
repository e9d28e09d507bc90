import { renameSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { clear, edit, type Json, type Kind, pipe, put } from './place.ts';

/** Workflows at the top that say from which folder they were written. */
const written = (top: string, folder: string, text = 'name: x\n') => {
  const line = `# Written by "secure-ml workflows" from ${folder}/.github/workflows/x.yml: change that file\n`;
  for (const name of ['deploy', 'base-ml-check', '(-check', '(a+)+$-check'])
    put(join(top, `.github/workflows/${name}.yml`), line + text);
};
const called = (below: string, name: string) =>
  edit(below, '.secure-ml/lock.json', ({ answers }) => Object.assign(answers as Json, { name }));

/** The repository is a folder of another one, whose top somebody else wrote as well. */
export const larger: Kind[] = (
  [
    [
      'a name that is no expression',
      (top, below) => {
        called(below, '(');
        written(top, 'gone');
      },
    ],
    [
      'a name that takes for ever as an expression',
      (top, below) => {
        called(below, '(a+)+$');
        written(top, 'gone', `name: ${'a'.repeat(60)}!\n`);
      },
    ],
    ['a workflow from a folder with a NUL in its name', (top) => written(top, 'gone\0')],
    ['a workflow from a folder of a long name', (top) => written(top, 'g'.repeat(100_000))],
    ['a workflow from a folder that leads out', (top) => written(top, '../../../../etc')],
    ['a link for its workflows', (top, below) => symlinkSync(join(below, 'docs'), clear(join(top, '.github')))],
    ['a named pipe for a workflow', (top) => pipe(join(top, '.github/workflows/deploy.yml'))],
  ] satisfies [string, (top: string, below: string) => void][]
).map(([what, make]) => ({
  name: `larger repository: ${what}`,
  row: 'a folder of a larger repository',
  make: (repository: string) => {
    const top = dirname(repository);
    renameSync(join(repository, '.git'), join(top, '.git'));
    make(top, repository);
  },
}));
