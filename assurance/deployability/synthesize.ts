import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Answers, defaults, type Tier } from '../../src/answers/answers.ts';
import { controlsFor, readCatalog } from '../../src/plan/catalog.ts';
import { render } from '../../src/render/render.ts';
import type { Unit } from '../../src/units/unit.ts';

const templates = new URL('../../templates', import.meta.url).pathname;
export const catalog = readCatalog(templates);

/** A stack as it would be deployed. */
export interface Stack {
  name: string;
  region: string;
  account?: string;
  /** Stacks that are deployed before it. */
  after?: string[];
  terminationProtection?: boolean;
  template: {
    Resources?: Record<string, { Type: string; Properties?: Record<string, unknown>; DeletionPolicy?: string }>;
    Outputs?: Record<string, { Value: unknown; Export?: { Name: unknown } }>;
  };
}

export interface Variant {
  id: string;
  region: string;
  tier: Tier;
  stacks: Stack[];
}

/** As long as a name may be: limits hold for every shorter one. */
export const longestName = 'longest-name-that-the-rule-takes';

interface Repository {
  build(settings: unknown, controls: string[], outdir: string): Promise<{ synth(): unknown }>;
  readSettings(file: string): unknown;
}

/** Without a digest and packages a pipeline holds no step. */
function makeReady(directory: string): void {
  const file = join(directory, 'ml/model.json');
  const model = JSON.parse(readFileSync(file, 'utf8'));
  const digest = `sha256:${'0'.repeat(64)}`;
  writeFileSync(file, JSON.stringify({ ...model, image: { ...model.image, digest, inferenceDigest: digest } }));
  for (const line of readFileSync(join(directory, 'ml/requirements.in'), 'utf8').split('\n')) {
    const [name] = /^[A-Za-z0-9][\w.-]*/.exec(line) ?? [];
    if (name) mkdirSync(join(directory, `ml/vendor/${name}-1.0.dist-info`), { recursive: true });
  }
}

/** One repository with the folder of every control, and these units, so that all variants are synthesized in one process. */
export async function openRepository(
  scratch: string,
  units: readonly Unit[] = [],
): Promise<(id: string, given: Partial<Answers>) => Promise<Variant>> {
  const directory = mkdtempSync(join(scratch, 'all-'));
  const answers = { ...defaults(longestName, 'restricted'), repository: 'acme/ml' };
  for (const [path, { content }] of render(templates, { answers, controls: catalog, version: '0.0.0', units })) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
  makeReady(directory);
  process.env.CDK_VALIDATION = 'false';
  const load = (file: string) => import(join(directory, 'infra', file));
  const [{ build }, { readSettings }] = (await Promise.all([load('build.ts'), load('config.ts')])) as [
    Repository,
    Repository,
  ];
  return async (id, given) => {
    const tier = given.sensitivity ?? 'confidential';
    const all: Answers = { ...defaults(longestName, tier), repository: 'acme/ml', ...given };
    const file = join(directory, 'settings.json');
    writeFileSync(file, JSON.stringify(all));
    const out = join(directory, 'out');
    rmSync(out, { recursive: true, force: true });
    const app = await build(
      readSettings(file),
      controlsFor(catalog, all).map((control) => control.id),
      out,
    );
    app.synth();
    return { id, region: all.region, tier, stacks: stacksIn(out) };
  };
}

interface Artifact {
  type: string;
  environment: string;
  dependencies?: string[];
  properties: { stackName: string; templateFile: string; terminationProtection?: boolean; directoryName: string };
}

/** The stacks of an assembly, and of those in it: one for each environment. */
function stacksIn(out: string): Stack[] {
  const { artifacts } = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')) as {
    artifacts: Record<string, Artifact>;
  };
  return Object.values(artifacts).flatMap(({ type, environment, dependencies = [], properties }) => {
    if (type === 'cdk:cloud-assembly') return stacksIn(join(out, properties.directoryName));
    if (type !== 'aws:cloudformation:stack') return [];
    const [, , account = '', region = ''] = environment.split('/');
    return {
      name: properties.stackName,
      region,
      account,
      after: dependencies.flatMap((id) => artifacts[id]?.properties.stackName ?? []),
      terminationProtection: properties.terminationProtection ?? false,
      template: JSON.parse(readFileSync(join(out, properties.templateFile), 'utf8')),
    };
  });
}

export const writeVariants = (directory: string, variants: Variant[]): void => {
  mkdirSync(directory, { recursive: true });
  for (const file of readdirSync(directory)) rmSync(join(directory, file));
  for (const variant of variants)
    writeFileSync(join(directory, `${variant.id.replaceAll(' ', '_')}.json`), JSON.stringify(variant));
};
