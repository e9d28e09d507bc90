import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { defaults } from '../../src/answers/answers.ts';
import { nameAtTop, workflowAtTop } from '../../src/fleet/at-top.ts';
import { templates } from '../../src/package.ts';
import { controlsFor, readCatalog } from '../../src/plan/catalog.ts';
import { render } from '../../src/render/render.ts';
import { readKinds } from '../../src/units/kind.ts';
import { imageUri } from '../../templates/infra/images.ts';
import { makeScratch } from '../support/variant.ts';

const scratch = makeScratch();
afterAll(scratch.remove);

const answers = { ...defaults('my-ml'), repository: 'acme/ml', defaultBranch: 'main' };
const kind = readKinds(templates).find((one) => one.kind === 'image');
const base = String(kind?.asks.find(({ key }) => key === 'base')?.default);
const units = [{ name: 'trainer', kind: 'image', values: { base } }];
const controls = controlsFor(readCatalog(templates), answers);
const tree = render(templates, { answers, controls, version: '1.2.3', units });
const text = (path: string) => String(tree.get(path)?.content);
const workflow = parse(text('.github/workflows/image-trainer.yml'));
const digest = `sha256:${'4e'.repeat(32)}`;

/** What the workflow's last job does to the files of a checkout, without git. */
function propose(model: string): string {
  const folder = join(scratch.directory, String(Math.random()).slice(2));
  mkdirSync(join(folder, 'ml'), { recursive: true });
  writeFileSync(join(folder, 'ml/model.json'), model);
  const script = workflow.jobs.propose.steps.find(({ run }: { run?: string }) => run).run as string;
  const edit = script.slice(0, script.indexOf('if git diff'));
  execFileSync('bash', ['-euc', edit], { cwd: folder, env: { ...process.env, DIGEST: digest } });
  return readFileSync(join(folder, 'ml/model.json'), 'utf8');
}

it('brings its workflow where GitHub reads workflows, and a Dockerfile that begins with its base', () => {
  expect(tree.has('infra/units/trainer/workflow.yml')).toBe(false);
  expect(text('infra/units/trainer/Dockerfile')).toContain(`\nFROM ${base}\n`);
  expect(base).toMatch(/@sha256:[0-9a-f]{64}$/);
});

it('proposes one line of ml/model.json, twice as well as once', () => {
  const before = text('ml/model.json');
  const after = propose(before);
  expect(JSON.parse(after)).toEqual({ ...JSON.parse(before), image: { use: 'own:trainer', digest } });
  const changed = after.split('\n').filter((line, at) => line !== before.split('\n')[at]);
  expect(changed).toEqual(['    "use": "own:trainer",', `    "digest": "${digest}"`]);
  expect(propose(after.replace(digest, `sha256:${'0'.repeat(64)}`))).toBe(after);
});

it('proposes the same whatever image was used before, by a person or by another unit', () => {
  const model = JSON.parse(text('ml/model.json'));
  const before = [
    { use: 'own:gpu2', digest },
    { use: 'pytorch-gpu' },
    { use: 'xgboost', digest, inferenceDigest: digest },
  ];
  for (const image of before) {
    const after = propose(
      JSON.stringify({ ...model, image, owner: 'Zoë', hyperparameters: { image: { default: 1 } } }),
    );
    expect(JSON.parse(after).image).toEqual({ use: 'own:trainer', digest });
    expect(JSON.parse(after)).toMatchObject({ owner: 'Zoë', hyperparameters: { image: { default: 1 } } });
  }
});

/** A Dockerfile's instructions in their order, each by its word. */
const instructions = text('infra/units/trainer/Dockerfile')
  .replace(/^#.*\n/gm, '')
  .replace(/\\\n\s*/g, '')
  .trim()
  .split('\n')
  .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)] as const);

it('builds from files that the build has, and from nothing else', () => {
  expect(instructions.map(([word]) => word)).toEqual(['FROM', 'COPY', 'RUN', 'COPY', 'RUN', 'ENV']);
  // `docker build ... ml`: a source is a path below ml.
  const [build] = workflow.jobs.build.steps.flatMap(
    ({ run = '' }: { run?: string }) => run.match(/docker build .*/) ?? [],
  );
  expect(build.split(' ').at(-1)).toBe('ml');
  const copied = instructions.filter(([word]) => word === 'COPY').map(([, rest]) => rest.split(' '));
  for (const [from] of copied) expect(tree.has(`ml/${from}`)).toBe(true);
  expect([...tree.keys()].filter((path) => path.endsWith('.dockerignore'))).toEqual([]);
  expect(copied.map(([, to]) => to)).toEqual(['/tmp/requirements.txt', '/opt/container.py']);
});

