import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { clear, edit, type Json, type Kind, many, put, sparse } from './place.ts';

const locked = (repository: string) =>
  Object.keys(JSON.parse(readFileSync(join(repository, '.secure-ml/lock.json'), 'utf8')).files as Json);

/** A process that has ended leaves its socket. */
const socket = (file: string) => {
  const at = JSON.stringify(clear(file));
  execFileSync(process.execPath, ['-e', `require('node:net').createServer().listen(${at}, () => process.exit())`]);
};

const files = (folder: string, count: number, end: string, text = '') => {
  mkdirSync(folder, { recursive: true });
  for (let at = 0; at < count; at += 1) writeFileSync(join(folder, `f${at}${end}`), text);
};

const sockets: [string, Kind['make']][] = [
  'settings.json',
  '.secure-ml/lock.json',
  'infra/controls/trail/control.ts',
  'cdk.out/Data.template.json',
].map((path) => [`a socket for ${path}`, (repository) => socket(join(repository, path))]);

const holes: [string, Kind['make']][] = [
  'infra/large.json',
  'judge/large.ts',
  'node_modules/x/large.js',
  '.github/workflows/large.yml',
  '.npmrc',
].map((path) => [`10 GB of holes for ${path}`, (repository) => sparse(join(repository, path), 10 * 2 ** 30)]);

const names: [string, Kind['make']][] = [
  [
    'names by other letters',
    (repository) => {
      const others = ['readme.md', 'e\u0301.ts', '\u00e9.ts', 'judge ', 'con', 'nul.ts', 'a:b', 'x.', '\ufffd'];
      for (const name of [...others, 'Infra/app.ts', 'JUDGE/cli.ts', '.GITHUB/workflows/x.yml'])
        put(join(repository, name), 'name: check\n');
      edit(repository, '.secure-ml/lock.json', (value) => {
        for (const path of ['readme.md', 'Infra/app.ts', 'e\u0301.ts', '\u00e9.ts', 'con'])
          (value.files as Json)[path] = { mode: '100644', blob: '0'.repeat(40), owner: 'generated' };
      });
    },
  ],
  [
    'links in a circle',
    (repository) => {
      for (const folder of ['infra', 'judge', 'docs', 'ml', '.github/workflows', 'infra/controls']) {
        symlinkSync('.', join(repository, folder, 'here'));
        symlinkSync('a', join(repository, folder, 'b'));
        symlinkSync('b', join(repository, folder, 'a'));
      }
    },
  ],
  [
    'hard links to a file outside',
    (repository, outside) => {
      for (const path of ['settings.json', 'README.md', 'accepted.json', '.secure-ml/lock.json', 'out.sarif'])
        linkSync(join(outside, 'mine'), clear(join(repository, path)));
    },
  ],
  [
    'times before 1970 and after 2106',
    (repository) => {
      for (const [at, path] of locked(repository).entries()) {
        const time = at % 2 ? -86_400 : 4_300_000_000;
        utimesSync(join(repository, path), time, time);
      }
    },
  ],
  [
    'what other scaffolders read, also in the folder above',
    (repository) => {
      for (const folder of [repository, dirname(repository)]) {
        put(join(folder, '.yo-resolve'), '* force\n');
        put(join(folder, '.yo-rc.json'), '{"generator-x": {"promptValues": {}}}');
      }
    },
  ],
];

const large: [string, Kind['make']][] = [
  [
    'holes of 60 MB for every generated file',
    (repository) => {
      for (const path of locked(repository)) sparse(join(repository, path), 60 * 2 ** 20);
    },
  ],
  ['30,000 files beside the code', (repository) => files(join(repository, 'infra/many'), 30_000, '.ts')],
  ['30,000 files at the top', (repository) => files(repository, 30_000, '.ts')],
  ['30,000 workflows', (repository) => files(join(repository, '.github/workflows'), 30_000, '.yml')],
  [
    '5000 workflows that name what they may do',
    (repository) => files(join(repository, '.github/workflows'), 5000, '.yml', 'name: a\npermissions: {}\n'),
  ],
  [
    '10,000 folders of controls, and of packages',
    (repository) => {
      for (const at of many(10_000, String)) {
        mkdirSync(join(repository, 'infra/controls', `c${at}`));
        mkdirSync(join(repository, 'infra', `c${at}`, 'node_modules'), { recursive: true });
      }
    },
  ],
  [
    'folders nested 1900 deep',
    (repository) => mkdirSync(join(repository, 'infra', 'd/'.repeat(1900)), { recursive: true }),
  ],
  [
    'a lock of 19,000 files that are there',
    (repository) => {
      files(join(repository, 'docs/many'), 19_000, '.ts', 'a\n');
      edit(repository, '.secure-ml/lock.json', (value) => {
        const entry = { mode: '100644', blob: '0'.repeat(40), owner: 'generated' };
        for (let at = 0; at < 19_000; at += 1) (value.files as Json)[`docs/many/f${at}.ts`] = entry;
      });
    },
  ],
];

const kindOf =
  (more: Partial<Kind>) =>
  ([what, make]: [string, Kind['make']]): Kind => ({
    name: `files: ${what}`,
    row: 'files of other kinds, names and sizes',
    ...more,
    make,
  });

/** What can be in a clone, wherever it is. */
export const oddFiles: Kind[] = [
  ...[...sockets, ...holes, ...names].map(kindOf({})),
  ...large.map(kindOf({ onPage: true })),
];
