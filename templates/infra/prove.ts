import type { Assembly } from './assembly/assembly.ts';
import type { Control } from './controls/catalog.ts';

/** A control's standing: one line a sentence, with what bears it out or why it does not hold. */
export interface ControlResult {
  id: string;
  title: string;
  sentences: { sentence: string; evidence: string[]; failures: string[] }[];
}

/** Runs every check of every control on every account's stacks. Pure: the same templates give the same answer. */
export function prove(assemblies: Assembly[], controls: Control[]): ControlResult[] {
  const sound = assemblies.map(soundness);
  const base = {
    id: 'assembly',
    title: 'The templates can be judged',
    sentences: [
      {
        sentence: 'no value is made up or left open',
        evidence: [`${assemblies.length} account(s)`],
        failures: sound.flat(),
      },
    ],
  };
  const results = controls.map(({ declaration: { id, title }, checks }) => ({
    id,
    title,
    sentences: checks.map(({ sentence, run }) => {
      const verdicts = assemblies.map(run);
      return {
        sentence,
        evidence: verdicts.flatMap(({ evidence }) => evidence),
        failures: verdicts.flatMap(({ failures }) => failures),
      };
    }),
  }));
  return [base, ...results];
}

function soundness({ missing, unresolved }: Assembly): string[] {
  return [
    ...missing.map((lookup) => `synthesis would have to ask an account: ${lookup}`),
    ...unresolved.map(({ stack, where, what }) => `${stack}: ${where} is not known before deployment (${what})`),
  ];
}

export function failed({ sentences }: ControlResult): boolean {
  return sentences.some(({ failures }) => failures.length > 0);
}
