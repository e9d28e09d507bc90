import { type ControlResult, isOpen } from '../prove/controls.ts';
import { printableInline } from './printable.ts';

const marks: Record<ControlResult['state'], string> = {
  holds: '✓',
  fails: '✗',
  off: '-',
  inherited: '○',
  'not proven': '?',
  'run by the repository': '○',
};

const said: Partial<Record<ControlResult['state'], string>> = {
  inherited: ' (inherited: somebody else fulfils it)',
  off: ' (off)',
  'run by the repository': ' (run by the repository: nothing is known of it here)',
};

/** The results as text, a block for each control; the last line says how many hold. */
export function proofsInWords(results: ControlResult[]): string {
  const lines = results.flatMap(({ id, title, state, sentences }) => [
    printableInline(`${marks[state]} ${id}: ${title}${said[state] ?? ''}`),
    ...sentences.flatMap(({ sentence, state: standing, evidence, failures }) => [
      printableInline(`  ${marks[standing]} ${sentence}${failures.length > 0 ? '' : ` (${shown(evidence)})`}`),
      ...failures.map((failure) => `      ${failure}`),
    ]),
  ]);
  return [...lines, `\n${proofSummary(results)}`].join('\n');
}

function shown(evidence: string[]): string {
  if (evidence.length === 1) return String(evidence[0]);
  return evidence.length === 0 ? 'nothing found to look at' : `${evidence.length} found`;
}

/** `38 of 39 hold, 1 does not, 2 are inherited`. */
export function proofSummary(results: ControlResult[]): string {
  const count = (state: ControlResult['state']) => results.filter((result) => result.state === state).length;
  const [inherited, unproven, bad] = [count('inherited'), count('not proven'), count('fails')];
  const [off, elsewhere] = [count('off'), count('run by the repository')];
  return [
    `${count('holds')} of ${results.length - inherited - off - elsewhere} hold`,
    ...(bad > 0 ? [`${bad} ${bad === 1 ? 'does' : 'do'} not`] : []),
    ...(unproven > 0 ? [`${unproven} not proven`] : []),
    ...(inherited > 0 ? [`${inherited} inherited`] : []),
    ...(elsewhere > 0 ? [`${elsewhere} run by the repository`] : []),
    ...(off > 0 ? [`${off} off`] : []),
  ].join(', ');
}

export const anyOpen = (results: ControlResult[]): boolean => results.some(isOpen);
