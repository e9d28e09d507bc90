// Deploys what was judged, one environment at a time: npm run deploy

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { acceptedIn } from '../doctor/accepted.mjs';
import { accountChecks } from '../doctor/account.mjs';
import { lookAt } from '../doctor/check.mjs';
import { deployedChecks } from '../doctor/deployed.mjs';
import { nameChecks, projectCheck } from '../doctor/names.mjs';
import { neighbourChecks, siblingCheck } from '../doctor/neighbours.mjs';
import { networkChecks } from '../doctor/network.mjs';
import { programs } from '../doctor/programs.mjs';
import { quotaChecks } from '../doctor/quotas.mjs';
import { readRepository } from '../doctor/repository.mjs';
import { broken, screen, told } from '../doctor/screen.mjs';
import { failedFirst, hindrance, stackChecks, usable } from '../doctor/stacks.mjs';
import { administered, outdated, ownsBootstrap } from './administered.mjs';
import { confirm } from './ask.mjs';
import { copyOf, protectStanding } from './assembly.mjs';
import { cdk } from './cdk.mjs';
import { commitLine } from './commit.mjs';
import { deployedTemplate } from './inventory.mjs';
import { requireJudged } from './judged.mjs';
import { networkMoves } from './network-moves.mjs';
import { importersFirst } from './order.mjs';
import { planOf } from './plan.mjs';
import { deleteStack, protect } from './protection.mjs';
import { ending, Refused } from './refuse.mjs';
import { aboutRules } from './refused-rules.mjs';
import { reading, targets } from './target.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const say = (/** @type {string} */ line) => console.error(line);
/** Columns of the terminal; where there is none, nothing is broken into lines. */
const width = process.stderr.columns ?? Number.POSITIVE_INFINITY;

const help = `npm run deploy -- [--environment ID] [--yes]

Deploys what the proofs were held on, one environment at a time, in their order, to the account of your credentials.

  --environment ID     this one only
  --assembly DIR       an assembly that exists, instead of synthesizing one
  --judged DIGEST      what another job judged (node deploy/assembly.mjs DIR), instead of judging here
  --import             adopt what an earlier try or deployment left: log groups and secrets whose names are taken
  --despite ID         go on though this check of doctor finds something; may be repeated
  --yes                do not ask`;

/** What would fail half way is found before. Names that --import adopts do not hinder. @param {any} context @param {string[]} despite */
async function refuseHindrances(context, despite) {
  const subscribers = deployedChecks.filter(({ id }) => id === 'subscribers');
  const before = [...accountChecks, ...quotaChecks, ...networkChecks, ...nameChecks];
  const checks = [...before, ...neighbourChecks, siblingCheck, projectCheck, ...subscribers];
  const part = await lookAt(
    `Account ${context.account}`,
    checks.filter(({ id }) => !despite.includes(id)),
    context,
  );
  // A subscription that waits is told afterwards; nobody to be told at all is a reason to stop.
  const errors = part.checks.map((check) => ({
    ...check,
    findings: check.findings.filter(({ level, what }) => level === 'error' && !/not confirmed/.test(what)),
  }));
  const found = errors.filter(({ findings }) => findings.length > 0);
  if (found.length === 0) return;
  const text = found.flatMap(({ id, findings }) =>
    findings.flatMap((finding) => [...told(finding, '✗', width), `      (to go on all the same: --despite ${id})`]),
  );
  throw new Refused(
    `The deployment would fail, or nobody would hear of it:\n${text.join('\n')}`,
    'Nothing was changed. All that was looked at: npm run doctor',
  );
}

/** CloudFormation would refuse a change of these, after others were changed. @param {any} context @param {any[]} deployed */
function refuseStuck({ stacks }, deployed) {
  const ours = new Set(stacks.map((/** @type {any} */ { name, region }) => `${name} ${region}`));
  const found = deployed
    .filter(({ name, region }) => ours.has(`${name} ${region}`))
    .flatMap((one) => hindrance(one) ?? []);
  if (found.length === 0) return;
  throw new Refused(
    `Not every stack can be changed:\n${found.flatMap((one) => told(one, '✗', width)).join('\n')}`,
    'Nothing was changed.',
  );
}

/** A first try that failed left stacks that can only be deleted. The CDK does it where it was rolled back, once their protection is off. @param {any[]} deployed */
async function liftFailed(deployed) {
  for (const stack of deployed.filter(({ status }) => failedFirst.test(status))) {
    say(`${stack.name} failed when it was first created: it is deleted and made again`);
    if (stack.protected) protect(stack, false);
    if (stack.status === 'CREATE_FAILED') deleteStack(stack);
  }
}

/** What has to be deployed by itself before the rest; a change that CloudFormation would refuse half way is refused here. @param {any} context @param {any[]} standing */
async function firstOf({ aws, stacks }, standing) {
  const read = standing.map(async ({ name, region }) => [
    `${name} ${region}`,
    await deployedTemplate(aws, name, region),
  ]);
  const before = new Map(/** @type {any} */ (await Promise.all(read)));
  const moves = networkMoves(stacks, before);
  if (moves.length > 0)
    throw new Refused(
      `A network that stands cannot move to other zones or another range:\n${moves.map((line) => `  ${line}`).join('\n')}`,
      'Answer zones and networkCidr as they were, or take the environment down first: docs/runbooks/take-it-down.md',
    );
  const { first, stuck } = importersFirst(stacks, before);
  if (stuck.length === 0) return first;
  throw new Refused(
    `An export that is in use would go, and CloudFormation refuses that:\n${stuck.map((line) => `  ${line}`).join('\n')}`,
    'Deploy once with both: keep the export (stack.exportValue) until nothing imports it, then take it away.',
  );
}