it('installs each package by its hash and as a wheel, and leaves the list behind', () => {
  const [, install = ''] = instructions[2] ?? [];
  const [pip = '', remove] = install.split(' && ');
  expect(pip).toMatch(/^python3 -m pip install /);
  for (const flag of [
    '--require-hashes',
    '--only-binary :all:',
    '--requirement /tmp/requirements.txt',
    '--no-cache-dir',
  ])
    expect(pip).toContain(flag);
  expect(remove).toBe('rm /tmp/requirements.txt');
  // pip refuses a file in which one package has a hash and another has none.
  const packages = text('ml/requirements.txt')
    .split(/\n(?=[a-z0-9])/i)
    .slice(1);
  expect(packages.filter((entry) => !/^\S+==\S+( ; [^\n]*)? \\\n\s+--hash=sha256:[0-9a-f]{64}/.test(entry))).toEqual(
    [],
  );
});

it('has the two programs that SageMaker starts a container as, and no entry point before them', () => {
  const bin = join(scratch.directory, 'bin');
  mkdirSync(bin);
  const [, loop = ''] = instructions[4] ?? [];
  execFileSync('sh', ['-euc', loop.replaceAll('/usr/local/bin/', `${bin}/`)]);
  writeFileSync(join(bin, 'python3'), '#!/bin/sh\necho "$@"\n', { mode: 0o755 });
  for (const word of ['train', 'serve']) {
    const said = execFileSync(join(bin, word), { encoding: 'utf8', env: { PATH: `${bin}:/usr/bin:/bin` } });
    expect(said).toBe(`/opt/container.py ${word}\n`);
  }
  const starts = text('ml/workload/container.py');
  expect(starts).toContain('{"train": train, "serve": serve}[sys.argv[1]]');
});

it('is what jobs and endpoints run in once that is merged', () => {
  const { image } = JSON.parse(propose(text('ml/model.json')));
  const place = { account: '111122223333', project: 'my-ml' };
  for (const purpose of ['training', 'inference'] as const) {
    expect(imageUri(image, purpose, { ...place, region: 'eu-west-1' })).toBe(
      `111122223333.dkr.ecr.eu-west-1.amazonaws.com/my-ml/trainer@${digest}`,
    );
    expect(imageUri(image, purpose, { ...place, region: 'cn-north-1' })).toBe(
      `111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/my-ml/trainer@${digest}`,
    );
  }
  expect(() => imageUri({ ...image, digest: null }, 'training', { ...place, region: 'eu-west-1' })).toThrow(
    'needs a digest',
  );
});

it('builds without a token, pushes without code, and writes without either', () => {
  const { build, push, propose: last } = workflow.jobs;
  expect(workflow.permissions).toEqual({});
  expect(build.permissions).toEqual({ contents: 'read' });
  expect(push.permissions).toEqual({ actions: 'read', 'id-token': 'write' });
  expect(last.permissions).toEqual({ contents: 'write', 'pull-requests': 'write' });
  const uses = push.steps.flatMap(({ uses: used }: { uses?: string }) => used ?? []);
  expect(uses).toEqual([expect.stringMatching(/^aws-actions\/configure-aws-credentials@/)]);
  expect(JSON.stringify([push, last])).not.toMatch(/docker (build|run)|npm |pip /);
});

it('keeps its name in a repository around the project, since its role trusts that, and looks at the files of the project', () => {
  const made = text('.github/workflows/image-trainer.yml');
  const top = parse(workflowAtTop('image-trainer.yml', made, 'services/my-ml', 'my-ml'));
  expect(nameAtTop('image-trainer.yml', 'my-ml')).toBe('image-trainer.yml');
  expect(top.on.push).toEqual({
    branches: ['main'],
    paths: [
      'services/my-ml/infra/units/trainer/**',
      'services/my-ml/ml/requirements.txt',
      'services/my-ml/ml/workload/container.py',
      '.github/workflows/image-trainer.yml',
    ],
  });
  expect(top.defaults.run['working-directory']).toBe('services/my-ml');
  expect(top.jobs.push.defaults.run['working-directory']).toBe('.');
});
