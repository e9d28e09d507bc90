import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { makeScratch, writeVariant } from '../../test/support/variant.ts';
import { awsTools } from '../install.ts';
import { table, today, writePart } from '../page.ts';
import { credentialsFor, withAccount } from './account.ts';

/**
 * README's "First deployment" with the real command lines, against a stand-in for AWS: one account, with a failure in the
 * first try; then dev and prod. It shows the road of the CDK's command line, of doctor, deploy and destroy; what a service
 * refuses is the business of `npm run deployability`.
 */

const root = new URL('../..', import.meta.url).pathname;
const steps: [string, string][] = [];

/** One step: what is typed, and what has to come of it. */
async function step(typed: string, expected: string, cwd: string, env: NodeJS.ProcessEnv, check: (ran: Ran) => void) {
  const [program = '', ...words] = typed.split(' ');
  const started = Date.now();
  const { exitCode, all = '' } = await execa(program, words, { cwd, env, all: true, reject: false, stdin: 'ignore' });
  try {
    check({ exitCode: exitCode ?? -1, all });
  } catch (error) {
    console.error(all);
    throw error;
  }
  console.error(`✓ ${typed}: ${expected} (${Math.round((Date.now() - started) / 1000)} s)`);
  steps.push([`\`${typed}\``, expected]);
}

interface Ran {
  exitCode: number;
  all: string;
}

const exits =
  (code: number, ...said: RegExp[]) =>
  ({ exitCode, all }: Ran) => {
    for (const text of said) assert.match(all, text);
    assert.equal(exitCode, code);
  };

function repository(scratch: string, name: string, answers: Parameters<typeof writeVariant>[2]): string {
  const directory = writeVariant(scratch, name, answers);
  mkdirSync(join(directory, 'deploy/node_modules'), { recursive: true });
  symlinkSync(join(root, 'node_modules/aws-cdk'), join(directory, 'deploy/node_modules/aws-cdk'));
  return directory;
}

const { directory: scratch, remove } = makeScratch();
const answers = {
  region: 'eu-west-1',
  sensitivity: 'confidential',
  alerting: { emails: ['sec@example.com'], https: [], slack: null, topicArn: null, minimumSeverity: 'medium' },
} as const;

async function oneAccount(tools: string): Promise<void> {
  const cwd = repository(scratch, 'one', answers as never);
  const { name } = JSON.parse(readFileSync(join(cwd, 'settings.json'), 'utf8'));
  await withAccount(tools, async ({ env, fail }) => {
    await step('npm run synth', 'synthesizes', cwd, env, exits(0));
    await step(
      'npm run doctor',
      'names the missing bootstrap of both regions',
      cwd,
      env,
      exits(1, /eu-west-1 is not bootstrapped/, /us-east-1 is not bootstrapped/),
    );
    await step('npm run deploy -- --yes', 'refuses for the same reason', cwd, env, exits(2, /is not bootstrapped/));
    await step(
      'npm run cdk -- bootstrap',
      'bootstraps both regions',
      cwd,
      env,
      exits(0, /eu-west-1 bootstrapped/, /us-east-1 bootstrapped/),
    );
    await step(
      'npm run deploy',
      'does not go on where nobody can be asked',
      cwd,
      env,
      exits(2, /create .*-audit/, /Not interactive/),
    );
    await fail('Dashboard');
    await step(
      'npm run deploy -- --yes',
      'fails: a resource of the last stack is made to fail',
      cwd,
      env,
      exits(1, /injected failure/, /first-deployment-failed/),
    );
    await step(
      'npm run doctor',
      'names the stack that failed',
      cwd,
      env,
      exits(1, /-audit failed when it was first created \(ROLLBACK_COMPLETE\)/),
    );
    await step(
      'npm run deploy -- --yes',
      'deletes that stack, makes it again, and protects every stack',
      cwd,
      env,
      exits(0, /it is deleted and made again/, /✓ Deployed stacks cannot be deleted by mistake/),
    );
    await step(
      'npm run deploy -- --yes',
      'changes nothing, and keeps the protection',
      cwd,
      env,
      exits(0, /no change in/, /✓ Deployed stacks cannot be deleted by mistake/),
    );
    await step(
      'npm run destroy',
      'shows what stays, and asks for the name',
      cwd,
      env,
      exits(2, /stays, outside of any stack/, /Not interactive/),
    );
    await step('npm run destroy -- --confirm other', 'takes no other name', cwd, env, exits(2, /is called/));
    await step(
      `npm run destroy -- --confirm ${name}`,
      'deletes every stack',
      cwd,
      env,
      exits(0, /All stacks are deleted/),
    );
    await step(
      `aws logs describe-log-groups --log-group-name-prefix /${name}/`,
      'shows that log groups stayed',
      cwd,
      env,
      exits(0, /\/trail"/),
    );
    await step('npm run deploy -- --yes', 'refuses: names are taken', cwd, env, exits(2, /exists already/, /--import/));
    await step('npm run deploy -- --import --yes', 'adopts what stayed', cwd, env, exits(0));
  });
}

async function twoAccounts(tools: string): Promise<void> {
  const accounts = { dev: '111111111111', prod: '222222222222' };
  const cwd = repository(scratch, 'two', { ...answers, accounts } as never);
  await withAccount(tools, async ({ env }) => {
    await step('npm run synth', 'synthesizes dev and prod', cwd, env, exits(0));
    await step(
      'npm run deploy -- --yes',
      'refuses credentials of a third account',
      cwd,
      env,
      exits(2, /These credentials are for account 123456789012/),
    );
    for (const [environment, account] of Object.entries(accounts)) {
      const its = await credentialsFor(account, env);
      await step(
        `npm run cdk -- bootstrap aws://${account}/eu-west-1 aws://${account}/us-east-1`,
        `bootstraps ${environment} with its credentials`,
        cwd,
        its,
        exits(0),
      );
      await step(
        'npm run deploy -- --yes',
        `deploys ${environment} and nothing else`,
        cwd,
        its,
        exits(0, new RegExp(`${environment}: account ${account}`)),
      );
    }
  });
}

try {
  const tools = await awsTools();
  await oneAccount(tools);
  const one = steps.splice(0);
  await twoAccounts(tools);
  writePart(
    'road',
    `## The road of a deployment

\`npm run road\`, ${today()}. README's "First deployment" as it is typed, with the CDK's command line, the AWS CLI, doctor, deploy and
destroy, against a stand-in for AWS on this machine: moto, with the calls of CloudFormation that the command lines make in front of
it (\`assurance/stand-in/\`). It shows their road, and not what a service refuses.

### One account, with a failure in the first try

${table(['typed', 'what came of it'], one)}

### dev and prod

${table(['typed', 'what came of it'], steps)}
`,
  );
} finally {
  remove();
}