/** What deploys may not change the roles that deploy; a job that installs no packages is told by CloudFormation. @param {any} context @param {string} assembly */
async function refuseOutdated(context, assembly) {
  const scratch = mkdtempSync(join(tmpdir(), 'bootstrap-'));
  try {
    const stale = await reading(() => outdated(context, administered(context, assembly, scratch)));
    if (stale.length === 0) return;
    const named = stale.map(({ name, region }) => `  ✗ ${name} in ${region}`);
    throw new Refused(
      `What an administrator deploys is not as these templates need it:\n${named.join('\n')}`,
      'Nothing was changed. An administrator of the account types: npm run bootstrap',
    );
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** @param {import('./target.mjs').Target} target @param {any} values @param {string} assembly */
async function deployTo(target, values, assembly) {
  const { context, environment } = target;
  const deployed = await reading(context.deployed);
  refuseStuck(context, deployed);
  const accepted = acceptedIn(root, new Date().toISOString().slice(0, 10)).keys();
  await refuseHindrances(context, [
    ...accepted,
    ...(values.despite ?? []),
    ...(values.import ? ['names', 'secrets'] : []),
  ]);
  if (ownsBootstrap(context.settings) && !values.judged) await refuseOutdated(context, assembly);
  const standing = deployed.filter((/** @type {any} */ { status }) => usable.test(status));
  protectStanding(assembly, new Set(standing.map((/** @type {any} */ { name, region }) => `${name} ${region}`)));
  const diff = (/** @type {string[]} */ selectors) =>
    cdk(['diff', '--app', assembly, '--no-change-set', ...selectors], { quiet: true }).output;
  const first = await reading(() => firstOf(context, standing));
  const [head = '', ...rest] = planOf(target, deployed, diff).lines;
  const below = [...(values.assembly ? [] : commitLine(root)), ...rest];
  const shown = below.flatMap((line) => {
    const [word = '', ...what] = line.trim().split(' ');
    return broken(what.join(' '), `  ${word} `, width);
  });
  say([head, ...shown].join('\n'));
  for (const { name } of first) say(`  ${name} goes first: it still uses what another stack stops exporting`);
  if (!values.yes) await confirm(`Deploy to ${environment}? Type yes:`, 'yes', '--yes');
  await liftFailed(deployed);
  const words = ['deploy', '--app', assembly, '--require-approval', 'never', '--progress', 'events'];
  if (values.import) words.push('--import-existing-resources');
  const runs = [
    ...first.map(({ selector }) => ['--exclusively', selector]),
    context.stacks.map((/** @type {any} */ { selector }) => selector),
  ];
  for (const more of runs) {
    const { status } = cdk([...words, ...more]);
    if (status === 0) continue;
    for (const line of aboutRules(context.stacks)) say(line);
    return status;
  }
  return 0;
}

/** @param {import('./target.mjs').Target} target @param {import('../doctor/repository.mjs').Repository} repository @param {import('../doctor/programs.mjs').Programs} asked */
async function afterwards(target, repository, asked) {
  const [{ context } = target] = await targets(asked, repository, target.environment);
  for (const stack of await reading(context.deployed))
    if (usable.test(stack.status) && !stack.protected) protect(stack, true);
  const [fresh = target] = await targets(asked, repository, target.environment);
  const part = await lookAt(
    `What is deployed in ${target.environment}`,
    [...stackChecks, ...deployedChecks],
    fresh.context,
  );
  say(`\n${screen({ parts: [part] })}`);
}

ending(async () => {
  const { values } = parseArgs({
    options: {
      environment: { type: 'string' },
      assembly: { type: 'string' },
      judged: { type: 'string' },
      import: { type: 'boolean' },
      despite: { type: 'string', multiple: true },
      yes: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(help);
    return 0;
  }
  if (!values.assembly) {
    const { status } = spawnSync(process.execPath, ['--import', 'tsx', 'infra/app.ts'], {
      cwd: root,
      stdio: ['ignore', 2, 2],
    });
    if (status !== 0) throw new Refused('The repository does not synthesize', 'npm ci, then npm run synth');
  }
  const copy = copyOf(values.assembly ?? join(root, 'cdk.out'));
  try {
    requireJudged(copy.directory, values.judged);
    const repository = readRepository(root, copy.directory);
    const asked = programs();
    for (const target of await targets(asked, repository, values.environment)) {
      const status = await deployTo(target, values, copy.directory);
      if (status !== 0) {
        say(`\n${target.environment} is not deployed. What to do: docs/runbooks/first-deployment-failed.md`);
        return 1;
      }
      await afterwards(target, repository, asked);
    }
    return 0;
  } finally {
    copy.remove();
  }
});
