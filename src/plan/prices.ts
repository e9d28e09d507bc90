import type { Answers } from '../answers/answers.ts';
import type { Declaration } from './catalog.ts';

/** Where the amounts in control.json files are from. Usage (jobs, storage, events, findings) comes on top. */
export const pricesAsOf = { month: 'mid-2026', source: "AWS's list prices, us-east-1" };

function holds({ fixedWhen }: Declaration, answers: Answers): boolean {
  return !fixedWhen || fixedWhen.is.some((value) => value === answers[fixedWhen.answer]);
}

/** USD a month that the controls cost while nothing runs, in every environment that the answers name. */
export function monthlyUsd(controls: readonly Declaration[], answers: Answers): number {
  const environments = Math.max(1, Object.values(answers.accounts).filter((account) => account !== null).length);
  const once = controls.reduce((sum, one) => sum + (holds(one, answers) ? (one.fixedMonthlyUsd ?? 0) : 0), 0);
  return Math.round(once * environments * 100) / 100;
}
