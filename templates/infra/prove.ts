import { type AccessProof, proveAccess, type Rows } from '../judge/prove/rows.ts';
import type { Assembly } from '../judge/read/assembly.ts';
import { cast } from './cast.ts';
import type { Control } from './controls/catalog.ts';
import type { Judged } from './controls/check.ts';

/** One claim, with what bears it out or why it does not hold. */
export interface Sentence {
  sentence: string;
  evidence: string[];
  failures: string[];
}

/** A control's standing. */
export interface ControlResult {
  id: string;
  title: string;
  sentences: Sentence[];
}

/** A control's proofs.json as the judge takes it. */
export const rowsOf = ({ declaration: { id }, rows: text, file }: Control): Rows => ({ id, text, file });

/**
 * Runs every check and every access row of every control on every account's stacks. Pure: the same templates give the
 * same answer.
 */
export function prove(assemblies: Assembly[], controls: Control[], judged: Judged): ControlResult[] {
  const access = assemblies.map((assembly) => proveAccess(assembly, controls.map(rowsOf), judged.settings, cast));
  const results = controls.map(({ declaration: { id, title }, checks }) => ({
    id,
    title,
    sentences: [
      ...checks(judged).map(({ sentence, run }) => ({ sentence, ...merged(assemblies.map(run)) })),
      ...sentencesOf(id, access),
    ],
  }));
  return [
    result('assembly', 'The templates can be judged', 'no value is made up or left open', {
      evidence: [`${assemblies.length} account(s)`],
      failures: assemblies.flatMap(soundness),
    }),
    ...results,
    result('access', 'Nobody may do more than a row says', 'every allow is needed by a row', {
      evidence: [`${access.flatMap(({ controls }) => controls.flatMap(({ judged }) => judged)).length} rows`],
      failures: [...new Set(access.flatMap(({ open }) => open))],
    }),
  ];
}

const result = (id: string, title: string, sentence: string, verdict: Omit<Sentence, 'sentence'>): ControlResult => ({
  id,
  title,
  sentences: [{ sentence, ...verdict }],
});

/** The rows of a control, each over all accounts. */
function sentencesOf(id: string, access: AccessProof[]): Sentence[] {
  const [first, ...more] = access.map(({ controls }) => controls.find((each) => each.id === id)?.judged ?? []);
  return (first ?? []).map((judged, index) => ({
    sentence: judged.row.text,
    ...merged([judged, ...more.flatMap((each) => each[index] ?? [])]),
  }));
}

function merged(verdicts: Omit<Sentence, 'sentence'>[]): Omit<Sentence, 'sentence'> {
  return {
    evidence: [...new Set(verdicts.flatMap(({ evidence }) => evidence))],
    failures: [...new Set(verdicts.flatMap(({ failures }) => failures))],
  };
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
