// One hour in a real account: what no template can tell. npm run live-test
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { confirm } from '../deploy/ask.mjs';
import { ending, Refused } from '../deploy/refuse.mjs';
import { reading, targets } from '../deploy/target.mjs';
import { programs } from '../doctor/programs.mjs';
import { placeOf, readRepository } from '../doctor/repository.mjs';
import { chosen, filled, judged } from './step.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const say = (/** @type {string} */ line) => console.error(line);

const help = `npm run live-test -- [--from ID] [--only ID] [--dry-run]

Deploys this repository to the account of your credentials, runs a job of each kind, trips alerts, makes a call that has to be
denied, and takes everything down again. What every step claims and does: docs/live-test.md. About an hour and a few dollars,
mostly for the network while it stands; take an account that holds nothing else. Data, keys and logs stay, as in any deployment.

  --from ID        begin at this step
  --only ID        this step alone; may be repeated
  --engineer PROFILE  the AWS profile of somebody with the role engineer: jobs are started by no other
  --dry-run        print the steps; start nothing
  --output FILE    where the findings go (live-test.json)
  --confirm NAME   the project's name, where nobody can be asked`;

/** @typedef {import('./step.mjs').Step} Step */

/** @type {Step[]} */
const steps = JSON.parse(readFileSync(new URL('steps.json', import.meta.url), 'utf8'));

/** The environment in the project's region, with a profile in place of the credentials. @param {string} home @param {string | undefined} profile */
function environmentOf(home, profile) {
  const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, AWS_SESSION_TOKEN: ___, ...rest } = process.env;
  const region = { AWS_REGION: home, AWS_DEFAULT_REGION: home };
  return profile ? { ...rest, ...region, AWS_PROFILE: profile } : { ...process.env, ...region };
}

/** Starts one command, without a shell. @param {string} command @param {string} region @param {string} [profile] */
function start(command, region, profile) {
  const [program = '', ...words] = command.split(' ');
  const options = {
    cwd: root,
    encoding: /** @type {const} */ ('utf8'),
    maxBuffer: 1 << 28,
    shell: process.platform === 'win32',
  };
  const env = environmentOf(region, profile);
  const { status, stdout, stderr } = spawnSync(program, words, { ...options, env, stdio: ['ignore', 'pipe', 'pipe'] });
  return { status: status ?? 1, output: `${stdout ?? ''}${stderr ?? ''}` };
}

