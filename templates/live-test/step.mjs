// What a step of the live test is, and what its outcome says.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {{
 *   id: string, claim: string, run?: string[], by?: string, wait?: number, keep?: Record<string, string>, clean?: string[],
 *   expect?: 'fails' | 'denied' | 'either', prints?: string, alert?: boolean, from?: string, below?: string, needs?: string, as?: 'engineer',
 * }} Step
 *   by: what a person does, where no command can. expect: "either" where the outcome is what is asked for.
 *   from: the lowest tier that it is true of, below: the tier from which on it is not. needs: a stage of ml/workload that has to be there.
 *   as: whose AWS profile it is typed with; without one the credentials are those that deployed.
 */

const tiers = ['public', 'internal', 'confidential', 'restricted'];

/** @param {Step[]} steps @param {{ from?: string | undefined, only?: string[] | undefined, tier: string, root: string }} which */
export function chosen(steps, { from, only, tier, root }) {
  const start = from ? steps.findIndex(({ id }) => id === from) : 0;
  if (start < 0) return [];
  return steps
    .slice(start)
    .filter(({ id }) => !only || only.includes(id))
    .filter((step) => !step.from || tiers.indexOf(tier) >= tiers.indexOf(step.from))
    .filter((step) => !step.below || tiers.indexOf(tier) < tiers.indexOf(step.below))
    .filter(({ needs }) => !needs || existsSync(join(root, 'ml/workload', needs)));
}

/** A command with its names filled in; undefined where one is not known. @param {string} command @param {Record<string, string | undefined>} values */
export function filled(command, values) {
  const missing = [...command.matchAll(/\{([\w:]+)\}/g)].some(([, name = '']) => values[name] === undefined);
  return missing ? undefined : command.replace(/\{([\w:]+)\}/g, (_, name) => String(values[name]));
}

/** @param {Step} step @param {{ status: number, output: string }} ran @returns {'as claimed' | 'differs' | 'seen'} */
export function judged({ expect, prints }, { status, output }) {
  if (expect === 'either') return 'seen';
  const right =
    expect === 'denied'
      ? status !== 0 && /AccessDenied|not authorized/.test(output)
      : (status !== 0) === (expect === 'fails');
  return right && (!prints || new RegExp(prints).test(output)) ? 'as claimed' : 'differs';
}
