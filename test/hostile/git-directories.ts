import { execFileSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clear, type Kind, put } from './place.ts';

const journal = {
  format: 1,
  phase: 'changing',
  way: 'apply',
  what: 'x',
  prefix: '',
  head: '0'.repeat(40),
  after: '0'.repeat(40),
};
/** A git directory that came along, as an archive has it. */
export const gitDirectories: Kind[] = (
  [
    ['a named pipe for HEAD', (at) => execFileSync('mkfifo', [clear(join(at, 'HEAD'))])],
    ['a named pipe for its index', (at) => execFileSync('mkfifo', [clear(join(at, 'index'))])],
    ['a device for its configuration', (at) => symlinkSync('/dev/zero', clear(join(at, 'config')))],
    [
      'a work tree elsewhere',
      (at, outside) => writeFileSync(join(at, 'config'), `\n[core]\n\tworktree = ${outside}\n`, { flag: 'a' }),
    ],
    [
      'a configuration from elsewhere',
      (at, outside) => writeFileSync(join(at, 'config'), `\n[include]\n\tpath = ${outside}/mine\n`, { flag: 'a' }),
    ],
    ['objects from elsewhere', (at, outside) => put(join(at, 'objects/info/alternates'), `${outside}\n`)],
    ['our state as a link', (at, outside) => symlinkSync(outside, clear(join(at, 'secure-ml')))],
    ['a link in our state', (at, outside) => symlinkSync(join(outside, 'mine'), clear(join(at, 'secure-ml/reserve')))],
    ['a named pipe in our state', (at) => execFileSync('mkfifo', [clear(join(at, 'secure-ml/running'))])],
    [
      'a journal that leads out',
      (at) =>
        put(join(at, 'secure-ml/journal.json'), JSON.stringify({ ...journal, touched: [{ path: '../outside/mine' }] })),
    ],
    [
      'a journal of files to remove',
      (at) => put(join(at, 'secure-ml/journal.json'), JSON.stringify({ ...journal, touched: [{ path: 'README.md' }] })),
    ],
    [
      'a promise of objects at a command',
      (at) =>
        writeFileSync(
          join(at, 'config'),
          '\n[core]\n\trepositoryformatversion = 1\n[extensions]\n\tpartialClone = origin\n[remote "origin"]\n\turl = ext::sh -c touch% x\n\tpromisor = true\n',
          { flag: 'a' },
        ),
    ],
    ['no commit', (at) => put(join(at, 'HEAD'), 'ref: refs/heads/none\n')],
    ['a git directory elsewhere', (at, outside) => put(at, `gitdir: ${outside}\n`)],
    ['a link for its git directory', (at, outside) => symlinkSync(outside, clear(at))],
  ] satisfies [string, (at: string, outside: string) => void][]
).map(([what, make]) => ({
  name: `.git: ${what}`,
  row: 'a git directory that came along',
  merges: true as const,
  make: (repository: string, outside: string) => make(join(repository, '.git'), outside),
}));