const pause = (/** @type {number} */ seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/** Physical ids by stack and logical id, once something stands: {id:data:Raw}. @param {any} asked @param {any} repository */
async function idsOf(asked, repository) {
  const [target] = await targets(asked, repository, undefined);
  const stacks = target ? await reading(target.context.deployed) : [];
  const prefix = `${repository.settings.name}-`;
  return Object.fromEntries(
    stacks.flatMap((/** @type {import('../doctor/stacks.mjs').Deployed} */ { name, resources }) =>
      [...resources].map(([key, logical]) => [
        `id:${name.slice(prefix.length)}:${logical}`,
        key.slice(key.indexOf(' ') + 1),
      ]),
    ),
  );
}

/** How many messages the topics got since a time: CloudWatch tells it after some minutes. @param {any} ids @param {string} region @param {Date} since */
function messages(ids, region, since) {
  const topic = ids['id:audit:Alerts']?.split(':').at(-1);
  const words = `aws cloudwatch get-metric-statistics --namespace AWS/SNS --metric-name NumberOfMessagesPublished --dimensions Name=TopicName,Value=${topic} --start-time ${since.toISOString()} --end-time ${new Date().toISOString()} --period 60 --statistics Sum --query sum(Datapoints[].Sum) --output text --region ${region}`;
  return Number.parseFloat(start(words, region).output) || 0;
}

/** @param {Step} step @param {Record<string, string>} values @param {any} asked @param {any} repository */
async function perform(step, values, asked, repository) {
  if (step.by) return { result: 'by hand', output: step.by };
  const profile = step.as && values[`profile:${step.as}`];
  if (step.as && !profile) return { result: 'not run', output: `Name a profile of that role: --${step.as} PROFILE` };
  if (step.wait) await pause(step.wait);
  const since = new Date();
  const ids = step.run?.some((command) => command.includes('{id:')) || step.alert ? await idsOf(asked, repository) : {};
  const known = Object.assign(values, ids);
  /** @type {{ status: number, output: string }} */
  let last = { status: 0, output: '' };
  for (const command of step.run ?? []) {
    const typed = filled(command, known);
    if (!typed) return { result: 'not run', output: `${last.output}${command}: what it names does not stand` };
    say(`    ${typed}`);
    last = start(typed, String(values.region), profile);
    for (const [name, pattern] of Object.entries(step.keep ?? {})) {
      const found = new RegExp(pattern).exec(last.output)?.[1];
      if (found) known[name] = found;
    }
  }
  for (const command of step.clean ?? []) {
    const typed = filled(command, known);
    if (typed) start(typed, String(values.region));
  }
  const result = judged(step, last);
  if (!step.alert || result !== 'as claimed') return { result, output: last.output };
  // The event, the message and the metric take some minutes.
  for (let minute = 0; minute < 8; minute += 1) {
    await pause(60);
    if (messages(known, String(values.region), since) > 0) return { result, output: last.output };
  }
  return { result: 'differs', output: `No message within 8 minutes.\n${last.output}` };
}

ending(async () => {
  const { values } = parseArgs({
    options: {
      from: { type: 'string' },
      only: { type: 'string', multiple: true },
      'dry-run': { type: 'boolean' },
      engineer: { type: 'string' },
      output: { type: 'string', default: 'live-test.json' },
      confirm: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(help);
    return 0;
  }
  const repository = readRepository(root);
  const { name, region, sensitivity, alerting } = repository.settings;
  const todo = chosen(steps, { from: values.from, only: values.only, tier: sensitivity, root });
  if (todo.length === 0)
    throw new Refused('There is no such step', `Use one of: ${steps.map(({ id }) => id).join(', ')}`);
  if (values['dry-run']) {
    for (const { id, claim, run = [], by } of todo)
      console.log([`${id}: ${claim}`, ...run, ...(by ? [by] : [])].join('\n    '));
    return 0;
  }
  const asked = programs();
  const [target] = await targets(asked, repository, undefined);
  const account = target?.context.account;
  say(`It deploys ${name} to account ${account} in ${region}, and takes it down again. About an hour, a few dollars.`);
  if (values.confirm !== name) await confirm('Type the name of the project to begin:', name, `--confirm ${name}`);
  const global = placeOf(region).global;
  /** @type {Record<string, string>} */
  const known = {
    ...(values.engineer && { 'profile:engineer': values.engineer }),
    name,
    region,
    account,
    globalRegion: global,
    watchRegion: alerting?.watchRegion ?? (region === global ? 'us-west-2' : global),
  };
  const findings = [];
  for (const step of todo) {
    say(`${step.id}: ${step.claim}`);
    const started = Date.now();
    const { result, output } = await perform(step, known, asked, repository);
    say(`  ${result}`);
    findings.push({
      step: step.id,
      claim: step.claim,
      result,
      seconds: Math.round((Date.now() - started) / 1000),
      output: output.slice(-4000),
    });
    // Written after each step: what was found is not lost where one never ends.
    writeFileSync(
      values.output,
      `${JSON.stringify({ date: new Date().toISOString(), region, sensitivity, findings }, null, 2)}\n`,
    );
  }
  const differing = findings.filter(({ result }) => result === 'differs');
  say(
    `\n${findings.length - differing.length} of ${findings.length} steps went as claimed or were left to you; ${values.output} has what was seen. Read it before you send it: it names your account.`,
  );
  return differing.length > 0 ? 1 : 0;
});
