import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Account } from './account.ts';
import { firstDeployment, typedIn } from './readme.ts';
import { exits, lacks, Road, type Row } from './steps.ts';

type Keep = (rows: Row[]) => void;

const yes = /Type yes:/;

/** The answers of a repository that stands, as its owner edits them. */
function answering(cwd: string, change: Record<string, unknown>): void {
  const file = join(cwd, 'settings.json');
  writeFileSync(file, `${JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...change }, null, 2)}\n`);
}

/** README's steps, with a failure in the first try; then the end, and the beginning again. */
export async function oneAccount(cwd: string, { env, fail }: Account, keep: Keep): Promise<void> {
  const config = join(cwd, '..', 'aws-config');
  // As docs/sign-in.md says it, with the stand-in's credentials.
  const operator = ['role_arn = arn:aws:iam::123456789012:role/my-ml-operator', 'credential_source = Environment'];
  writeFileSync(config, `[profile my-ml-operator]\n${operator.join('\n')}\n`);
  const road = new Road(cwd, { ...env, AWS_CONFIG_FILE: config, TOKEN: 'a-token' }, keep);
  const readme = firstDeployment(cwd);
  const deploy = typedIn(readme, /^npm run deploy$/);
  const doctor = typedIn(readme, /^npm run doctor$/);
  await road.run(typedIn(readme, /^aws sts get-caller-identity$/), 'prints the account', exits(0, /"123456789012"/));
  await road.run(
    typedIn(readme, /^npm run cdk -- bootstrap --qualifier \w+$/),
    'bootstraps both regions',
    exits(0, /eu-west-1 bootstrapped/, /us-east-1 bootstrapped/),
  );
  await fail('Dashboard');
  await road.answer(
    deploy,
    yes,
    'yes',
    'fails: a resource of the last stack is made to fail',
    exits(1, /create .*-audit/, /injected failure/, /first-deployment-failed/),
  );
  await road.run(
    doctor,
    'names the stack that failed',
    exits(1, /-audit failed when it was first created \(ROLLBACK_COMPLETE\)/),
    lacks(/not bootstrapped/),
  );
  await road.answer(
    deploy,
    yes,
    'yes',
    'deletes that stack, makes it again, protects every stack, and says that the secret is a random value',
    exits(0, /it is deleted and made again/, /✓ Deployed stacks cannot be deleted by mistake/, /random\s+value/),
  );
  const put = typedIn(readme, /^aws secretsmanager put-secret-value /);
  await road.run(typedIn(readme, /^printf %s "\$TOKEN" > secret.txt$/), 'writes the token', exits(0));
  await road.run(put, "puts it in, with the operator's profile", exits(0, /AWSCURRENT/));
  const others = /aws:\/\/ACCOUNT|^npx create-secure-ml answers/;
  const left = road.untyped(readme).filter((one) => !others.test(one));
  if (left.length > 0) throw new Error(`README's first deployment says what was not typed: ${left.join('; ')}`);
  await road.answer(
    'npm run destroy',
    /Type the name of the project/,
    'my-ml',
    'shows what stays, and deletes every stack',
    exits(0, /stays, outside of any stack/, /All stacks are deleted/),
  );
  await road.run('npm run deploy -- --yes', 'refuses: names are taken', exits(2, /exists already/, /--import/));
  await road.run('npm run deploy -- --import --yes', 'adopts what stayed', exits(0));
}

/** Changes of what stands: one that fails half way, one that nothing may begin, one that leaves a stack behind. */
export async function changes(cwd: string, { env, fail, set }: Account, keep: Keep): Promise<void> {
  const road = new Road(cwd, env, keep);
  const again = 'npm run deploy -- --yes';
  await road.run(again, 'refuses: nothing is bootstrapped', exits(2, /is not bootstrapped/));
  await road.run('npm run cdk -- bootstrap', 'bootstraps both regions', exits(0));
  await road.run('npm run deploy', 'does not go on where nobody can be asked', exits(2, /Not interactive/));
  await road.run(again, 'deploys', exits(0));
  await road.run(
    again,
    'changes nothing, and keeps the protection',
    exits(0, /no change in/, /✓ Deployed stacks cannot be deleted by mistake/),
  );
  answering(cwd, { monthlyBudgetUsd: 300 });
  await fail('Budget');
  await road.run(again, 'monthlyBudgetUsd was changed, and the update made to fail', exits(1, /injected failure/));
  await road.run(again, 'updates: nothing of the failure is left', exits(0, /change: Budgets::Budget/));
  for (const [status, fix] of [
    ['UPDATE_ROLLBACK_FAILED', /continue-update-rollback/],
    ['DELETE_FAILED', /describe-stack-events/],
  ] as const) {
    await set({ status: { 'my-ml-audit': status } });
    await road.run(again, `refuses a stack in ${status}, with the command`, exits(2, fix, /Nothing was changed/));
  }
  await set({ status: { 'my-ml-audit': 'UPDATE_COMPLETE' } });
  answering(cwd, { zones: ['eu-west-1b', 'eu-west-1c'] });
  await road.run(
    again,
    'zones were changed: refuses, since a network cannot move',
    exits(2, /cannot move/, /take-it-down/),
  );
  await road.run('npm run destroy -- --confirm other', 'takes no other name', exits(2, /is called/));
}
