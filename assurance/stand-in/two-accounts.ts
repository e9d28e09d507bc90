import { type Account, credentialsFor } from './account.ts';
import { firstDeployment, typedIn } from './readme.ts';
import { exits, lacks, Road, type Row } from './steps.ts';

/** dev and prod, one account after the other, each with its own credentials; the second fails once. */
export async function twoAccounts(
  cwd: string,
  { env, fail }: Account,
  accounts: Record<string, string>,
  keep: (rows: Row[]) => void,
): Promise<void> {
  const rows: Row[] = [];
  const readme = firstDeployment(cwd);
  const stranger = new Road(cwd, env, keep, rows);
  await stranger.run(
    'npm run deploy -- --yes',
    'refuses credentials of a third account',
    exits(2, /These credentials are for account 123456789012/),
  );
  for (const [environment, account] of Object.entries(accounts)) {
    const road = new Road(cwd, await credentialsFor(account, env), keep, rows);
    const bootstrap = typedIn(readme, /^npm run cdk -- bootstrap .*aws:\/\/ACCOUNT/).replace('ACCOUNT', account);
    await road.run(bootstrap, `bootstraps ${environment} with its credentials`, exits(0, /bootstrapped/));
    if (environment === 'prod') {
      await fail('Dashboard');
      await road.run(
        'npm run deploy -- --yes',
        'prod fails: dev stays as it is',
        exits(1, /prod is not deployed/),
        lacks(/dev: account/),
      );
    }
    await road.run(
      'npm run deploy -- --yes',
      `deploys ${environment} and nothing else`,
      exits(0, new RegExp(`${environment}: account ${account}`)),
    );
  }
}
