import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { defaults } from '../src/answers/answers.ts';
import { controlsFor, readCatalog } from '../src/plan/catalog.ts';
import { render } from '../src/render/render.ts';
import { readKinds } from '../src/units/kind.ts';

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}
interface Job {
  permissions?: Record<string, string>;
  'timeout-minutes'?: number;
  steps: Step[];
}
interface Workflow {
  permissions: unknown;
  concurrency: unknown;
  jobs: Record<string, Job>;
}

const templates = new URL('../templates', import.meta.url).pathname;
const answers = defaults('my-ml');
// A unit of each kind that brings a workflow.
const units = readKinds(templates)
  .filter(({ kind }) => existsSync(join(templates, `infra/units/${kind}/workflow.yml.ejs`)))
  .map(({ kind, asks }) => ({
    name: 'it',
    kind,
    values: Object.fromEntries(asks.map(({ key, default: value }) => [key, value])),
  }));
const controls = controlsFor(readCatalog(templates), answers);
const tree = render(templates, { answers, controls, version: '1.2.3', units });
const read = (path: string) => tree.get(path)?.content.toString() ?? '';

/** Who may do more than read the repository, and what. */
const rights: Record<string, Record<string, string>> = {
  'deploy.yml deploy': { actions: 'read', contents: 'read', 'id-token': 'write' },
  'deploy.yml judge': { actions: 'read', contents: 'read' },
  'gate.yml judge': { actions: 'read', contents: 'read' },
  'gate.yml status': { statuses: 'write' },
  'image-it.yml push': { actions: 'read', 'id-token': 'write' },
  'image-it.yml propose': { contents: 'write', 'pull-requests': 'write' },
  'upgrade.yml propose': { actions: 'read', contents: 'write', 'pull-requests': 'write' },
};

const files = [...tree.keys()].filter((path) => path.startsWith('.github/workflows/')).map((path) => basename(path));

describe.each(files)('%s', (file) => {
  const text = read(`.github/workflows/${file}`);
  const workflow = parse(text) as Workflow;
  const jobs = Object.entries(workflow.jobs);
  const steps = jobs.flatMap(([, job]) => job.steps);

  it('gives nothing by default, and each job the least', () => {
    expect(workflow.permissions).toEqual({});
    for (const [id, { permissions }] of jobs) {
      expect(permissions).toEqual(rights[`${file} ${id}`] ?? { contents: 'read' });
    }
  });

  it('pins each action by commit, with its tag beside it', () => {
    const lines = text.split('\n').filter((line) => /^\s*(- )?uses:/.test(line));
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter((line) => !/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  // actionlint hands scripts to the ShellCheck of GitHub's runners, whose SC2016 fails the job that runs it.
  it('quotes no backtick in a script', () => {
    expect(steps.filter(({ run }) => run?.includes('`'))).toEqual([]);
  });

  it('puts no expression into a script, and leaves no token in the checkout', () => {
    expect(steps.filter(({ run }) => run?.includes('${{'))).toEqual([]);
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkouts.filter((step) => step.with?.['persist-credentials'] !== false)).toEqual([]);
  });

  it('stops by itself, and does not run twice at once', () => {
    expect(jobs.filter(([, job]) => !job['timeout-minutes'])).toEqual([]);
    expect(workflow.concurrency).toBeDefined();
  });

  it('holds no stored key', () => {
    expect(text).not.toMatch(/secrets\.|aws-access-key-id|aws-secret-access-key/);
  });
});

describe('package-lock.json', () => {
  const lock = JSON.parse(read('package-lock.json'));
  const manifest = JSON.parse(read('package.json'));

  it('is the lock of this package.json', () => {
    expect(lock.packages[''].devDependencies).toEqual(manifest.devDependencies);
    for (const [name, version] of Object.entries(manifest.devDependencies)) {
      expect(lock.packages[`node_modules/${name}`].version).toBe(version);
    }
  });

  it('holds every package to its content, and names no registry and no project', () => {
    const packages = Object.entries<{ integrity?: string; inBundle?: boolean }>(lock.packages).filter(([path]) => path);
    expect(packages.length).toBeGreaterThan(50);
    expect(packages.filter(([, { integrity, inBundle }]) => !inBundle && !integrity?.startsWith('sha512-'))).toEqual(
      [],
    );
    expect(lock.name).toBeUndefined();
    expect(read('package-lock.json')).not.toMatch(/"resolved"|registry\./);
  });
});
