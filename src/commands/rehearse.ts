import { mkdtempSync, realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryEnvironment } from '../children/repository.ts';
import { writeNamed } from '../files/write.ts';
import { heedInterrupts, interruption, stopIfInterrupted } from '../interrupt.ts';
import { judging } from '../judging/judging.ts';
import { standInRequirements } from '../package.ts';
import { Refusal } from '../refusal.ts';
import { allowUse } from '../rehearse/idle.ts';
import { standInPython, workloadPython } from '../rehearse/install.ts';
import { profiles } from '../rehearse/profiles.ts';
import { type RehearsalRun, rehearse } from '../rehearse/rehearse.ts';
import { type StandIn, startStandIn } from '../rehearse/stand-in.ts';
import type { Call, Command } from './call.ts';
import { someRepositoryAt } from './judged.ts';
import { idleLines, lineOfCall, linesOf, rehearsalDocument, rehearsalPage, summaryOf } from './rehearsal-page.ts';
import { assertMayRun, withAssembly } from './repository.ts';

export const options: Command['options'] = {
  output: { type: 'string', short: 'o' },
  assembly: { type: 'string' },
  stay: { type: 'boolean' },
};

export const help = `secure-ml rehearse [--output FILE] [--stay]

Runs the whole workflow on this machine, with the permissions that would be deployed. First, people upload data, prepare, train, read
metrics and logs, evaluate, register and approve; then attackers try to reach what they must not reach. The repository's own code runs
against a stand-in for AWS on 127.0.0.1, which decides each call from the templates and denies it as AWS would. You need no account, and
nothing leaves this machine.

  --output FILE    write the page of the run to FILE instead of secure-ml-rehearsal.html
  --assembly DIR   use these templates; without it, the work tree is synthesized first
  --stay           keep the stand-in running until Ctrl-C, with profiles for the AWS CLI

Exit 0: every step went as it should. 1: a person's step was denied, or an attacker's step was not.

Examples
  secure-ml rehearse
  secure-ml rehearse --stay`;

export async function run(call: Call): Promise<number> {
  const { directory, values, say, print } = call;
  const repository = someRepositoryAt(directory);
  assertPlayable(repository.settings);
  heedInterrupts();
  await assertMayRun(call, 'workload');
  const play = async (assembly: string) => {
    const found = await judging((engine) => engine.rehearsed(assembly, repository));
    const [here, ...others] = found;
    if (!here || others.length > 0) {
      const fix = 'Rehearse a repository of one account, or name an assembly of one with --assembly.';
      throw new Refusal({ code: 'rehearse/accounts', what: `The templates are for ${found.length} accounts`, fix });
    }
    const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'secure-ml-rehearse-')));
    const env = repositoryEnvironment(join(scratch, 'home'));
    let aws: StandIn | undefined;
    try {
      const bin = await workloadPython(directory, env);
      const python = join(bin, 'python');
      const motoBin = await standInPython(standInRequirements, say);
      aws = await startStandIn(here, { scratch, bin, motoBin, env });
      say(`Rehearsing ${here.project} (people.signIn: ${here.signIn})\n`);
      const played = await rehearse(
        aws,
        { repository: directory, python, env },
        (one) => linesOf(one).forEach(say),
        () => interruption.aborted,
      );
      stopIfInterrupted();
      const output = typeof values.output === 'string' ? values.output : 'secure-ml-rehearsal.html';
      const file = writeNamed(output, directory, rehearsalPage(here, played, new Date()));
      const use = allowUse(here, played);
      const text = [summaryOf(played), ...idleLines(use), file].join('\n');
      print({ file, ...rehearsalDocument(played, use) }, `\n${text}`);
      if (values.stay) await stay(aws, scratch, say);
      return isRight(played) ? 0 : 1;
    } catch (error) {
      // What ran was stopped under it.
      stopIfInterrupted();
      throw error;
    } finally {
      await aws?.close();
      // Node 20 says nothing of a folder that it could not remove because something was written there meanwhile (ENOTEMPTY).
      await rm(scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    }
  };
  return withAssembly(call, play, { isAgreed: true });
}

/** What the journeys are written for. */
function assertPlayable(settings: string): void {
  const { sensitivity, buckets } = JSON.parse(settings) as {
    sensitivity: string;
    buckets?: Record<string, string> | null;
  };
  const existing = Object.values(buckets ?? {}).filter((each) => each !== 'create');
  if (sensitivity === 'confidential' && existing.length === 0) return;
  const what =
    sensitivity === 'confidential'
      ? `A rehearsal makes every bucket, and ${existing.join(', ')} exist already`
      : `A rehearsal plays confidential repositories, and this one is ${sensitivity}`;
  const fix = 'Rehearse a confidential repository with created buckets: create-secure-ml DIR --yes makes one.';
  throw new Refusal({ code: 'rehearse/answers', what, fix });
}

const isRight = ({ played }: RehearsalRun) => played.every(({ asExpected }) => asExpected);

const proxies = ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'];

async function stay(aws: StandIn, scratch: string, say: Call['say']): Promise<void> {
  const { file, names } = await profiles(aws, scratch);
  say(`\nThe stand-in is up until Ctrl-C. In another terminal:\n  export AWS_CONFIG_FILE=${file}`);
  if (proxies.some((name) => process.env[name])) say('  export NO_PROXY=127.0.0.1');
  const [first] = names;
  say(`  aws s3 cp ml/data/example.csv s3://${aws.arn('raw').split(':').at(-1)}/train/more.csv --profile ${first}`);
  say(`  export AWS_PROFILE=${first}\n  npm run launch -- train`);
  say(`Profiles: ${names.join(', ')}\n`);
  const { onTold } = aws.gate;
  aws.gate.onTold = (told) => {
    onTold(told);
    say(lineOfCall(told));
  };
  await new Promise<void>((resolve) => {
    if (interruption.aborted) resolve();
    interruption.addEventListener('abort', () => resolve());
  });
}
