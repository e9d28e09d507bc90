import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';

/**
 * Judges generated repositories in one process, so that CDK and its validator are loaded once.
 *   tsx judge.ts whole DIR...      what app.ts and verify.ts say of each: { DIR: string[] }, empty where all holds
 *   tsx judge.ts proved DIR...     the same, without what rule packs say
 *   tsx judge.ts sabotage DIR...   each control left out in turn: { DIR: { ID: string[] } }, what its own proof then says
 *   tsx judge.ts late DIR...       what is wrong when the alerts are applied after all other controls, as an overlay's are
 *   tsx judge.ts templates DIR...  writes the templates of each into its cdk.out, and judges nothing
 *   tsx judge.ts refuse DIR...     what synth says to test/violations/ID.ts: { DIR: { ID: string } }, empty where it takes it
 */
const [mode, ...directories] = process.argv.slice(2);
const violations = new URL('../violations/', import.meta.url);

interface Control {
  declaration: { id: string };
}

interface Result {
  id: string;
  state: string;
  sentences: { sentence: string; failures: string[] }[];
}

/** What is used of a repository's infra/. The types are here: each repository brings modules of its own. */
interface Repository {
  build(settings: unknown, controls: string[], outdir: string): Promise<App>;
  prove(
    assemblies: unknown[],
    controls: Control[],
    judged: { settings: unknown; enabled: string[]; file(path: string): string },
    cast: unknown,
  ): Result[];
  readAssemblies(directory: string): unknown[];
  controls: Control[];
  enabled: string[];
  settings: unknown;
  cast: unknown;
}

async function open(directory: string): Promise<Repository> {
  const load = (file: string) => import(join(directory, file));
  const [{ build }, { prove }, { readAssemblies }, { readControls }, { enabled }, { readSettings }, { cast }] =
    await Promise.all(
      [
        'infra/build',
        'judge/prove/controls',
        'judge/read/assembly',
        'infra/controls/catalog',
        'infra/controls/enabled',
        'infra/config',
        'infra/cast',
      ].map((file) => load(`${file}.ts`)),
    );
  return { build, prove, readAssemblies, controls: await readControls(), enabled, settings: readSettings(), cast };
}

/** A file of the repository, as its proofs read it. */
const fileIn = (directory: string) => (path: string) => readFileSync(join(directory, path), 'utf8');

function failuresOf(results: Result[]): string[] {
  return results.flatMap(({ id, state, sentences }) => [
    ...(state === 'not proven' ? [`${id}: not proven`] : []),
    ...sentences.flatMap(({ sentence, failures }) => failures.map((failure) => `${id}: ${sentence}: ${failure}`)),
  ]);
}

async function whole(directory: string): Promise<string[]> {
  const { prove, readAssemblies, controls, enabled, settings, cast } = await open(directory);
  process.env.CDK_OUTDIR = join(directory, 'cdk.out');
  try {
    await import(join(directory, 'infra/app.ts'));
  } catch (error) {
    return [`does not synthesize: ${(error as Error).message}`];
  }
  return failuresOf(
    prove(readAssemblies(process.env.CDK_OUTDIR), controls, { settings, enabled, file: fileIn(directory) }, cast),
  );
}

/** The resource that a control over later additions is there to refuse; none for a control that makes its own. */
async function violationOf(id: string): Promise<((app: App) => void) | undefined> {
  const file = new URL(`${id}.ts`, violations);
  return existsSync(file) ? ((await import(file.href)) as { violate(app: App): void }).violate : undefined;
}

/** What synth says to each violation while its control is on. */
async function refuse(directory: string): Promise<Record<string, string>> {
  const { build, enabled, settings } = await open(directory);
  const said: Record<string, string> = {};
  for (const id of enabled) {
    const violate = await violationOf(id);
    if (!violate) continue;
    const app = await build(settings, enabled, join(directory, 'violations', id));
    violate(app);
    try {
      app.synth();
      said[id] = '';
    } catch (error) {
      said[id] = (error as Error).message;
    }
  }
  return said;
}

async function sabotage(directory: string): Promise<Record<string, string[]>> {
  const { build, prove, readAssemblies, controls, enabled, settings, cast } = await open(directory);
  const said: Record<string, string[]> = {};
  for (const control of controls) {
    const { id } = control.declaration;
    const outdir = join(directory, 'sabotage', id);
    const app = await build(
      settings,
      enabled.filter((other) => other !== id),
      outdir,
    );
    (await violationOf(id))?.(app);
    app.synth({ skipValidation: true });
    const results = prove(readAssemblies(outdir), [control], { settings, enabled, file: fileIn(directory) }, cast);
    said[id] = failuresOf(results.filter((result) => result.id === id));
    rmSync(outdir, { recursive: true });
  }
  return said;
}

async function late(directory: string): Promise<string[]> {
  const { build, prove, readAssemblies, controls, enabled, settings, cast } = await open(directory);
  const outdir = join(directory, 'late');
  const isAlert = (id: string) => id.startsWith('alert-');
  const app = await build(settings, [...enabled.filter((id) => !isAlert(id)), ...enabled.filter(isAlert)], outdir);
  app.synth({ skipValidation: true });
  return failuresOf(prove(readAssemblies(outdir), controls, { settings, enabled, file: fileIn(directory) }, cast));
}

async function templates(directory: string): Promise<string[]> {
  const { build, enabled, settings } = await open(directory);
  (await build(settings, enabled, join(directory, 'cdk.out'))).synth({ skipValidation: true });
  return [];
}

const judge = { whole, proved: whole, templates, sabotage, late, refuse }[mode ?? ''];
if (!judge) throw new Error(`no mode ${mode}`);
const verdicts: Record<string, unknown> = {};
for (const directory of directories) verdicts[directory] = await judge(directory);
// The library sets it where a synth fails; here that is a verdict.
process.exitCode = 0;
process.stdout.write(`\n${JSON.stringify(verdicts)}\n`);
