// This machine: what installs, synthesizes and tests the repository.
import { error, note } from './check.mjs';
import { installed } from './fix.mjs';
import { CouldNotLook } from './programs.mjs';

/** @typedef {{ run: import('./programs.mjs').Run, environment: NodeJS.ProcessEnv, node: string, windows: boolean }} Machine */

/** npm's settings that break `npm ci` or leave its tools out, with what ends each. @type {[(config: any) => boolean, string, string][]} */
const breaking = [
  [
    ({ omit }) => [omit ?? []].flat().includes('dev'),
    'npm leaves development packages out (omit=dev), and the tools are such',
    'npm config delete omit',
  ],
  [
    ({ omit }) => [omit ?? []].flat().includes('optional'),
    'npm leaves out what tools have for each kind of machine (omit=optional)',
    'npm config delete omit',
  ],
  [
    ({ production, include }) =>
      (production === true || production === 'true') && ![include ?? []].flat().includes('dev'),
    'npm leaves development packages out (production=true), and the tools are such',
    'npm config delete production',
  ],
  [
    (config) => config.global === true || config.location === 'global',
    'npm installs globally, and npm ci refuses that',
    'npm config delete global; npm config delete location',
  ],
  [
    (config) => config['package-lock'] === false,
    'npm ignores the lock file (package-lock=false), and npm ci needs it',
    'npm config delete package-lock',
  ],
  [
    ({ offline }) => offline === true,
    'npm is offline: what is not in its cache cannot be installed',
    'npm config delete offline',
  ],
  [(config) => config['dry-run'] === true, 'npm installs nothing (dry-run=true)', 'npm config delete dry-run'],
  [
    (config) => config['package-lock-only'] === true,
    'npm installs nothing (package-lock-only=true)',
    'npm config delete package-lock-only',
  ],
  [
    (config) => config['bin-links'] === false,
    'npm makes no commands of packages (bin-links=false), and npm test needs them',
    'npm config delete bin-links',
  ],
];

/** 20.17 or newer of 20, 22.9 or newer: engines of package.json. @param {string} version */
export function nodeFits(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return (major === 20 && minor >= 17) || (major === 22 && minor >= 9) || major > 22;
}

/** @param {Machine} machine */
async function npm({ run, environment, windows }) {
  // npm is a script on Windows, which Node starts by a shell only.
  const ran = windows
    ? await run('cmd', ['/c', 'npm', 'config', 'list', '--json'])
    : await run('npm', ['config', 'list', '--json']);
  if (ran.status === null)
    return [error('npm is not installed', installed('node', 'OpenJS.NodeJS.LTS', 'https://nodejs.org/'))];
  if (ran.status !== 0) throw new CouldNotLook('npm cannot read its settings', 'npm config list');
  const config = JSON.parse(ran.stdout);
  const found = breaking.filter(([applies]) => applies(config));
  // Where it is production, omit=dev comes from there (npm Docs, "config", omit).
  const [first] = found;
  if (environment.NODE_ENV === 'production' && first === breaking[0]) {
    const what = 'NODE_ENV is "production": npm leaves development packages out, and the tools are such';
    return [error(what, windows ? 'set NODE_ENV=' : 'unset NODE_ENV')];
  }
  return found.map(([, what, fix]) => error(what, fix));
}

/** @param {Machine} machine */
async function python({ run, windows }) {
  const commands = [
    ['python3'],
    ...[14, 13, 12, 11, 10].map((minor) => [`python3.${minor}`]),
    ['python'],
    ...(windows ? [['py', '-3']] : []),
  ];
  for (const [program = '', ...words] of commands) {
    const { status, stdout } = await run(program, [...words, '--version']);
    const minor = Number(/Python 3\.(\d+)/.exec(stdout)?.[1]);
    if (status === 0 && minor >= 10 && minor <= 14) return [];
  }
  return [
    error(
      'There is no Python 3.10 to 3.14, and the workload needs one',
      'macOS: brew install python@3.12; Debian and Ubuntu: sudo apt install python3 python3-venv; Windows: winget install Python.Python.3.12',
    ),
  ];
}

/** @type {import('./check.mjs').Check[]} */
export const machine = [
  {
    id: 'node',
    title: 'Node.js fits',
    look: async ({ node }) =>
      nodeFits(node)
        ? []
        : [
            error(
              `Node.js ${node} is too old: 20.17, 22.9 or newer is required`,
              installed('node', 'OpenJS.NodeJS.LTS', 'https://nodejs.org/'),
            ),
          ],
  },
  { id: 'npm', title: 'npm installs what the lock file names', look: npm },
  { id: 'python', title: 'Python fits', look: python },
  {
    id: 'git',
    title: 'git is installed',
    look: async ({ run }) =>
      (await run('git', ['--version'])).status === null
        ? [error('git is not installed', installed('git', 'Git.Git', 'https://git-scm.com/'))]
        : [],
  },
  {
    id: 'installed',
    title: 'There are templates to compare with the account',
    look: async ({ repository }) =>
      repository.stacks.length > 0
        ? []
        : [
            note(
              'There is no cdk.out: what the templates name is not compared with the account',
              'npm ci; npm run synth',
            ),
          ],
  },
];
