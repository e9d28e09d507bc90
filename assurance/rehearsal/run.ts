import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { summaryOf } from '../../src/commands/rehearsal-page.ts';
import { decidedBy } from '../../src/judging/rehearsed.ts';
import { tables } from '../../src/operations/tables.ts';
import { allowUse } from '../../src/rehearse/idle.ts';
import { answerOf } from '../../src/rehearse/step.ts';
import { venv } from '../install.ts';
import { writePart } from '../page.ts';
import { commandsOf } from './commands.ts';
import { type Found, partOf, type Rehearsal } from './part.ts';
import { type Plant, planted, plants } from './plants.ts';
import { played, type Tools } from './played.ts';
import { allowing, lost, without } from './replay.ts';

/**
 * `npm run rehearsal`: the map of operations is what the SDK's models say; in both sign-ins everything of a rehearsal goes as it
 * should, with training started through the toolkit of AWS's containers; its decisions are the judge's; each allow that one of them rests on is missed once it is gone; faults that are planted are
 * found; the command works without a network, twice at once, and stops at any time with nothing left. Writes its part of
 * docs/assurance.md. `npm run rehearsal -- --sign-ins` plays the two sign-ins alone, and writes nothing.
 */
const root = new URL('../..', import.meta.url).pathname;
const here = new URL('.', import.meta.url).pathname;

function expectThat(what: string, holds: boolean): boolean {
  console.log(`  ${holds ? '✓' : '✗'} ${what}`);
  if (!holds) process.exitCode = 1;
  return holds;
}

async function repositoryFor(scratch: string, signIn: string, python: string): Promise<string> {
  const directory = join(scratch, signIn);
  const words = ['--yes', '--no-install', '--no-git', '--set', 'name=my-ml', '--set', 'region=eu-west-1'];
  const more = ['--set', 'alerting.emails=a@example.com', '--set', `people.signIn=${signIn}`];
  await execa('npx', ['tsx', join(root, 'src/bin.ts'), directory, ...words, ...more], { cwd: root });
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
  symlinkSync(join(python, '..'), join(directory, 'ml/.venv'));
  await execa('npm', ['run', '-s', 'synth'], { cwd: directory, env: { CDK_VALIDATION: 'false' } });
  return directory;
}

async function foundIn(repository: string, plant: Plant, tools: Tools): Promise<Found> {
  const { run } = await planted(repository, plant, () => played(repository, tools, ({ asExpected }) => !asExpected));
  const last = run.played.at(-1);
  const said = last ? (answerOf(last) ?? '') : '';
  const isFound = last?.asExpected === false && last.step.title === plant.stops && plant.says.test(said);
  expectThat(`${plant.title}: ${last?.step.title}: ${said || 'goes through'}`, isFound);
  return { title: plant.title, stops: plant.stops, says: said || 'an attack that goes through', isFound };
}

async function rehearsalOf(signIn: string, repository: string, tools: Tools): Promise<Rehearsal> {
  console.log(signIn);
  const { aws, standIn, run, throughToolkit } = await played(repository, tools, () => false);
  // The toolkit of AWS's containers leaves this word where a program succeeds.
  expectThat('the training job started through sagemaker-training', throughToolkit);
  const wrong = run.played
    .filter(({ asExpected }) => !asExpected)
    .map(({ step, stopped }) => `\n    ${step.title}: ${stopped}`);
  expectThat(`${summaryOf(run).replace('\n', ' ')} ${wrong.join('')}`, wrong.length === 0);
  const verdicts = standIn.gate.told.flatMap((told) => told.verdicts);
  const other = verdicts.filter(({ asking, decision }) => decidedBy(aws.model, asking).verdict !== decision.verdict);
  expectThat(`${verdicts.length} decisions are those of the judge on the same templates`, other.length === 0);
  const used = [...allowing(verdicts)];
  const missed = used.filter((statement) => lost(without(aws.model, statement), verdicts).length === 0);
  const needed = used.length - missed.length;
  expectThat(
    `${needed} of ${used.length} allows are missed once they are gone ${missed.join(', ')}`,
    missed.length === 0,
  );
  const { called, needed: elsewhere, idle } = allowUse(aws, run);
  const unshown = elsewhere.filter(({ unverified }) => unverified).map(({ statement }) => statement);
  expectThat(
    `${called.length} allows of roles are needed by calls, ${elsewhere.length} by journeys and services (${unshown.length} of them by a call that no page shows: ${unshown.join(', ')}), ${idle.length} by nothing known ${idle.map(({ statement }) => statement).join(', ')}`,
    idle.length === 0,
  );
  const steps = run.played.map(({ step }) => step.expects);
  return {
    signIn,
    people: steps.filter((each) => each === 'goes through').length,
    attacks: steps.filter((each) => each !== 'goes through').length,
    calls: standIn.gate.told.length,
    decisions: verdicts.length,
    ...{ used: used.length, needed, elsewhere: elsewhere.length, unshown, idle: idle.length },
    seconds: run.milliseconds / 1000,
  };
}

const { values } = parseArgs({ options: { 'sign-ins': { type: 'boolean' } } });
const python = await venv('../templates/ml/requirements.txt');
const toolkits = await venv('users/requirements.txt');
const motoBin = await venv('../src/rehearse/requirements.txt');
const models = await execa(join(motoBin, 'python'), [join(here, 'models.py')], {
  input: JSON.stringify(tables),
  reject: false,
});
expectThat(`the map of operations is what the SDK says: ${models.stdout.trim()}`, models.exitCode === 0);
const scratch = mkdtempSync(join(tmpdir(), 'secure-ml-rehearsal-'));
try {
  const tools = { scratch, bin: python, motoBin };
  const repositories = new Map<string, string>();
  for (const signIn of ['identity-center', 'iam-users']) {
    repositories.set(signIn, await repositoryFor(scratch, signIn, python));
  }
  const rehearsals: Rehearsal[] = [];
  for (const [signIn, repository] of repositories) {
    rehearsals.push(await rehearsalOf(signIn, repository, { ...tools, bin: toolkits }));
  }
  const [repository = '', other = ''] = repositories.values();
  const found: Found[] = [];
  if (!values['sign-ins']) {
    console.log('planted');
    for (const plant of plants) found.push(await foundIn(repository, plant, tools));
    console.log('the command');
  }
  const commands = values['sign-ins'] ? [] : await commandsOf(repository, other, expectThat);
  const rest = await execa('pgrep', ['-f', scratch], { reject: false });
  expectThat('no process is left', rest.stdout.trim() === '');
  if (!values['sign-ins'])
    writePart('rehearsal', partOf({ models: models.stdout.trim(), rehearsals, found, commands }));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
