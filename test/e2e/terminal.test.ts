import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root, secureMl } from '../program.ts';
import { keys, openTerminal } from '../terminal.ts';
import { place } from './programs.ts';

const scratch = place();
cpSync(join(root, 'examples/bank'), join(scratch, 'bank'), { recursive: true });
const env = { AWS_CONFIG_FILE: '/nonexistent', GIT_CONFIG_GLOBAL: '/dev/null', npm_command: '' };
const open = (name: string) =>
  openTerminal([name, '--org', './bank', '--no-install', '--no-git'], { cwd: scratch, env });

it('what an overlay runs is named and asked about; who does not agree gets nothing', async () => {
  const terminal = open('no-ml');
  expect(await terminal.until('Have you read them?')).toContain('infra/controls/bank-tags/control.ts');
  terminal.type(keys.enter);
  expect(await terminal.exit).toBe(2);
  expect(existsSync(join(scratch, 'no-ml'))).toBe(false);
});

it('locked answers are shown with their rule, others offer what the rules allow, wanted tags are asked for', async () => {
  const terminal = open('bank-ml');
  await terminal.until('Have you read them?');
  terminal.type(`y${keys.enter}`);
  // A search shows its question first, and what it offers a moment later.
  const region = await terminal.until('eu-central-1');
  expect(region).toContain('? Region');
  expect(region).toContain('tags.entity: Example Bank AG');
  expect(region.replaceAll(/\s+/g, ' ')).toContain('bank 1.0.0: Invoices are told apart by legal entity');
  expect(region).not.toContain('us-east-1');
  terminal.type(keys.enter);
  expect(await terminal.until('How sensitive')).not.toMatch(/^\W*public /m);
  terminal.type(keys.enter);
  await terminal.until('Buckets for raw');
  terminal.type(keys.enter);
  await terminal.until('Where do alerts go?');
  terminal.type(keys.enter);
  await terminal.until('E-mail addresses');
  terminal.type(keys.enter);
  await terminal.until('from which severity');
  terminal.type(keys.enter);
  await terminal.until('Tag cost-centre');
  terminal.type(`4711${keys.enter}`);
  await terminal.until('Tag data-owner');
  terminal.type(`ana${keys.enter}`);
  await terminal.until('Customize?');
  terminal.type(keys.enter);
  await terminal.until('Write it?');
  terminal.type(keys.enter);
  expect(await terminal.exit).toBe(0);
  const settings = JSON.parse(readFileSync(join(scratch, 'bank-ml/settings.json'), 'utf8'));
  expect(settings).toMatchObject({
    region: 'eu-central-1',
    tags: { entity: 'Example Bank AG', 'cost-centre': '4711', 'data-owner': 'ana' },
    alerting: { emails: ['soc@bank.example'] },
  });
});

/** A repository without installed tools, made once. */
async function unitsRepository(): Promise<string> {
  const directory = join(scratch, 'units-ml');
  if (existsSync(directory)) return directory;
  const given = ['--set', 'region=eu-west-1', '--set', 'alerting.emails=a@b.example'];
  expect((await secureMl(['units-ml', '--yes', '--no-install', ...given], { cwd: scratch, env })).exitCode).toBe(0);
  return directory;
}

it('in the questions of a unit Escape goes back with what was answered, and Ctrl-C leaves the repository as it was', async () => {
  const cwd = await unitsRepository();
  const words = ['add', 'role', 'score', '--dry-run', '--without-guards'];
  const terminal = openTerminal(words, { cwd, cols: 80, rows: 24, env });
  expect(await terminal.until('? Which kind of job runs')).toContain('Press Escape to go back');
  terminal.type(`${keys.down}${keys.enter}`);
  await terminal.until('? What does it read');
  terminal.type(keys.escape);
  await terminal.until(/What does it read[\s\S]*\? Which kind of job runs/);
  terminal.type(keys.enter);
  await terminal.until(/What does it read[\s\S]*What does it read/);
  terminal.type(keys.enter);
  await terminal.until('? Does it write');
  terminal.type(keys.enter);
  expect(await terminal.until('Fixed cost')).toMatch(/runs +training/);
  expect(await terminal.exit).toBe(0);

  const stopped = openTerminal(words, { cwd, cols: 80, rows: 24, env });
  await stopped.until('? Which kind of job runs');
  stopped.type(keys.interrupt);
  expect(await stopped.exit).toBe(130);
  expect(existsSync(join(cwd, 'infra/units/score'))).toBe(false);
}, 90_000);

it('the questions of a unit and its plan fit into 80 columns and 24 lines, word for word', async () => {
  const cwd = await unitsRepository();
  const terminal = openTerminal(['add', 'bucket', 'labels', '--dry-run', '--without-guards'], {
    ...{ cwd, cols: 80, rows: 24, env },
  });
  for (const question of ['Which roles read it?', 'Which roles write it?', 'A new bucket, or the name of one']) {
    const screen = await terminal.until(question);
    expect(screen.split('\n').length).toBeLessThanOrEqual(24);
    terminal.type(keys.enter);
  }
  // Where a line is broken by the program, its next one begins below the text.
  const plan = await terminal.until('Fixed cost');
  expect(plan).toMatch(/^ {2}Brings {6}bucket, .*\n {14}\S/m);
  expect(plan).toContain('infra/units/labels/ alerts.ts, events.json');
  expect(await terminal.exit).toBe(0);
});
