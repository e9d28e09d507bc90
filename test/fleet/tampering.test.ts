import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { defaults } from '../../src/answers/answers.ts';
import { packBase, readBase } from '../../src/baseline/archive.ts';
import { basePath, lockPath, parseLock, printLock } from '../../src/baseline/lock.ts';
import { fails } from '../../src/finding.ts';
import { inspect } from '../../src/fleet/inspect.ts';
import { published } from '../../src/fleet/published.ts';
import { generate } from '../../src/generate.ts';
import { templates, version } from '../../src/package.ts';
import { readCatalog } from '../../src/plan/catalog.ts';
import { plan } from '../../src/plan/plan.ts';
import { blobId } from '../../src/tree/tree.ts';
import { editsOf } from '../../templates/infra/edits.ts';

const repository = mkdtempSync(join(tmpdir(), 'secure-ml-tampering-'));
beforeAll(() => {
  const answers = { ...defaults('my-ml'), region: 'eu-west-1', repository: 'acme/ml' };
  for (const [path, { content, mode }] of generate(
    templates,
    plan(readCatalog(templates), { answers, sources: {} }, version),
  )) {
    mkdirSync(dirname(join(repository, path)), { recursive: true });
    writeFileSync(join(repository, path), content, { mode: mode === '100755' ? 0o755 : 0o644 });
  }
});
afterAll(() => rmSync(repository, { recursive: true }));

const before = new Map<string, string | undefined>();
const read = (path: string) => readFileSync(join(repository, path), 'utf8');
function put(path: string, content: string | undefined): void {
  before.set(path, existsSync(join(repository, path)) ? read(path) : undefined);
  if (content === undefined) rmSync(join(repository, path));
  else writeFileSync(join(repository, path), content);
}
afterEach(() => {
  for (const [path, content] of before) {
    if (content === undefined) rmSync(join(repository, path), { force: true });
    else writeFileSync(join(repository, path), content);
  }
  before.clear();
});

const told = () =>
  inspect(repository, version, '2026-11-28')
    .findings.filter(fails)
    .map(({ id }) => id);
const workflow = '.github/workflows/check.yml';

describe('a file that judges', () => {
  it.each([
    ['a link', 'judge/more.ts', (file: string) => symlinkSync('../README.md', file)],
    ['what has the name of what tools make', 'judge/cdk.out', (file: string) => writeFileSync(file, '')],
    [
      'more than can be read',
      'judge/huge',
      (file: string) => {
        writeFileSync(file, '');
        truncateSync(file, 65 * 1024 * 1024);
      },
    ],
  ])('is told where it came beside them: %s', (_, path, make) => {
    const file = join(repository, path);
    make(file);
    const found = told();
    rmSync(file);
    expect(found).toEqual([path === 'judge/huge' ? 'judge/judge' : `judge/${path}`]);
  });

  it('is as it was written in a new repository', () => expect(told()).toEqual([]));

  it.each([
    [workflow, '/dev/zero'],
    [workflow, 'settings.json'],
    ['judge', '/proc'],
    ['.github', '/'],
    ['package.json', '/dev/zero'],
    ['infra/controls/mfa/proof.ts', '/dev/zero'],
  ])('is told and never read where %s is a link to %s', (path, target) => {
    const [place, aside] = [join(repository, path), join(repository, 'aside')];
    renameSync(place, aside);
    symlinkSync(target, place);
    try {
      const standing = inspect(repository, version, '2026-11-28');
      expect(standing.findings.filter(fails).length).toBeGreaterThan(0);
      const below = standing.files.filter((file) => file.path === path || file.path.startsWith(`${path}/`));
      expect(new Set(below.map(({ state }) => state))).not.toContain('as generated');
    } finally {
      rmSync(place);
      renameSync(aside, place);
    }
  });

  it.each([
    'judge/cli.ts',
    'judge/decide/decide.ts',
    'infra/verify.ts',
    'infra/controls/mfa/proof.ts',
    'tools/python.mjs',
  ])('is a finding where it is edited: %s', (path) => {
    put(path, `${read(path)}// ours\n`);
    expect(told()).toContain(`judge/${path}`);
  });

  it('is a finding where it is deleted, and where one is added', () => {
    put('judge/place.ts', undefined);
    put('judge/decide/mine.ts', 'export {};\n');
    expect(told()).toEqual(expect.arrayContaining(['judge/judge/place.ts', 'judge/judge/decide/mine.ts']));
  });

  it.each([
    [workflow, 'permissions: {}', 'permissions: write-all'],
    ['package.json', '"verify": "', '"verify": "true || '],
    ['.npmrc', '', 'script-shell=./mine\n'],
    ['judge/place.ts', '', 'export const mine = 1;\n'],
  ])('%s is a finding though lock and base were edited with it', (path, from, to) => {
    const [lockFile, baseFile] = [lockPath, basePath].map((one) => join(repository, one)) as [string, string];
    const [lockBytes, packed] = [readFileSync(lockFile), readFileSync(baseFile)];
    const lock = parseLock(lockBytes);
    const base = readBase(packed, lock);
    expect(told()).not.toContain(`judge/${path}`);
    put(path, read(path).replace(from, to));
    const content = readFileSync(join(repository, path));
    const files = new Map(lock.files).set(path, { mode: '100644', blob: blobId(content), owner: 'generated' });
    writeFileSync(lockFile, printLock({ ...lock, files }));
    writeFileSync(baseFile, packBase(base.set(path, content)));
    try {
      const { files: states, base: kept } = inspect(repository, version, '2026-11-28');
      expect([kept, states.find((one) => one.path === path)?.state]).toEqual(['intact', 'as generated']);
      expect(told()).toContain(`judge/${path}`);
    } finally {
      writeFileSync(lockFile, lockBytes);
      writeFileSync(baseFile, packed);
    }
  });

  it('is a finding though the lock was edited with it', () => {
    put('judge/place.ts', 'export {};\n');
    const lock = JSON.parse(read('.secure-ml/lock.json'));
    lock.files['judge/place.ts'].owner = 'ejected';
    put('.secure-ml/lock.json', JSON.stringify(lock));
    expect(told()).toContain('judge/judge/place.ts');
  });

  it('is accepted as it is, and no further', () => {
    put('judge/place.ts', `${read('judge/place.ts')}// ours\n`);
    const { digest } =
      inspect(repository, version, '2026-11-28').findings.find(({ id }) => id === 'judge/judge/place.ts') ?? {};
    const line = {
      finding: 'judge/judge/place.ts',
      digest,
      owner: '@acme/ml',
      reason: 'Our region is newer than this release of it',
    };
    put('accepted.json', JSON.stringify([line]));
    expect(told()).toEqual([]);
    writeFileSync(join(repository, 'judge/place.ts'), `${read('judge/place.ts')}// more\n`);
    expect(told()).toContain('judge/judge/place.ts');
  });
});

