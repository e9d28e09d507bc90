import { type ControlResult, isOpen } from '../prove/controls.ts';
import { printableInline } from './printable.ts';
import { proofSummary } from './proof-summary.ts';

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

/** The results as text, a block for each; the last line says how many hold. */
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

export const anyOpen = (results: ControlResult[]): boolean => results.some(isOpen);
