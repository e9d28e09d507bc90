// What a deployment will make, change, replace, delete and keep.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { usable } from '../doctor/stacks.mjs';

/** @param {string[]} types @returns {string} "3 KMS::Key, 1 SNS::Topic" */
export function counted(types) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const type of [...types].sort()) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].map(([type, count]) => `${count} ${type.replace(/^AWS::/, '')}`).join(', ');
}

/**
 * One line of `cdk diff`: "[~] AWS::KMS::Key Data Data666C94C7 replace".
 * @typedef {{ sign: '+' | '-' | '~', type: string, name: string, impact: string }} Change
 * @param {string} text @returns {Change[]}
 */
export function changesIn(text) {
  return stripVTControlCharacters(text)
    .split('\n')
    .flatMap((line) => {
      const [, sign, type, rest = ''] = /^\[([-+~])\] (AWS::\S+|Custom::\S+) (.*)$/.exec(line) ?? [];
      if (!type) return [];
      const impact = /(may be replaced|requires replacement|replace|destroy|orphan)$/.exec(rest.trim())?.[1] ?? '';
      return [{ sign: /** @type {Change['sign']} */ (sign), type, name: rest.trim().split(' ')[0] ?? '', impact }];
    });
}

/** USD a month while nothing runs, as the controls declare it. @param {any} settings */
export function monthlyUsd(settings) {
  const controls = fileURLToPath(new URL('../infra/controls/', import.meta.url));
  const declared = readdirSync(controls)
    .map((id) => `${controls}${id}/control.json`)
    .filter((file) => existsSync(file))
    .map((file) => JSON.parse(readFileSync(file, 'utf8')));
  const sum = declared
    .filter(({ fixedWhen }) => !fixedWhen || fixedWhen.is.includes(settings[fixedWhen.answer]))
    .reduce((usd, { fixedMonthlyUsd = 0 }) => usd + fixedMonthlyUsd, 0);
  return Math.round(sum * 100) / 100;
}

/** @param {Change[]} changes @param {string} title @param {(change: Change) => boolean} which */
function told(changes, title, which) {
  const chosen = changes.filter(which);
  return chosen.length > 0
    ? [`  ${title}: ${chosen.map(({ type, name }) => `${type.replace(/^AWS::/, '')} ${name}`).join(', ')}`]
    : [];
}

/**
 * @param {{ environment: string, context: any }} target
 * @param {import('../doctor/stacks.mjs').Deployed[]} deployed
 * @param {(selectors: string[]) => string} diff what `cdk diff` says of stacks that stand
 */
export function planOf({ environment, context }, deployed, diff) {
  const { stacks, settings, account, regions } = context;
  const state = (/** @type {any} */ { name, region }) =>
    deployed.find((one) => one.name === name && one.region === region);
  const standing = stacks.filter((/** @type {any} */ stack) => usable.test(state(stack)?.status ?? ''));
  const fresh = stacks.filter((/** @type {any} */ stack) => !standing.includes(stack));
  const lines = [`${environment}: account ${account}, ${regions.join(' and ')}`];
  for (const stack of fresh) {
    const types = Object.values(/** @type {Record<string, { Type: string }>} */ (stack.resources)).map(
      ({ Type }) => Type,
    );
    lines.push(`  create ${stack.name}: ${counted(types)}`);
  }
  const changes =
    standing.length > 0 ? changesIn(diff(standing.map((/** @type {any} */ { selector }) => selector))) : [];
  if (standing.length > 0 && changes.length === 0)
    lines.push(`  no change in ${standing.map((/** @type {any} */ { name }) => name).join(', ')}`);
  lines.push(
    ...told(changes, 'create', ({ sign }) => sign === '+'),
    ...told(changes, 'change', ({ sign, impact }) => sign === '~' && impact === ''),
    ...told(changes, 'REPLACE', ({ sign, impact }) => sign === '~' && impact !== ''),
    ...told(changes, 'DELETE', ({ sign, impact }) => sign === '-' && impact === 'destroy'),
    ...told(changes, 'keep, outside of any stack', ({ sign, impact }) => sign === '-' && impact !== 'destroy'),
  );
  lines.push(`  about ${monthlyUsd(settings)} USD a month while nothing runs; jobs, storage and events come on top`);
  return { lines, changes, fresh, standing };
}
