// What a check is, and how all of them are run.
import { CouldNotLook } from './programs.mjs';

/**
 * error: the deployment fails, or something that was deployed does not work. warning: a person should look.
 * unread: could not look. note: good to know; it changes no exit code.
 * @typedef {{ level: 'error' | 'warning' | 'unread' | 'note', what: string, fix: string }} Finding
 * @typedef {{ id: string, title: string, look: (context: any) => Promise<Finding[] | undefined> }} Check
 *   undefined: there is nothing that the check is about, so it neither passes nor fails
 * @typedef {{ id: string, title: string, findings: Finding[] }} Looked
 * @typedef {{ title: string, checks: Looked[] }} Part
 */

/** @param {string} what @param {string} fix @returns {Finding} */
export const error = (what, fix) => ({ level: 'error', what, fix });
/** @param {string} what @param {string} fix @returns {Finding} */
export const warning = (what, fix) => ({ level: 'warning', what, fix });
/** @param {string} what @param {string} fix @returns {Finding} */
export const note = (what, fix) => ({ level: 'note', what, fix });

/** @param {unknown} thrown @returns {Finding} */
export function unread(thrown) {
  if (!(thrown instanceof CouldNotLook)) throw thrown;
  return { level: 'unread', what: thrown.message, fix: thrown.fix };
}

/** One call that several checks need. @template T @param {() => Promise<T>} call @returns {() => Promise<T>} */
export function once(call) {
  /** @type {Promise<T> | undefined} */
  let answer;
  return () => {
    answer ??= call();
    return answer;
  };
}

/** @param {string} title @param {Check[]} checks @param {any} context @returns {Promise<Part>} */
export async function lookAt(title, checks, context) {
  const looked = checks.map(async ({ id, title, look }) => {
    const findings = await look(context).catch((thrown) => [unread(thrown)]);
    return findings ? [{ id, title, findings }] : [];
  });
  return { title, checks: (await Promise.all(looked)).flat() };
}
