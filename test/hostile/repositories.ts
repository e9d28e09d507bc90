import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { assemblies } from './assemblies.ts';
import { gitDirectories } from './git-directories.ts';
import { gitFiles } from './git-files.ts';
import { hiddenEdits } from './hidden.ts';
import { includedConfigurations } from './included.ts';
import { larger } from './larger.ts';
import { oddFiles } from './odd-files.ts';
import { oddTexts } from './odd-texts.ts';
import { clear, edit, git, type Json, type Kind, put, sparing } from './place.ts';
import { longTemplates } from './templates.ts';

/** What can be in the place of a file. */
const places: [string, (file: string, outside: string) => void][] = [
  ['a link to a file outside', (file, outside) => symlinkSync(join(outside, 'mine'), clear(file))],
  ['a link to a device', (file) => symlinkSync('/dev/zero', clear(file))],
  ['a link to a folder outside', (file, outside) => symlinkSync(outside, clear(file))],
  ['a link to itself', (file) => symlinkSync(file, clear(file))],
  ['a named pipe', (file) => execFileSync('mkfifo', [clear(file)])],
  ['a folder', (file) => mkdirSync(clear(file))],
  [
    '1 GB',
    (file) => {
      put(file, '');
      truncateSync(file, 2 ** 30);
    },
  ],
  ['nothing in it', (file) => put(file, '')],
  ['random bytes', (file) => put(file, Buffer.from([0, 255, 254, 27, 91, 50, 74, 10, 0x9b]))],
];

const files = [
  '.secure-ml/lock.json',
  '.secure-ml/base',
  '.secure-ml/waivers.json',
  'accepted.json',
  'settings.json',
  'infra/controls/enabled.json',
  'README.md',
];
/** What the judge reads as data. */
const templates = ['cdk.out/manifest.json', 'cdk.out/Data.template.json', 'cdk.out'];
const outputs = ['out.sarif', 'out.html', 'secure-ml-report.html'];

const inPlaceOf: Kind[] = [...files, ...templates, ...outputs].flatMap((file) =>
  places
    .filter(([what]) => !outputs.includes(file) || /link|pipe|folder/.test(what))
    .map(([what, make]) => ({
      name: `${file}: ${what}`,
      row: outputs.includes(file)
        ? `an output: ${what}`
        : templates.includes(file)
          ? `templates: ${what}`
          : `${file}: ${what}`,
      make: (repository, outside) => make(join(repository, file), outside),
    })),
);

const folders: Kind[] = ['.secure-ml', 'infra', 'infra/controls', 'docs'].map((folder) => ({
  name: `${folder} is a link to a folder outside`,
  row: 'a folder is a link',
  make: (repository, outside) => symlinkSync(outside, clear(join(repository, folder))),
}));

const commit = (repository: string) => {
  git(repository, 'add', '-A');
  git(repository, 'commit', '--quiet', '-m', 'hostile');
};

/** JSON that a parser could choke on. */
const bombs: [string, string][] = [
  ['nested 100,000 deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  [
    'with keys that reach a prototype',
    '{"format":1,"__proto__":{"sensitivity":"public"},"constructor":{"prototype":{}}}',
  ],
  ['with a number that is none', '{"format":1e999,"generator":-1e999}'],
  ['cut off', '{"format":1,"generator":"0.1'],
  ['that is a list', '[1,2,3]'],
  ['after a byte order mark', '\ufeff{"format":1}'],
];
const parsed: Kind[] = [
  '.secure-ml/lock.json',
  '.secure-ml/waivers.json',
  'settings.json',
  ...templates.slice(0, 2),
].flatMap((file) =>
  bombs.map(
    ([what, text]): Kind => ({
      name: `${file}: JSON ${what}`,
      row: templates.includes(file) ? 'templates: odd JSON' : `${file}: odd JSON`,
      make: (repository) => put(join(repository, file), text),
    }),
  ),
);

/** To make a text of it throws, and JSON can hold it. */
const textless = { toString: null };
const waiver = { id: textless, kind: 'drift', reason: textless, owner: textless, until: textless };
const resources = {
  Bucket: { Type: 'AWS::S3::Bucket', Properties: { LoggingConfiguration: { DestinationBucketName: textless } } },
  Queue: { Type: 'AWS::SQS::Queue', Properties: { KmsMasterKeyId: textless, SqsManagedSseEnabled: textless } },
};
const unprintable: Kind[] = (
  [
    ['settings.json', (value) => Object.assign(value, { name: textless, people: { roles: { engineer: [textless] } } })],
    [
      '.secure-ml/lock.json',
      (value) => Object.assign(value.answers as Json, { sensitivity: textless, name: textless }),
    ],
    ['cdk.out/Data.template.json', (value) => Object.assign(value, { Resources: resources })],
    ['accepted.json', (value) => Object.assign(value, { format: 1, waivers: [waiver] })],
  ] satisfies [string, (value: Json) => void][]
).map(([file, change]) => ({
  name: `${file}: values without a text`,
  row: 'values without a text',
  make: (repository) => {
    if (file === 'accepted.json') put(join(repository, file), '{}');
    edit(repository, file, change);
  },
}));

