import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Answers } from '../../src/answers/answers.ts';
import { alerting } from '../../test/support/sample.ts';
import { makeScratch, writeVariant } from '../../test/support/variant.ts';
import { awsTools } from '../install.ts';
import { table, today, writePart } from '../page.ts';
import { type Account, withAccount } from './account.ts';
import { doctored } from './doctor.ts';
import { liveTested } from './live.ts';
import { changes, oneAccount } from './one-account.ts';
import { leftOut } from './readme.ts';
import type { Row } from './steps.ts';
import { twoAccounts } from './two-accounts.ts';

/**
 * README's "First deployment" with the real command lines, against a stand-in for AWS: one account, with a failure in the
 * first try; then dev and prod; and doctor in accounts that are right and wrong. It shows the road of the CDK's command line,
 * of doctor, deploy and destroy; what a service refuses is the business of `npm run deployability`.
 */

const root = new URL('../..', import.meta.url).pathname;
const { values } = parseArgs({ options: { part: { type: 'string', multiple: true } } });
const { directory: scratch, remove } = makeScratch();
const answers: Partial<Answers> = { region: 'eu-west-1', sensitivity: 'confidential', alerting };
const accounts = { dev: '111111111111', prod: '222222222222' };

function repository(name: string, given: Partial<Answers>): string {
  const directory = writeVariant(scratch, name, given);
  mkdirSync(join(directory, 'deploy/node_modules'), { recursive: true });
  symlinkSync(join(root, 'node_modules/aws-cdk'), join(directory, 'deploy/node_modules/aws-cdk'));
  return directory;
}

interface Part {
  title: string;
  walk(account: Account, keep: (rows: Row[]) => void): Promise<void>;
}

const parts: Record<string, Part> = {
  one: {
    title: 'One account, with a failure in the first try',
    walk: (account, keep) => oneAccount(repository('one', answers), account, keep),
  },
  changes: {
    title: 'Changes of what stands',
    walk: (account, keep) => changes(repository('changes', answers), account, keep),
  },
  two: {
    title: 'dev and prod',
    walk: (account, keep) => twoAccounts(repository('two', { ...answers, accounts }), account, accounts, keep),
  },
  live: {
    title: 'The live test, in the steps that a stand-in reaches',
    walk: (account, keep) => liveTested(repository('live', answers), account, keep),
  },
  doctor: {
    title: 'Doctor, in accounts that are right and wrong',
    walk: (account, keep) => doctored(repository('doctor', { ...answers, repository: 'acme/my-ml' }), account, keep),
  },
};

/** A part takes a quarter of an hour: what came of each is kept until it is walked again. */
const kept = (id: string) => join(root, `node_modules/.cache/road-${id}.json`);

try {
  const tools = await awsTools();
  for (const [id, { walk }] of Object.entries(parts)) {
    if (values.part && !values.part.includes(id)) continue;
    const keep = (whole: boolean) => (rows: Row[]) =>
      writeFileSync(kept(id), JSON.stringify({ date: today(), whole, rows }));
    let walked: Row[] = [];
    await withAccount(tools, (account) =>
      walk(account, (rows) => {
        walked = rows;
        keep(false)(rows);
      }),
    );
    keep(true)(walked);
  }
  const walked = Object.entries(parts).map(([id, { title }]) => {
    if (!existsSync(kept(id))) return `### ${title}\n\n\`npm run road -- --part ${id}\` has not been run yet.`;
    const { date, whole, rows } = JSON.parse(readFileSync(kept(id), 'utf8'));
    return `### ${title}, ${date}\n\n${whole ? '' : 'As far as it was walked:\n\n'}${table(['typed', 'what came of it'], rows)}`;
  });
  writePart(
    'road',
    `## The road of a deployment

\`npm run road\`. README's "First deployment" as it is typed there, command by command, with the CDK's command line, the AWS CLI,
doctor, deploy and destroy, against a stand-in for AWS on this machine: moto, with the calls of CloudFormation that the command
lines make in front of it (\`assurance/stand-in/\`). It shows their road, and not what a service refuses. README's commands that are
not typed: ${Object.entries(leftOut)
      .map(([typed, why]) => `\`${typed}\` (${why})`)
      .join(', ')}.

${walked.join('\n\n')}
`,
  );
} finally {
  remove();
}