describe('rows of a control', () => {
  const rows = 'infra/controls/least-privilege/proofs.json';
  it('may be added', () => {
    put(rows, JSON.stringify([...JSON.parse(read(rows)), 'training may s3:GetObject raw/more/*']));
    expect(told()).toEqual([]);
  });
  it('are a finding where one is gone', () => {
    put(rows, JSON.stringify(JSON.parse(read(rows)).slice(1)));
    expect(told()).toEqual([`judge/${rows}`]);
  });
});

describe('a generated workflow', () => {
  it.each([
    ['its permissions', /permissions: \{\}/, 'permissions: write-all'],
    ['its triggers', /pull_request:/, 'workflow_dispatch:'],
    ['a pin', /@[0-9a-f]{40}/, `@${'0'.repeat(40)}`],
  ])('is a finding where %s are changed', (_, from, to) => {
    expect(read(workflow)).toMatch(from);
    put(workflow, read(workflow).replace(from, to));
    expect(told()).toEqual([`judge/${workflow}`]);
  });

  it('may get comments and jobs', () => {
    const job = '  mine:\n    runs-on: ubuntu-latest\n    steps: [{ run: echo }]\n';
    put(workflow, `# ours\n${read(workflow).trimEnd()}\n${job}`);
    expect(told()).toEqual([]);
  });
});

// biome-ignore lint/suspicious/noExplicitAny: package.json and the like, as they are
type Values = Record<string, any>;

