import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { edit, type Json, type Kind, put } from './place.ts';

const judged = 'judge/cli.ts';
const digest = `sha512-${'A'.repeat(86)}==`;

/** A lock of which somebody changes what it says of a file that is edited beside it. */
const covered = (
  what: string,
  change: (lock: Json, files: Record<string, Json>, path: string) => void,
  path = judged,
) =>
  ({
    name: `lock: ${what}`,
    row: 'a lock that covers an edit',
    tells: path === judged ? ['check', path] : ['diff', path],
    make: (repository: string) => {
      if (path !== judged) writeFileSync(join(repository, path), '// mine\n', { flag: 'a' });
      edit(repository, '.secure-ml/lock.json', (lock) => change(lock, lock.files as Record<string, Json>, path));
    },
  }) satisfies Kind;
const invented = (lock: Json, more: object = {}) => {
  const [known] = lock.overlays as [Json];
  const policy = { ...(known.policy as Json), name: 'acme' };
  (lock.overlays as Json[]).push({ ...known, spec: 'acme@1.0.0', resolved: 'acme@1.0.0', policy, ...more });
};
const people = 'infra/policies/people.ts';

const locks: Kind[] = [
  covered('an overlay that is not recorded has the judge', (_, files, path) => {
    Object.assign(files[path] as Json, { overlay: 'acme' });
  }),
  covered('an invented overlay with an invented consent has the judge', (lock, files, path) => {
    invented(lock, { runs: digest });
    Object.assign(files[path] as Json, { overlay: 'acme' });
  }),
  covered('an invented overlay takes the judge away', (lock, files, path) => {
    invented(lock, { removes: [path] });
    delete files[path];
  }),
  covered('it does not know the judge', (_, files, path) => delete files[path]),
  covered('the judge was ejected', (_, files, path) => Object.assign(files[path] as Json, { owner: 'ejected' })),
  covered('the judge is of another version', (lock) => Object.assign(lock, { generator: '99.0.0' })),
  covered(
    'a policy is its owner’s',
    (_, files, path) => Object.assign(files[path] as Json, { owner: 'seeded' }),
    people,
  ),
  covered(
    'a policy is its owner’s, and an overlay’s',
    (lock, files, path) => {
      invented(lock);
      Object.assign(files[path] as Json, { owner: 'seeded', overlay: 'acme' });
    },
    people,
  ),
];

/** What is taken before a generated file, or has it shown or read in another way. */
const beside: Kind[] = [
  ...['npm-shrinkwrap.json', 'deploy/npm-shrinkwrap.json', 'postcss.config.mjs', '.postcssrc', '.config/postcssrc.yml'],
  ...['vite.config.ts', 'vitest.config.mts', 'vitest.workspace.ts', 'infra/.gitattributes', '.github/.gitattributes'],
].map((path) => ({
  name: `beside: ${path}`,
  row: 'files that are taken before generated ones',
  tells: ['check', path],
  make: (repository) => put(join(repository, path), '* -diff\n'),
}));

const appended = (path: string, text: string, what = JSON.stringify(text)): Kind => ({
  name: `${path}: ${what}`,
  row: 'lines that mean what judges',
  tells: ['check', path],
  make: (repository) => writeFileSync(join(repository, path), text, { flag: 'a' }),
});
const lines: Kind[] = [
  ...['[j]udge/** -diff', '?udge/** -diff', 'cli.ts -diff', '"\\152udge/**" -diff', '*.[t]s -diff'].map((line) =>
    appended('.gitattributes', `${line}\n`),
  ),
  appended('.npmrc', '; mine\rscript-shell=./mine.sh\n'),
  appended('.npmrc', 'ignore-scripts=false\nignore-scripts=true\u2028\n'),
  ...(['vitest', 'node', 'tsc'] as const).map(
    (program): Kind => ({
      name: `package-lock.json: a program by the name of ${program}`,
      row: 'lines that mean what judges',
      tells: ['check', 'package-lock.json'],
      make: (repository) =>
        edit(repository, 'package-lock.json', ({ packages }) =>
          Object.assign(packages as Json, { 'node_modules/mine': { version: '1.0.0', bin: { [program]: 'x' } } }),
        ),
    }),
  ),
];

const workflow = (what: string, text: string | Buffer, path = '.github/workflows/mine.yml'): Kind => ({
  name: `workflow: ${what}`,
  row: 'workflows that read otherwise',
  tells: ['check', path],
  make: (repository) => put(join(repository, path), text),
});
const job = 'on: push\njobs:\n  mine:\n    runs-on: x\n    steps:\n      - run: echo\n';
const laughs = Array.from({ length: 24 }, (_, at) => `x${at + 1}: &x${at + 1} [${`*x${at}, `.repeat(9)}*x${at}]`);
const workflows: Kind[] = [
  workflow('a name in quotes', `"name": check\npermissions: {}\n${job}`),
  workflow('a name with escapes', `name: "ch\\x65ck"\npermissions: {}\n${job}`),
  workflow('a name on the next line', `name:\n  check\npermissions: {}\n${job}`),
  workflow('a name of an alias', `env: {A: &a check}\nname: *a\npermissions: {}\n${job}`),
  workflow('a name before 60,000 blanks', `name: check${' '.repeat(60_000)}x\n${job}`),
  workflow('no permissions', job),
  workflow('permissions of an alias', `env: {A: &a write-all}\npermissions: *a\n${job}`),
  workflow('permissions that are merged', `x: &a {statuses: write}\npermissions:\n  <<: *a\n${job}`),
  workflow('aliases of aliases', `x0: &x0 [a]\n${laughs.join('\n')}\n${job}`),
  workflow('an alias of itself', `x: &x [*x]\n${job}`),
  workflow('two documents', `name: mine\npermissions: {}\n${job}---\nname: check\n`),
  workflow('UTF-16', Buffer.from(`\ufeffname: check\n${job}`, 'utf16le')),
  workflow('a byte order mark', `\ufeffname: check\npermissions: {}\n${job}`),
  workflow('lists in lists', `x: ${'['.repeat(100_000)}${']'.repeat(100_000)}\n${job}`),
  workflow('blank lines', `${'\n'.repeat(500_000)}${job}`),
  workflow('20,000 jobs', `name: mine\npermissions: {}\njobs:\n${'  a:\n    runs-on: x\n'.repeat(20_000)}`),
];

const commented: Kind[] = ['\r', '\u0085', '\u2028'].map((end) => ({
  name: `workflow: a comment that ends at ${JSON.stringify(end)}`,
  row: 'workflows that read otherwise',
  tells: ['check', '.github/workflows/check.yml'],
  make: (repository) => {
    const file = '.github/workflows/check.yml';
    if (!existsSync(join(repository, file))) throw new Error(file);
    writeFileSync(join(repository, file), `\n# note${end}defaults: {run: {shell: ./mine.sh}}\n`, { flag: 'a' });
  },
}));

const gone: Kind = {
  name: 'the judge is gone',
  row: 'a lock that covers an edit',
  tells: ['check', 'judge/'],
  make: (repository) => rmSync(join(repository, 'judge'), { recursive: true }),
};

/** Edits beside something that hid them, or could. */
export const hiddenEdits: Kind[] = [...locks, gone, ...beside, ...lines, ...workflows, ...commented];
