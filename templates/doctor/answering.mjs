// The command that changes answers, as a finding's fix.
import { usable } from './stacks.mjs';

/**
 * Guards object where a change takes away what holds data or evidence. Before the first deployment there is none, and the
 * command says so for the person. @param {any} context @param {string[]} answers KEY=VALUE
 */
export async function answering({ deployed }, answers) {
  const stands = (await deployed()).some((/** @type {import('./stacks.mjs').Deployed} */ { status }) =>
    usable.test(status),
  );
  const words = answers.map((one) => `--set ${one}`).join(' ');
  return `npx create-secure-ml answers ${words}${stands ? '' : ' --without-guards'}`;
}