describe('what decides which program judges', () => {
  const json = (path: string, change: (value: Values) => void) => {
    const value = JSON.parse(read(path));
    change(value);
    put(path, JSON.stringify(value, null, 2));
  };
  const more = (path: string, line: string) => put(path, `${read(path)}${line}\n`);
  const manifest = (what: string, change: (value: Values) => void) =>
    [what, 'package.json', () => json('package.json', change)] as const;
  const lock = (what: string, change: (tsx: Record<string, unknown>) => void) =>
    [
      what,
      'package-lock.json',
      () => json('package-lock.json', ({ packages }) => change(packages['node_modules/tsx'])),
    ] as const;

  const packages = (what: string, change: (all: Values) => void) =>
    [what, 'package-lock.json', () => json('package-lock.json', (value) => change(value.packages))] as const;

  it.each([
    ['node options', '.npmrc', () => more('.npmrc', 'node-options=--import ./mine.mjs')],
    ['another shell for scripts', '.npmrc', () => more('.npmrc', 'script-shell=./mine.sh')],
    ['what npm takes for a line of its own', '.npmrc', () => more('.npmrc', '; mine\rscript-shell=./mine.sh')],
    [
      'a line that npm does not read',
      '.npmrc',
      () => more('.npmrc', 'ignore-scripts=false\nignore-scripts=true\u2028'),
    ],
    ['scripts of packages', '.npmrc', () => more('.npmrc', 'ignore-scripts = false')],
    [
      'an alias',
      'tsconfig.json',
      () => json('tsconfig.json', (value) => (value.compilerOptions.paths = { '*': ['./x'] })),
    ],
    ['a base', 'tsconfig.json', () => json('tsconfig.json', (value) => (value.extends = './mine.json'))],
    manifest('a script of an installation', ({ scripts }) => (scripts.prepare = 'node mine.mjs')),
    manifest('a script before one that judges', ({ scripts }) => (scripts.preverify = 'node mine.mjs')),
    manifest('a package from a folder', (value) => (value.devDependencies.tsx = 'file:./mine')),
    manifest('a package by another name', (value) => (value.devDependencies.tsx = 'npm:mine@1.0.0')),
    manifest('a package from elsewhere, in another section', (value) => (value.dependencies = { tsx: 'github:a/b' })),
    manifest('a package of a package', (value) => (value.overrides = { vitest: { vite: 'https://a.example/b.tgz' } })),
    manifest('a workspace', (value) => (value.workspaces = ['mine'])),
    manifest('another kind of modules', (value) => (value.type = 'commonjs')),
    lock('another content', (tsx) => (tsx.integrity = 'sha512-AAAA')),
    lock('no content', (tsx) => delete tsx.integrity),
    lock('another place', (tsx) => Object.assign(tsx, { version: '9.9.9', resolved: 'https://a.example/tsx.tgz' })),
    lock('a link', (tsx) => (tsx.link = true)),
    manifest('plugins of style sheets', (value) => (value.postcss = { plugins: { './mine.cjs': {} } })),
    lock('another program', (tsx) => (tsx.bin = { tsx: 'dist/mine.mjs' })),
    ...['vitest', 'node', 'sh'].map((program) =>
      packages(`a program by the name of ${program}`, (all) => (all['node_modules/nanoid'].bin = { [program]: 'x' })),
    ),
    packages('an added package with a program of ours', (all) => (all['node_modules/mine'] = { bin: { tsc: 'x' } })),
    packages('a program with the name of its package', (all) => (all['node_modules/mine'] = { bin: 'x', name: 'tsx' })),
    packages('a folder of programs', (all) => (all['node_modules/mine'] = { directories: { bin: 'x' } })),
    ...[
      'judge/** -diff',
      '[j]udge/** -diff',
      '?udge/** -diff',
      'cli.ts -diff',
      '"\\152udge/**" -diff',
      '*.[t]s -diff',
    ].map(
      (line) =>
        [`a judge that reviews do not show: ${line}`, '.gitattributes', () => more('.gitattributes', line)] as const,
    ),
    [
      'files that change on checkout',
      '.gitattributes',
      () => more('.gitattributes', '*.ts working-tree-encoding=UTF-16'),
    ],
  ] as const)('is a finding: %s in %s', (_, path, change) => {
    change();
    expect(told()).toEqual([`judge/${path}`]);
  });

  it.each([
    ['a registry', () => more('.npmrc', '@acme:registry=https://npm.acme.example/')],
    ['a strict type check', () => json('tsconfig.json', (value) => (value.compilerOptions.noImplicitReturns = true))],
    ['an own script', () => json('package.json', ({ scripts }) => (scripts.mine = 'node mine.mjs'))],
    ['a newer version', () => json('package.json', ({ devDependencies }) => (devDependencies.tsx = '^4.24.0'))],
    [
      'an own package from a folder',
      () => json('package.json', (value) => (value.dependencies = { mine: 'file:./mine' })),
    ],
    [
      'an override in a package of a package',
      () => json('package.json', (value) => (value.overrides = { esbuild: '0.28.9' })),
    ],
    [
      'a newer version in the lock',
      () =>
        json('package-lock.json', ({ packages }) =>
          Object.assign(packages['node_modules/tsx'], { version: '4.24.0', integrity: 'sha512-BBBB' }),
        ),
    ],
    [
      'a package with a program of its own',
      () =>
        json('package-lock.json', ({ packages }) =>
          Object.assign(packages, { 'node_modules/mine': { version: '1.0.0', bin: { mine: 'x' } } }),
        ),
    ],
    ['an own attribute', () => more('.gitattributes', 'data/*.csv filter=lfs')],
    ['an own attribute of a kind of files', () => more('.gitattributes', '*.parquet filter=lfs diff=lfs -text')],
  ] as const)('is free to get %s', (_, change) => {
    change();
    expect(told()).toEqual([]);
  });

  it.each([
    'npm-shrinkwrap.json',
    'deploy/npm-shrinkwrap.json',
    'postcss.config.mjs',
    '.postcssrc',
    '.config/postcssrc.yml',
    'vite.config.ts',
    'vitest.config.mts',
    'vitest.workspace.ts',
    'infra/.gitattributes',
    '.github/.gitattributes',
  ])('is a finding beside what is generated: %s', (path) => {
    mkdirSync(join(repository, '.config'), { recursive: true });
    put(path, '* -diff\n');
    expect(told()).toEqual([`judge/${path}`]);
    const proposed = new Map([[path, '* -diff\n']]);
    const text = (one: string) => proposed.get(one);
    const edits = editsOf({ paths: [], text: () => undefined }, { paths: [path], irregular: [], text }, []);
    expect(edits.map((one) => one.path)).toEqual([path]);
  });

  it('may have attributes below that hide nothing of it', () => {
    put('infra/.gitattributes', '*.csv filter=lfs\n*.ts text\n');
    expect(told()).toEqual([]);
  });

  it('is in every generated file that an attribute could hide', () => {
    const suffix = /\.(ts|json|mjs|ya?ml|npmrc|gitattributes)$/;
    expect(Object.keys(published(templates).files).filter((path) => !suffix.test(path))).toEqual([]);
  });

  it.each(['judge', 'infra'])('is a finding as a package beside what judges: %s', (folder) => {
    mkdirSync(join(repository, folder, 'node_modules/@cloud-copilot'), { recursive: true });
    try {
      expect(told()).toContain(`judge/${folder}/node_modules`);
    } finally {
      rmSync(join(repository, folder, 'node_modules'), { recursive: true });
    }
  });

  it.runIf(process.platform === 'linux')('may have a folder whose name is not UTF-8', () => {
    const folder = Buffer.concat([Buffer.from(`${repository}/infra/caf`), Buffer.from([0xe9])]);
    mkdirSync(folder);
    try {
      expect(told()).toEqual([]);
    } finally {
      rmdirSync(folder);
    }
  });

  it('is not looked for behind a link in the place of a folder', () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'secure-ml-'));
    mkdirSync(join(elsewhere, 'node_modules'));
    renameSync(join(repository, 'tools'), join(repository, 'aside'));
    symlinkSync(elsewhere, join(repository, 'tools'));
    try {
      const found = told();
      expect(found).toContain('judge/tools/python.mjs');
      expect(found).not.toContain('judge/tools/node_modules');
    } finally {
      rmSync(join(repository, 'tools'));
      renameSync(join(repository, 'aside'), join(repository, 'tools'));
      rmSync(elsewhere, { recursive: true });
    }
  });
});

