import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { edit, type Json, type Kind, many, put } from './place.ts';

const read = (repository: string, path: string) => readFileSync(join(repository, path), 'utf8');
const configuration = ['package.json', '.npmrc', '.gitattributes', 'infra/app.ts', 'infra/controls/enabled.json'];

const encodings: [string, Kind['make']][] = [
  [
    'UTF-16',
    (repository) => {
      for (const file of ['settings.json', ...configuration])
        put(join(repository, file), Buffer.from(`\ufeff${read(repository, file)}`, 'utf16le'));
    },
  ],
  [
    'byte order marks',
    (repository) => {
      for (const file of ['settings.json', '.secure-ml/lock.json', ...configuration])
        put(join(repository, file), `\ufeff${read(repository, file)}`);
    },
  ],
  [
    'keys that are there twice, and that reach a prototype',
    (repository) => {
      for (const file of ['package.json', 'tsconfig.json', 'settings.json'])
        put(
          join(repository, file),
          read(repository, file).replace('{', '{"name": "a", "__proto__": {"x": 1}, "name": "b",'),
        );
    },
  ],
  [
    'names for terminals',
    (repository) => {
      for (const folder of ['judge', 'infra', 'infra/controls', '.github/workflows', 'infra/units'])
        put(
          join(repository, folder, 'a\n::error ::x\u001b]0;PWNED\u0007\u202e', 'node_modules/x.yml'),
          'name: check\n',
        );
      put(join(repository, 'judge/\u009b2J.ts'), '');
      put(join(repository, '.github/workflows/\u001b[2J.yml'), 'name: check\n');
    },
  ],
];

/** Settings that are no settings, where no lock says what they should be. */
const unlocked: [string, Kind['make']][] = [
  'mine',
  'null',
  '[]',
  '{"buckets": null}',
  '{"sensitivity": {"toString": null}}',
].map((text) => [
  `settings ${text} and no lock`,
  (repository) => {
    put(join(repository, '.secure-ml/lock.json'), 'mine');
    put(join(repository, 'settings.json'), text);
  },
]);

const long: [string, Kind['make']][] = [
  [
    '50,000 tags',
    (repository) =>
      edit(repository, 'settings.json', (value) => {
        value.tags = Object.fromEntries(many(50_000, (at) => [`k${at}`, 'v']));
      }),
  ],
  [
    'roles of people without number',
    (repository) =>
      edit(repository, 'settings.json', (value) => {
        const roles = many(2000, (at) => [`engineer${at}`, many(10, (n) => `a${n}@b.example`)]);
        value.people = { ...(value.people as Json), roles: Object.fromEntries(roles) };
      }),
  ],
  [
    '1000 lines that accept',
    (repository) => {
      const line = { owner: 'a@b.example', reason: 'because it is so here', until: '2027-01-01' };
      const lines = many(1000, (at) => ({ finding: `drift/${'a'.repeat(300)}${at}`, ...line }));
      put(join(repository, 'accepted.json'), JSON.stringify(lines));
    },
  ],
  [
    'a lock of 100,000 files',
    (repository) =>
      edit(repository, '.secure-ml/lock.json', (value) => {
        const entry = { mode: '100644', blob: '0'.repeat(40), owner: 'generated' };
        value.files = Object.fromEntries(many(100_000, (at) => [`f${at}`, entry]));
      }),
  ],
  [
    'a lock of 3000 overlays',
    (repository) =>
      edit(repository, '.secure-ml/lock.json', (value) => {
        const [one] = value.overlays as [Json];
        value.overlays = many(3000, (at) => ({ ...one, policy: { ...(one.policy as Json), name: `o${at}` } }));
      }),
  ],
  [
    'an app of nothing but imports',
    (repository) => {
      for (const [at, piece] of ['import\n', "import 'a'\n", "import a from '.", "\nfrom '.a"].entries())
        put(join(repository, `infra/${['app', 'access', 'verify', 'gate'][at]}.ts`), `import ${piece.repeat(60_000)}`);
    },
  ],
  [
    'tiers of comments that never end',
    (repository) => {
      const text = read(repository, 'infra/tiers.ts');
      put(
        join(repository, 'infra/tiers.ts'),
        text.replace(/^ {2}confidential: \{/m, (all) => `${all}${'/* '.repeat(200_000)}\n`),
      );
    },
  ],
  [
    'blank lines',
    (repository) => {
      for (const file of [...configuration, 'tsconfig.json', 'vitest.config.ts', 'cdk.json', '.nvmrc'])
        writeFileSync(join(repository, file), '\n \t'.repeat(300_000), { flag: 'a' });
    },
  ],
  [
    'lists in lists',
    (repository) => {
      const deep = '['.repeat(100_000) + ']'.repeat(100_000);
      for (const file of ['boundary/proofs', 'mfa/journeys', 'mfa/control'])
        put(join(repository, `infra/controls/${file}.json`), deep);
      for (const file of ['infra/cast.json', 'cdk.json', 'cdk.context.json']) put(join(repository, file), deep);
      for (const file of ['package.json', 'package-lock.json', 'tsconfig.json'])
        put(join(repository, file), read(repository, file).replace('{', `{"overrides": {"x": ${deep}},`));
    },
  ],
];

const kindOf =
  (row: string) =>
  ([what, make]: [string, Kind['make']]): Kind => ({ name: `texts: ${what}`, row, make });

/** What files can say that this program, git, npm or GitHub reads. */
export const oddTexts: Kind[] = [
  ...[...encodings.slice(0, 3), ...unlocked].map(kindOf('texts that are something else')),
  ...encodings.slice(3).map(kindOf('text for terminals and pages')),
  ...long.map(kindOf('texts that take long')),
];
