import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Answers, defaults, type Tier } from '../../src/answers/answers.ts';
import { controlsFor, readCatalog } from '../../src/plan/catalog.ts';
import { render } from '../../src/render/render.ts';

const templates = new URL('../../templates', import.meta.url).pathname;
const catalog = readCatalog(templates);

/** A stack as it would be deployed. */
export interface Stack {
  name: string;
  region: string;
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

/** One repository with the folder of every control, so that all variants are synthesized in one process. */
export async function openRepository(
  scratch: string,
): Promise<(id: string, given: Partial<Answers>) => Promise<Variant>> {
  const directory = join(scratch, 'all');
  const answers = { ...defaults(longestName, 'restricted'), repository: 'acme/ml' };
  for (const [path, { content }] of render(templates, { answers, controls: catalog, version: '0.0.0' })) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
  process.env.CDK_VALIDATION = 'false';
  const load = (file: string) => import(join(directory, 'infra', file));
  const [{ build }, { readSettings }] = (await Promise.all([load('build.ts'), load('config.ts')])) as [
    Repository,
    Repository,
  ];
  return async (id, given) => {
    const tier = given.sensitivity ?? 'confidential';
    const all: Answers = { ...defaults(longestName, tier), repository: 'acme/ml', ...given };
    const file = join(scratch, 'settings.json');
    writeFileSync(file, JSON.stringify(all));
    const out = join(scratch, 'out');
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

function stacksIn(out: string): Stack[] {
  const { artifacts } = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'));
  type Artifact = { type: string; environment: string; properties: { stackName: string; templateFile: string } };
  return Object.values<Artifact>(artifacts)
    .filter(({ type }) => type === 'aws:cloudformation:stack')
    .map(({ environment, properties }) => ({
      name: properties.stackName,
      region: environment.split('/').at(-1) ?? '',
      template: JSON.parse(readFileSync(join(out, properties.templateFile), 'utf8')),
    }));
}

export const writeVariants = (directory: string, variants: Variant[]): void => {
  mkdirSync(directory, { recursive: true });
  for (const file of readdirSync(directory)) rmSync(join(directory, file));
  for (const variant of variants)
    writeFileSync(join(directory, `${variant.id.replaceAll(' ', '_')}.json`), JSON.stringify(variant));
};
