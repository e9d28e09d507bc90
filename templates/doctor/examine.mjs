// Everything that doctor looks at, in order: this machine, GitHub, the account, what is deployed.
import { acceptedIn, withAccepted } from './accepted.mjs';
import { accountChecks } from './account.mjs';
import { error, lookAt, once, unread } from './check.mjs';
import { deployedChecks } from './deployed.mjs';
import { forge } from './forge.mjs';
import { machine } from './machine.mjs';
import { nameChecks, projectCheck } from './names.mjs';
import { neighbourChecks, siblingCheck } from './neighbours.mjs';
import { networkChecks } from './network.mjs';
import { peopleChecks } from './people.mjs';
import { programs } from './programs.mjs';
import { quotaChecks } from './quotas.mjs';
import { environmentsOf, placeOf, readRepository } from './repository.mjs';
import { readStacks, stackChecks } from './stacks.mjs';

/**
 * @typedef {{ account: string | undefined, caller: string | undefined, environment: string | undefined, region: string, parts: import('./check.mjs').Part[] }} Examination
 */

/** @param {import('./repository.mjs').Repository} repository @param {string} account */
function environmentOf({ settings }, account) {
  const environments = environmentsOf(settings);
  return environments.find(([, id]) => id === account) ?? environments.find(([, id]) => id === undefined);
}

/** What all checks of one account share. @param {import('./programs.mjs').Programs} asked @param {import('./repository.mjs').Repository} repository @param {string} account @param {string} environment */
export function accountContext({ aws }, repository, account, environment) {
  const { settings, stacks } = repository;
  const here = stacks.filter((stack) => stack.environment === environment);
  const home = settings.environments?.[environment]?.region ?? settings.region;
  // The global region is bootstrapped too, unless no stack goes there.
  const others =
    here.length > 0 ? here.map(({ region }) => region) : settings.globalStack === false ? [] : [placeOf(home).global];
  const regions = [...new Set([home, ...others])];
  const context = { aws, repository, settings, stacks: here, account, home, regions };
  return { ...context, deployed: once(() => readStacks(context)) };
}

/** @param {import('./programs.mjs').Programs} asked @param {import('./repository.mjs').Repository} repository */
export async function examineAccount(asked, repository) {
  const title = 'AWS account';
  const one = (/** @type {import('./check.mjs').Finding} */ finding) => [
    { title, checks: [{ id: 'credentials', title: 'The account and what is deployed', findings: [finding] }] },
  ];
  let caller;
  try {
    caller = await asked.aws(['sts', 'get-caller-identity'], { region: repository.settings.region });
  } catch (thrown) {
    return { parts: one(unread(thrown)) };
  }
  const account = caller.Account;
  const found = environmentOf(repository, account);
  const known = environmentsOf(repository.settings)
    .map(([id, its]) => `${its} (${id})`)
    .join(', ');
  if (!found)
    return {
      account,
      caller: caller.Arn,
      parts: one(
        error(
          `These credentials are for account ${account}, and settings.json names ${known}`,
          'Sign in to one of them (AWS_PROFILE names its profile), then: npm run doctor',
        ),
      ),
    };
  const context = accountContext(asked, repository, account, found[0]);
  const parts = await Promise.all([
    lookAt(
      `${title} ${account}, ${context.regions.join(' and ')}`,
      [...accountChecks, ...peopleChecks, ...quotaChecks, ...networkChecks, ...nameChecks, ...neighbourChecks],
      context,
    ),
    lookAt('What is deployed', [...stackChecks, ...deployedChecks], context),
  ]);
  return { account, caller: caller.Arn, environment: found[0], parts };
}

/**
 * Looks at everything. Reads only.
 * @param {{ directory: string, environment?: NodeJS.ProcessEnv, asked?: import('./programs.mjs').Programs, node?: string, windows?: boolean }} where
 * @returns {Promise<Examination>}
 */
export async function examine({
  directory,
  environment = process.env,
  asked = programs(environment),
  node = process.versions.node,
  windows = process.platform === 'win32',
}) {
  const repository = readRepository(directory);
  const { settings } = repository;
  const slug = settings.repository;
  const github = once(() => asked.gh([`repos/${slug}`], { none: /HTTP 404/ }));
  const [local, hub, account] = await Promise.all([
    lookAt('This machine', [...machine, siblingCheck, projectCheck], {
      run: asked.run,
      environment,
      node,
      windows,
      repository,
    }),
    slug && slug !== 'none' ? lookAt(`GitHub ${slug}`, forge, { gh: asked.gh, repository, slug, github }) : undefined,
    examineAccount(asked, repository),
  ]);
  const today = new Date().toISOString().slice(0, 10);
  const parts = [local, ...(hub ? [hub] : []), ...account.parts];
  return {
    account: account.account,
    caller: account.caller,
    environment: account.environment,
    region: settings.region,
    parts: withAccepted(parts, acceptedIn(directory, today)),
  };
}
