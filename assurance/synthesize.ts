import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import type { Settings } from '../templates/infra/config.ts';
import type { Assembly } from '../templates/judge/read/assembly.ts';
import { isObject, type Json, type JsonObject } from '../templates/judge/read/json.ts';
import { casesOf } from './events/cases.ts';
import type { Policy, Subject } from './judges/judge.ts';
import { walk } from './sabotage/template.ts';

/** Builds and synthesizes a repository in this process. What the packs say comes later: they are judges. */
export async function synthesize(directory: string): Promise<Subject> {
  const files = ['infra/build.ts', 'judge/read/assembly.ts', 'infra/controls/enabled.ts', 'infra/config.ts'];
  const modules = await Promise.all(files.map((file) => import(join(directory, file))));
  const { build, readAssemblies, enabled, readSettings } = Object.assign({}, ...modules) as {
    build(settings: Settings, controls: string[], outdir: string): Promise<App>;
    readAssemblies(directory: string): Assembly[];
    readSettings(): Settings;
    enabled: string[];
  };
  const outdir = join(directory, 'cdk.out');
  const app = await build(readSettings(), enabled, outdir);
  app.synth();
  const assemblies = readAssemblies(outdir);
  return {
    directory,
    app,
    templates: templatesIn(outdir),
    resources: assemblies.flatMap(({ resources }) => resources),
    policies: assemblies.flatMap(policiesIn),
    events: await casesOf(directory),
  };
}

export function templatesIn(outdir: string): string[] {
  return readdirSync(outdir, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.template.json'))
    .map((file) => join(outdir, file))
    .sort();
}

/** What only deployment knows is in «»: a judge of policies takes it for a name. */
const plain = (document: Json): JsonObject =>
  JSON.parse(JSON.stringify(document).replace(/«([^»]*)»/g, (_, text: string) => text.replace(/\W/g, '-')));

export function policiesIn({ resources }: Assembly): Policy[] {
  return resources.flatMap(({ path, type, properties }) =>
    walk(properties).flatMap(({ path: at, value }) =>
      isObject(value) && value.Statement !== undefined
        ? [
            {
              where: `${path}/${at.join('.')}`,
              document: plain(value),
              identity: type === 'AWS::IAM::ManagedPolicy' || type === 'AWS::IAM::Policy' || at[0] === 'Policies',
            },
          ]
        : [],
    ),
  );
}
