import { Refusal } from '../refusal.ts';

/** Actions by the commit of a tag: a tag can be moved. */
const actions = {
  checkout: 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1',
  node: 'actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0',
  python: 'actions/setup-python@5fda3b95a4ea91299a34e894583c3862153e4b97 # v7.0.0',
  upload: 'actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0',
};

/** The CDK's command line where an app brings none of its own: npm's `latest` cannot be relied on. */
const cli = 'aws-cdk@2.1148.1';

/** What of an app's folder says how it is installed. `own`: it has the CDK's command line among its packages. */
export interface App {
  has(file: string): boolean;
  own: boolean;
}

/** How an app is installed, by the file that says so; no package runs a script of its own. */
const installs: [file: string, lines: string[]][] = [
  ['package-lock.json', ['npm ci --ignore-scripts']],
  ['pnpm-lock.yaml', ['corepack enable', 'pnpm install --frozen-lockfile --ignore-scripts']],
  ['yarn.lock', ['corepack enable', 'yarn install --frozen-lockfile --ignore-scripts']],
  ['requirements.txt', ['python -m pip install --requirement requirements.txt']],
];

function installOf({ has }: App, folder: string): { lines: string[]; isPython: boolean } {
  const [file, lines] = installs.find(([name]) => has(name)) ?? [];
  if (file && lines) return { lines, isPython: file === 'requirements.txt' };
  throw new Refusal({
    code: 'judge/init-app',
    what: `Nothing in ${folder} says how the app is installed: there is no ${installs.map(([name]) => name).join(', ')}`,
    fix: 'Commit a lock file, or judge templates: secure-ml judge template.yaml --init',
  });
}

const checkout = `      - uses: ${actions.checkout}
        with:
          persist-credentials: false`;
const node = `      - uses: ${actions.node}
        with:
          node-version: "24"
          package-manager-cache: false`;
const python = `      - uses: ${actions.python}
        with:
          python-version: "3.12"`;

/** The program, from outside of the checkout: neither its .npmrc nor its node_modules decide what runs. */
const judging = (
  version: string,
  words: string,
) => `      # Outside of the checkout: neither its .npmrc nor its node_modules decide what runs.
      - run: |
          mkdir "$RUNNER_TEMP/judge" && cd "$RUNNER_TEMP/judge"
          npm install --ignore-scripts --no-audit --no-fund "create-secure-ml@${version}"
          npm audit signatures
      # Exit 1 where something is found that the baseline does not accept. Findings are in the summary of this run.
      - run: |
          "$RUNNER_TEMP/judge/node_modules/.bin/secure-ml" judge ${words} --format markdown > "$RUNNER_TEMP/judge.md" || code=$?
          cat "$RUNNER_TEMP/judge.md" >> "$GITHUB_STEP_SUMMARY"
          exit "\${code:-0}"`;

const head = `name: judge

# Judges what would be deployed: who can do what, what is weak, and what could not be read. Templates are read as data.
on:
  pull_request:
  workflow_dispatch:

permissions: {}

concurrency:
  group: judge-\${{ github.ref }}
  cancel-in-progress: true

jobs:`;

const job = (name: string, title: string, more: string) => `  ${name}:
    name: ${title}
    runs-on: ubuntu-24.04
    timeout-minutes: 15
${more}`;

/** In a shell's words; every other character is refused before. */
const plain = /^[\w@+=:,./-]+$/;

function assertPlain(paths: string[]): void {
  const odd = paths.find(
    (path) => !plain.test(path) || path.startsWith('-') || path.startsWith('/') || path.includes('..'),
  );
  if (odd === undefined) return;
  const fix = 'Name a path below this folder, of letters, digits and . _ - / alone.';
  throw new Refusal({ code: 'judge/init-path', what: `${odd} cannot be in a workflow`, fix });
}

/** The CI job that judges templates that are committed. */
export function forTemplates(paths: string[], baseline: string, version: string): string {
  assertPlain([...paths, baseline]);
  const steps = [checkout, node, judging(version, `${paths.join(' ')} --baseline ${baseline}`)].join('\n');
  return `${head}\n${job('judge', 'Templates', `    permissions:\n      contents: read\n    steps:\n${steps}`)}\n`;
}

/** The CI jobs that synthesize an app, which runs its code with no right at all, and judge what that wrote. */
export function forApp(assembly: string, baseline: string, version: string, app: App): string {
  assertPlain([assembly, baseline]);
  const folder = assembly.split('/').slice(0, -1).join('/') || '.';
  const { lines, isPython } = installOf(app, folder);
  const synth = app.own ? 'npx --no-install cdk synth --quiet' : `npx --yes ${cli} synth --quiet`;
  const run = [...lines, synth].map((line) => `          ${line}`).join('\n');
  const synthesize = [
    '    permissions:\n      contents: read\n    steps:',
    checkout,
    node,
    ...(isPython ? [python] : []),
    `      # The code of a pull request runs here, without a credential and without a right to write.
      - working-directory: ${folder}
        run: |\n${run}`,
    `      - uses: ${actions.upload}
        with:
          name: assembly
          path: ${assembly}
          retention-days: 7`,
  ].join('\n');
  const judge = [
    '    needs: synthesize\n    permissions:\n      actions: read # the assembly is an artifact of this run\n      contents: read\n    steps:',
    checkout,
    node,
    `      - run: gh run download "$GITHUB_RUN_ID" --repo "$GITHUB_REPOSITORY" --name assembly --dir ${assembly}
        env:
          GH_TOKEN: \${{ github.token }}`,
    judging(version, `${assembly} --baseline ${baseline}`),
  ].join('\n');
  return `${head}\n${job('synthesize', 'Synthesis', synthesize)}\n\n${job('judge', 'Templates', judge)}\n`;
}
