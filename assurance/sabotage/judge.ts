import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Settings } from '../../templates/infra/config.ts';
import type { Cast } from '../../templates/judge/cast.ts';
import type { Assembly } from '../../templates/judge/read/assembly.ts';
import { noticing } from './noticing.ts';
import { type Sabotage, sabotages } from './operators.ts';
import { askedAgain, differencesOf } from './reading.ts';
import { resolvedAgain } from './resolved.ts';

/** As a proof of the repository is told of it. */
interface Judged {
  settings: Settings;
  enabled: string[];
  file(path: string): string;
}

// The catalogue's own types need a file that only a generated repository has.
interface Control {
  declaration: { id: string };
  checks(judged: Judged): { run(assembly: Assembly): { failures: string[] } }[];
  rows: string;
  journeys?: string;
}

interface AccessProof {
  controls: { id: string; judged: { failures: string[] }[] }[];
  open: string[];
}

/** What is used of a generated repository: its own modules, which are copies of these. */
export interface Repository
  extends Pick<typeof import('../../templates/judge/read/assembly.ts'), 'assemblyOf' | 'readAssemblies'>,
    Pick<typeof import('../../templates/judge/read/model.ts'), 'modelOf'>,
    Pick<typeof import('../../templates/judge/compare/compare.ts'), 'compareModels'>,
    Pick<typeof import('../../templates/judge/compare/escalation.ts'), 'newEscalations'>,
    Pick<typeof import('../../templates/judge/prove/coverage.ts'), 'unneeded'>,
    Pick<typeof import('../../templates/judge/prove/judge.ts'), 'judge'>,
    Pick<typeof import('../../templates/judge/prove/row.ts'), 'readRows'>,
    Pick<typeof import('../../templates/judge/prove/what.ts'), 'expanded' | 'patternOf' | 'scopeOf'>,
    Pick<typeof import('../../templates/judge/prove/who.ts'), 'askers'> {
  proveAccess(
    assembly: Assembly,
    rows: { id: string; text: string; file: string }[],
    project: Settings,
    cast: Cast,
  ): AccessProof;
  rowsOf(control: Control): { id: string; text: string; file: string };
  controls: Control[];
  settings: Settings;
  cast: Cast;
  enabled: string[];
  assemblies: Assembly[];
}

/** A file of the repository, as its proofs read it. */
export const fileIn = (directory: string) => (path: string) => readFileSync(join(directory, path), 'utf8');

/** A generated repository's own modules, and its synthesized assemblies. */
export async function open(directory: string): Promise<Repository> {
  const files = [
    ...['build', 'controls/catalog', 'controls/enabled', 'config', 'cast'].map((file) => `infra/${file}.ts`),
    ...['read/assembly', 'read/model', 'compare/compare', 'compare/escalation'].map((file) => `judge/${file}.ts`),
    ...['controls', 'coverage', 'judge', 'row', 'rows', 'what', 'who'].map((file) => `judge/prove/${file}.ts`),
  ];
  const modules = await Promise.all(files.map((file) => import(join(directory, file))));
  const all = Object.assign({}, ...modules);
  const settings = all.readSettings();
  const outdir = join(directory, 'cdk.out');
  (await all.build(settings, all.enabled, outdir)).synth({ skipValidation: true });
  return { ...all, controls: await all.readControls(), settings, assemblies: all.readAssemblies(outdir) };
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
export function checkFailures(assembly: Assembly, checks: Record<string, ReturnType<Control['checks']>>): string[] {
  const sound = [...assembly.unresolved.map(({ where, what }) => `assembly: ${where} ${what}`)];
  return [
    ...sound,
    ...Object.entries(checks).flatMap(([id, list]) =>
      list.flatMap(({ run }) => run(assembly).failures.map((failure) => `${id}: ${failure}`)),
    ),
  ];
}

/** The same as checkFailures of any assembly, where only those checks are run again that read what differs from the whole one. */
function checksBeside(whole: Assembly, checks: Record<string, ReturnType<Control['checks']>>) {
  const asked = Object.entries(checks).map(
    ([id, list]) => [id, list.map(({ run }) => askedAgain(whole, run))] as const,
  );
  return (assembly: Assembly): string[] => {
    const differences = differencesOf(whole, assembly);
    const again = asked.map(([id, list]) => [id, list.map((ask) => ({ run: () => ask(assembly, differences) }))]);
    return checkFailures(assembly, Object.fromEntries(again));
  };
}

export const accessFailures = ({ controls, open }: AccessProof): string[] => [
  ...controls.flatMap(({ id, judged }) => judged.flatMap(({ failures }) => failures.map((one) => `${id}: ${one}`))),
  ...open.map((one) => `access: ${one}`),
];

/** Who says what was not said before. */
export const killersIn = (failures: string[], before: Set<string>): string[] => [
  ...new Set(failures.filter((one) => !before.has(one)).map((one) => one.slice(0, one.indexOf(':')))),
];

/**
 * Puts every sabotage to what `verify` runs, and asks whether it says anything that it does not say of the whole
 * assembly. Of rows, the first that notices counts. The access rows see nothing but the access model, so an assembly with the same model gets the same verdict
 * without being asked; and one that a check has refused is refused, whatever the rows say. `isAsked`: only those.
 */
export async function putToProof(
  directory: string,
  isAsked: (sabotage: Sabotage) => boolean = () => true,
): Promise<Verdicts> {
  const started = performance.now();
  const repository = await open(directory);
  const { assemblies, settings, cast, enabled, controls, modelOf, proveAccess, rowsOf } = repository;
  const rowsOfAll = controls.map(rowsOf);
  const checksOfAll = Object.fromEntries(
    controls.map(({ declaration: { id }, checks }) => [id, checks({ settings, enabled, file: fileIn(directory) })]),
  );
  const verdicts: Verdicts = { outcomes: [], decided: 0, seconds: 0 };
  for (const whole of assemblies) {
    const checks = new Set(checkFailures(whole, checksOfAll));
    const rows = new Set(accessFailures(proveAccess(whole, rowsOfAll, settings, cast)));
    const model = modelOf([whole]);
    const notice = noticing(repository, whole, model);
    const assemblyOf = resolvedAgain(whole.stacks, repository.assemblyOf);
    const failuresOf = checksBeside(assemblyOf(whole.stacks), checksOfAll);
    for (const made of sabotages(whole.stacks)) {
      if (!isAsked(made)) continue;
      const { stacks, ...sabotage } = made;
      const assembly = assemblyOf(stacks());
      let killers: string[];
      try {
        killers = killersIn(failuresOf(assembly), checks);
        const now = killers.length === 0 ? modelOf([assembly]) : model;
        if (!isDeepStrictEqual(now, model)) {
          verdicts.decided += 1;
          const first = notice(now);
          killers = first ? [first] : killersIn(accessFailures(proveAccess(assembly, rowsOfAll, settings, cast)), rows);
        }
      } catch (error) {
        killers = [`a proof threw: ${(error as Error).message}`];
      }
      verdicts.outcomes.push({ sabotage, killers });
    }
  }
  return { ...verdicts, seconds: (performance.now() - started) / 1000 };
}
