import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Answers } from '../../src/answers/answers.ts';
import { alerting } from '../../test/support/sample.ts';
import { makeScratch, writeVariant } from '../../test/support/variant.ts';
import { awsTools } from '../install.ts';
import { readPart, table, today, writePart } from '../page.ts';
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

/** A part takes a quarter of an hour: each is written to the page by itself, with its date, and stays until it is walked again. */
function write(id: string, whole: boolean, rows: Row[]): void {
  const [, ...standing] = readPart('road').split(/^### /m);
  const title = (one: string) => parts[one]?.title ?? '';
  const sections = Object.keys(parts).map((one) => {
    if (one === id)
      return `${title(id)}, ${today()}\n\n${whole ? '' : 'As far as it was walked:\n\n'}${table(['typed', 'what came of it'], rows)}`;
    const old = standing.find((section) => section.startsWith(title(one)));
    return old?.trim() ?? `${title(one)}\n\n\`npm run road -- --part ${one}\` has not been run yet.`;
  });
  const untyped = Object.entries(leftOut).map(([typed, why]) => `\`${typed}\` (${why})`);
  writePart(
    'road',
    `## The road of a deployment

\`npm run road\`. README's "First deployment" as it is typed there, command by command, with the CDK's command line, the AWS CLI,
doctor, deploy and destroy, against a stand-in for AWS on this machine: moto, with the calls of CloudFormation that the command
lines make in front of it (\`assurance/stand-in/\`). It shows their road, and not what a service refuses. Each part bears the date on
which it was walked. README's commands that are not typed: ${untyped.join(', ')}.

### ${sections.join('\n\n### ')}
`,
  );
}

try {
  const tools = await awsTools();
  for (const [id, { walk }] of Object.entries(parts)) {
    if (values.part && !values.part.includes(id)) continue;
    let walked: Row[] = [];
    await withAccount(tools, (account) =>
      walk(account, (rows) => {
        walked = rows;
        write(id, false, rows);
      }),
    );
    write(id, true, walked);
  }
} finally {
  remove();
}
