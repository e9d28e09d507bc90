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
