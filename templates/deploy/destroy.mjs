// Takes the stacks of one environment down, and keeps data, keys and evidence: npm run destroy
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { programs } from '../doctor/programs.mjs';
import { readRepository } from '../doctor/repository.mjs';
import { usable } from '../doctor/stacks.mjs';
import { confirm } from './ask.mjs';
import { copyOf, protectStanding } from './assembly.mjs';
import { cdk } from './cdk.mjs';
import { inventoryOf, told } from './inventory.mjs';
import { protect } from './protection.mjs';
import { ending, Refused } from './refuse.mjs';
import { reading, targets } from './target.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const say = (/** @type {string} */ line) => console.error(line);

const help = `npm run destroy -- --environment ID

Deletes the stacks of an environment in the account of your credentials. Buckets, keys, log groups and secrets stay where they
are, with everything in them; what that costs is shown before anything is deleted.

  --environment ID     which one, where there are several
  --assembly DIR       the synthesized templates that name the stacks (cdk.out)
  --confirm NAME       the project's name, where nobody can be asked`;

/** @param {import('../doctor/stacks.mjs').Deployed[]} stacks */
function refuseForeign(stacks) {
  const named = stacks
    .filter(({ foreign }) => foreign)
    .map((one) => `  ${one.name} in ${one.region} is of ${one.foreign}`);
  if (named.length === 0) return;
  throw new Refused(
    `It would delete what this repository did not deploy:\n${named.join('\n')}`,
    'Take them down where they were deployed from. A name of this project was taken twice: npm run doctor',
  );
}

/** @param {import('../doctor/stacks.mjs').Deployed[]} stacks */
function refuseLoss(stacks, /** @type {import('./inventory.mjs').Inventory} */ { lost }) {
  if (lost.length === 0) return stacks;
  const named = lost.map(({ stack, type, logical, physical }) => `  ${stack}: ${type} ${logical} (${physical})`);
  throw new Refused(
    `It would delete data:\n${named.join('\n')}`,
    'Give each DeletionPolicy: Retain (RemovalPolicy.RETAIN) and deploy that first, or delete it yourself.',
  );
}

ending(async () => {
  const { values } = parseArgs({
    options: {
      environment: { type: 'string' },
      assembly: { type: 'string' },
      confirm: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(help);
    return 0;
  }
  const copy = copyOf(values.assembly ?? join(root, 'cdk.out'));
  try {
    const repository = readRepository(root, copy.directory);
    const asked = programs();
    const [target, ...others] = await targets(asked, repository, values.environment);
    if (!target) return 0;
    if (others.length > 0)
      throw new Refused('This account has several environments', `Name one: --environment ${target.environment}`);
    const { context, environment } = target;
    const deployed = await reading(context.deployed);
    if (deployed.length === 0) {
      say(`Nothing of ${repository.settings.name} is deployed in account ${context.account}`);
      return 0;
    }
    refuseForeign(deployed);
    const inventory = await reading(() => inventoryOf(context, deployed));
    refuseLoss(deployed, inventory);
    say(
      `${environment}: account ${context.account}, ${deployed.map((/** @type {any} */ { name }) => name).join(', ')}`,
    );
    say(told(inventory).join('\n'));
    const { name } = repository.settings;
    if (values.confirm !== name) {
      if (values.confirm)
        throw new Refused(`The project is called ${name}, and not ${values.confirm}`, `Add --confirm ${name}`);
      await confirm('Type the name of the project to delete these stacks:', name, `--confirm ${name}`);
    }
    protectStanding(copy.directory, new Set());
    const selectors = context.stacks.map((/** @type {any} */ { selector }) => selector);
    const named = new Set(context.stacks.map((/** @type {any} */ stack) => `${stack.name} ${stack.region}`));
    for (const stack of deployed)
      if (stack.protected && named.has(`${stack.name} ${stack.region}`)) protect(stack, false);
    const { status } = cdk(['destroy', '--app', copy.directory, '--force', ...selectors]);
    return await afterwards(status, asked, repository, environment);
  } finally {
    copy.remove();
  }
});

/** Protects what still stands, and says what no answer names any more. @param {number} status @param {any} asked @param {any} repository @param {string} environment */
async function afterwards(status, asked, repository, environment) {
  const [target] = await targets(asked, repository, environment);
  const left = target ? await reading(target.context.deployed) : [];
  for (const stack of left) {
    if (usable.test(stack.status) && !stack.protected) protect(stack, true);
    const where = `--stack-name ${stack.name} --region ${stack.region}`;
    const lift = `aws cloudformation update-termination-protection --no-enable-termination-protection ${where}`;
    const named = target?.context.stacks.some((/** @type {any} */ { name }) => name === stack.name);
    say(`${stack.name} (${stack.status}) still stands`);
    say(
      named
        ? `  aws cloudformation describe-stack-events ${where}`
        : `  ${lift}; aws cloudformation delete-stack ${where}`,
    );
  }
  if (left.length === 0)
    say(
      'All stacks are deleted. To deploy again with the log groups and secrets that stayed: npm run deploy -- --import',
    );
  return status === 0 && left.length === 0 ? 0 : 1;
}
