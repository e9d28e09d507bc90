import type { ControlResult } from '../prove/controls.ts';

/** `38 of 39 controls hold, 1 does not, 2 inherited; 3 of 3 general checks hold`. */
export function proofSummary(results: ControlResult[]): string {
  const parts = [
    [results.filter(({ isGeneral }) => !isGeneral), 'controls'],
    [results.filter(({ isGeneral }) => isGeneral), 'general checks'],
  ] as const;
  return parts
    .filter(([some], at) => some.length > 0 || at === 0)
    .map(([some, what]) => summaryOf(some, what))
    .join('; ');
}

function summaryOf(results: ControlResult[], what: string): string {
  const count = (state: ControlResult['state']) => results.filter((result) => result.state === state).length;
  const [inherited, unproven, bad] = [count('inherited'), count('not proven'), count('fails')];
  const [off, elsewhere] = [count('off'), count('run by the repository')];
  return [
    `${count('holds')} of ${results.length - inherited - off - elsewhere} ${what} hold`,
    ...(bad > 0 ? [`${bad} ${bad === 1 ? 'does' : 'do'} not`] : []),
    ...(unproven > 0 ? [`${unproven} not proven`] : []),
    ...(inherited > 0 ? [`${inherited} inherited`] : []),
    ...(elsewhere > 0 ? [`${elsewhere} run by the repository`] : []),
    ...(off > 0 ? [`${off} off`] : []),
  ].join(', ');
}