const texts: [string, string][] = [
  ['a title and a cleared screen', '\u001b]0;PWNED\u0007\u001b[2Jall good'],
  ['a control of one byte', '\u009b2Jall good'],
  ['text that runs the other way', '\u202ella doog'],
  ['a line of its own', 'x\n::stop-commands::x\nall good'],
  ['HTML', '<script>alert(1)</script><img src=x onerror=alert(1)>'],
];
const shown: Kind[] = texts.flatMap(([what, text]): Kind[] => [
  {
    name: `waivers: an id with ${what}`,
    row: 'text for terminals and pages',
    make: (repository) => {
      const waiver = { id: `drift/${text}`, kind: 'drift', reason: text, owner: text, until: '2027-01-01' };
      put(join(repository, '.secure-ml/waivers.json'), JSON.stringify({ format: 1, waivers: [waiver] }));
    },
  },
  {
    name: `settings, README and lock: values with ${what}`,
    row: 'text for terminals and pages',
    make: (repository) => {
      edit(repository, 'settings.json', (value) => Object.assign(value, { region: text, name: text }));
      writeFileSync(join(repository, 'README.md'), text, { flag: 'a' });
      edit(repository, '.secure-ml/lock.json', (value) => {
        (value.files as Json)[`docs/${text}`] = { mode: '100644', blob: '0'.repeat(40), owner: 'generated' };
      });
    },
  },
]);

const paths: Kind[] = [
  '../outside/mine',
  '/etc/passwd',
  '.git/config',
  'a/../../x',
  'C:/x',
  'a\\..\\..\\x',
  'node_modules/../../x',
].map((path) => ({
  name: `lock: the path ${path}`,
  row: 'paths that lead out',
  merges: true,
  make: (repository) => {
    edit(repository, '.secure-ml/lock.json', (value) => {
      (value.files as Json)[path] = { mode: '100644', blob: '0'.repeat(40), owner: 'generated' };
    });
    commit(repository);
  },
}));

/** Where a lock may say that its overlay is. */
const origins = (address: string): string[] => [
  'some-overlay@1.0.0',
  '@acme/overlay',
  `git+${address.replace('http', 'https')}/x#v1`,
  'git+ssh://-oProxyCommand=touch%20x/x#v1',
  'git+ssh://git@127.0.0.1:1/x#v1',
  'git+ext::sh -c touch% x#v1',
  '../../../../../etc',
  '/dev/zero',
  './pipe.tgz',
  '//127.0.0.1/share/x',
];
export const overlays = (address: string): Kind[] =>
  origins(address).map((spec) => ({
    name: `lock: an overlay from ${spec.replace(address.slice('http://'.length), 'HOST').replace(address, 'HOST')}`,
    row: 'an overlay of the lock',
    merges: true,
    make: (repository) => {
      if (spec.startsWith('./')) execFileSync('mkfifo', [join(repository, spec)]);
      edit(repository, '.secure-ml/lock.json', (value) => {
        Object.assign((value.overlays as Json[])[0] as Json, { spec, resolved: spec });
      });
      commit(repository);
    },
  }));

const bases: Kind[] = (
  [
    ['a gzip of 2 GB', () => gzipSync(Buffer.alloc(256 * 2 ** 20), { level: 9 })],
    ['a path that leads out', () => gzipSync(Buffer.from('secure-ml base 1\n1 ../outside/mine\nx\n'))],
    ['a size that is not there', () => gzipSync(Buffer.from('secure-ml base 1\n999999999 README.md\nx\n'))],
  ] satisfies [string, () => Buffer][]
).map(([what, make]) => ({
  name: `base: ${what}`,
  row: '.secure-ml/base: odd archives',
  make: (repository: string) => put(join(repository, '.secure-ml/base'), make()),
}));

const untouched: Kind = { name: 'canaries alone', row: 'canaries alone', merges: true, make: () => undefined };

/** Every kind; `address` is the listener's. */
export const kinds = (address: string): Kind[] => [
  untouched,
  ...inPlaceOf,
  ...folders,
  ...parsed,
  ...unprintable,
  ...shown,
  ...paths,
  ...bases,
  ...gitDirectories,
  ...includedConfigurations,
  ...overlays(address),
  ...sparing(gitFiles),
  ...larger,
  ...sparing(hiddenEdits),
  ...oddFiles,
  ...sparing(oddTexts),
  ...sparing(longTemplates),
  ...sparing(assemblies),
];
