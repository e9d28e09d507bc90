// The account that the credentials are for, and the environment that it is.
import { accountContext } from '../doctor/examine.mjs';
import { CouldNotLook } from '../doctor/programs.mjs';
import { environmentsOf } from '../doctor/repository.mjs';
import { Refused } from './refuse.mjs';

/** @typedef {{ environment: string, context: any }} Target */

/**
 * The environments of this account, in the order of promotion.
 * @param {import('../doctor/programs.mjs').Programs} asked @param {import('../doctor/repository.mjs').Repository} repository
 * @param {string | undefined} only @returns {Promise<Target[]>}
 */
export async function targets(asked, repository, only) {
  const { settings } = repository;
  const environments = environmentsOf(settings);
  const names = environments.map(([id]) => id);
  if (only && !names.includes(only))
    throw new Refused(`There is no environment "${only}"`, `Use one of: ${names.join(', ')}`);
  const { Account } = await reading(() => asked.aws(['sts', 'get-caller-identity'], { region: settings.region }));
  const here = environments.filter(([id, account]) => (!account || account === Account) && (!only || id === only));
  if (here.length === 0) {
    const wanted = environments.filter(([id]) => !only || id === only).map(([id, account]) => `${id} is ${account}`);
    throw new Refused(
      `These credentials are for account ${Account}, and ${wanted.join(', ')}`,
      'Sign in to that account (AWS_PROFILE names its profile), then: npm run deploy',
    );
  }
  return here.map(([environment]) => ({
    environment,
    context: accountContext(asked, repository, Account, environment),
  }));
}

/** What cannot be read cannot be deployed to. @template T @param {() => Promise<T>} call @returns {Promise<T>} */
export async function reading(call) {
  try {
    return await call();
  } catch (thrown) {
    if (thrown instanceof CouldNotLook) throw new Refused(thrown.message, thrown.fix);
    throw thrown;
  }
}