describe('a workflow that is added', () => {
  const added = '.github/workflows/mine.yml';
  const job = (rights: string) =>
    `  mine:\n    runs-on: ubuntu-latest\n    permissions:\n      ${rights}\n    steps:\n      - run: echo\n`;
  it.each(['statuses: write', 'checks: "write"'])('is a finding where it may answer for the gate: %s', (rights) => {
    put(added, `name: mine\non: push\njobs:\n${job(rights)}`);
    expect(told()).toEqual([`judge/${added}`]);
  });
  it.each(['"name": check\npermissions: {}\n', ''])('is a finding: %j', (top) => {
    put(added, `${top}on: push\njobs:\n  mine:\n    runs-on: x\n    steps:\n      - run: echo\n`);
    expect(told()).toEqual([`judge/${added}`]);
  });
  it('is free otherwise', () => {
    put(added, `name: mine\non: push\npermissions: {}\njobs:\n${job('pages: write')}`);
    expect(told()).toEqual([]);
  });
  it.each(['id-token: write', 'statuses: write'])('is a finding as a job of a generated one with %s', (rights) => {
    put(workflow, `${read(workflow).trimEnd()}\n${job(rights)}`);
    expect(told()).toEqual([`judge/${workflow}`]);
  });
});

it('guards what proves and nothing that makes', () => {
  const guarded = Object.keys(published(templates).files);
  for (const path of ['infra/controls/check.ts', 'infra/controls/network/wiring.ts', 'infra/alerts/check.ts']) {
    expect(guarded).toContain(path);
  }
  for (const path of ['infra/foundation.ts', 'infra/config.ts', 'infra/controls/mfa/control.ts', 'judge/README.md']) {
    expect(guarded).not.toContain(path);
  }
});

describe('settings.json edited by hand', () => {
  it.each(['internal', 'restricted'])('is a finding where it turns on the controls of another tier: %s', (tier) => {
    put('settings.json', read('settings.json').replace('"confidential"', `"${tier}"`));
    expect(told()).toContain('control/answers');
  });
  it('is none where the controls stay the same', () => {
    put('settings.json', read('settings.json').replace(/"monthlyBudgetUsd": \d+/, '"monthlyBudgetUsd": 300'));
    expect(told()).toEqual([]);
  });
});
