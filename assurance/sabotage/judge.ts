import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { App } from 'aws-cdk-lib';
import type { Assembly } from '../../templates/infra/assembly/assembly.ts';
import type { StackInfo } from '../../templates/infra/assembly/resolve.ts';
import type { Settings } from '../../templates/infra/config.ts';
import { type Sabotage, sabotages } from './operators.ts';
import { policyOperators } from './policies.ts';

interface Control {
  declaration: { id: string };
  checks: { run(assembly: Assembly): { failures: string[] } }[];
}

interface AccessProof {
  controls: { id: string; judged: { failures: string[] }[] }[];
  open: string[];
}

/** What is used of a generated repository. The types stand here: each repository brings modules of its own. */
interface Repository {
  build(settings: Settings, controls: string[], outdir: string): Promise<App>;
  readAssemblies(directory: string): Assembly[];
  assemblyOf(stacks: StackInfo[]): Assembly;
  modelOf(assemblies: Assembly[]): object;
  proveAccess(assembly: Assembly, controls: Control[], settings: Settings): AccessProof;
  controls: Control[];
  settings: Settings;
}

async function open(directory: string): Promise<Repository & { enabled: string[] }> {
  const files = [
    'build.ts',
    'assembly/assembly.ts',
    'access/model.ts',
    'access/proofs/rows.ts',
    'controls/catalog.ts',
    'controls/enabled.ts',
    'config.ts',
  ];
  const modules = await Promise.all(files.map((file) => import(join(directory, 'infra', file))));
  const all = Object.assign({}, ...modules);
  return { ...all, controls: await all.readControls(), settings: all.readSettings() };
}

export interface Outcome {
  sabotage: Omit<Sabotage, 'stacks'>;
  /** Controls whose own checks or rows fail; `assembly` where the templates cannot be deployed; `access` for unneeded allows. */
  killers: string[];
}

export interface Verdicts {
  outcomes: Outcome[];
  /** How many went to the access rows, because no check had failed and the access model had changed. */
  decided: number;
  seconds: number;
}

/** Failures of the checks alone, as `control: failure`. */
function checkFailures(assembly: Assembly, controls: Control[]): string[] {
  const sound = [...assembly.unresolved.map(({ where, what }) => `assembly: ${where} ${what}`)];
  return [
    ...sound,
    ...controls.flatMap(({ declaration: { id }, checks }) =>
      checks.flatMap(({ run }) => run(assembly).failures.map((failure) => `${id}: ${failure}`)),
    ),
  ];
}

const accessFailures = ({ controls, open }: AccessProof): string[] => [
  ...controls.flatMap(({ id, judged }) => judged.flatMap(({ failures }) => failures.map((one) => `${id}: ${one}`))),
  ...open.map((one) => `access: ${one}`),
];

const killersIn = (failures: string[], before: Set<string>): string[] => [
  ...new Set(failures.filter((one) => !before.has(one)).map((one) => one.slice(0, one.indexOf(':')))),
];

/**
 * Puts every sabotage to what `verify` runs, and asks whether it says anything that it does not say of the whole
 * assembly. The access rows see nothing but the access model, so an assembly with the same model gets the same verdict
 * without being asked; and one that a check has refused is refused, whatever the rows say. `rowsAlone`: only policies are
 * sabotaged, and only the rows are asked.
 */
export async function putToProof(directory: string, rowsAlone = false): Promise<Verdicts> {
  const started = performance.now();
  const repository = await open(directory);
  const { build, enabled, settings, controls, assemblyOf, modelOf, proveAccess } = repository;
  const outdir = join(directory, 'cdk.out');
  (await build(settings, enabled, outdir)).synth({ skipValidation: true });
  const verdicts: Verdicts = { outcomes: [], decided: 0, seconds: 0 };
  for (const whole of repository.readAssemblies(outdir)) {
    const checks = new Set(checkFailures(whole, controls));
    const rows = new Set(accessFailures(proveAccess(whole, controls, settings)));
    const model = modelOf([whole]);
    for (const { stacks, ...sabotage } of sabotages(whole.stacks, rowsAlone ? policyOperators : undefined)) {
      const assembly = assemblyOf(stacks());
      let killers: string[];
      try {
        killers = rowsAlone ? [] : killersIn(checkFailures(assembly, controls), checks);
        if (killers.length === 0 && !isDeepStrictEqual(modelOf([assembly]), model)) {
          verdicts.decided += 1;
          killers = killersIn(accessFailures(proveAccess(assembly, controls, settings)), rows);
        }
      } catch (error) {
        killers = [`a proof threw: ${(error as Error).message}`];
      }
      verdicts.outcomes.push({ sabotage, killers });
    }
  }
  return { ...verdicts, seconds: (performance.now() - started) / 1000 };
}
