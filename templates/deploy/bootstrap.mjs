// Deploys the roles that deploy, and the boundary of all roles, as an administrator of the account: npm run bootstrap
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { programs } from '../doctor/programs.mjs';
import { readRepository } from '../doctor/repository.mjs';
import { administered, outdated, ownsBootstrap } from './administered.mjs';
import { confirm } from './ask.mjs';
import { copyOf } from './assembly.mjs';
import { requireJudged } from './judged.mjs';
import { protect } from './protection.mjs';
import { ending, Refused } from './refuse.mjs';
import { reading, targets } from './target.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const say = (/** @type {string} */ line) => console.error(line);

const help = `npm run bootstrap -- [--environment ID] [--write DIR] [--yes]

Deploys the stacks that only an administrator of the account changes, where bootstrap.provider is create: in each region the
roles that deploy (NAME-bootstrap), and the boundary of all roles (NAME-guardrails). The proofs are held on them before.

  --environment ID   this one only
  --write DIR        write the templates there, for somebody who deploys them in another way, and deploy nothing
  --yes              do not ask`;

/** @param {import('./administered.mjs').Administered} stack @param {any} settings @param {string} directory */
function deployStack({ name, region, template }, settings, directory) {
  const file = join(directory, `${name}.${region}.json`);
  writeFileSync(file, JSON.stringify(template));
  const tags = { ...settings.tags, project: settings.name, sensitivity: settings.sensitivity };
  const words = [
    ...['cloudformation', 'deploy', '--stack-name', name, '--region', region, '--template-file', file],
    ...['--capabilities', 'CAPABILITY_NAMED_IAM', '--no-fail-on-empty-changeset'],
    ...['--tags', ...Object.entries(tags).map(([key, value]) => `${key}=${value}`)],
  ];
  const { status } = spawnSync('aws', words, { stdio: ['ignore', 2, 2] });
  if (status !== 0)
    throw new Refused(
      `${name} in ${region} is not deployed`,
      'Use credentials of an administrator of the account (AWS_PROFILE names their profile), then: npm run bootstrap',
    );
  protect({ name, region }, true);
}

ending(async () => {
  const { values } = parseArgs({
    options: {
      environment: { type: 'string' },
      write: { type: 'string' },
      yes: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(help);
    return 0;
  }
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', 'infra/app.ts'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) throw new Refused('The repository does not synthesize', 'npm ci, then npm run synth');
  const copy = copyOf(join(root, 'cdk.out'));
  const scratch = mkdtempSync(join(tmpdir(), 'bootstrap-'));
  try {
    const repository = readRepository(root, copy.directory);
    const { settings } = repository;
    if (!ownsBootstrap(settings))
      throw new Refused(
        "The roles that deploy are those of the account's own bootstrap (bootstrap.provider is existing)",
        `npm run cdk -- bootstrap --qualifier ${settings.bootstrap?.qualifier ?? 'hnb659fds'}`,
      );
    requireJudged(copy.directory, undefined);
    if (values.write) {
      for (const { region, name } of administered({ account: '', settings, stacks: [] }, copy.directory, values.write))
        say(`${name} in ${region}: ${values.write}`);
      return 0;
    }
    for (const { context, environment } of await targets(programs(), repository, values.environment)) {
      const all = administered(context, copy.directory, scratch);
      const stale = await reading(() => outdated(context, all));
      say(`${environment}: account ${context.account}`);
      for (const one of all)
        say(`  ${one.name} in ${one.region}: ${stale.includes(one) ? 'is deployed' : 'stands as it is here'}`);
      if (stale.length === 0) continue;
      if (!values.yes) await confirm('Deploy them with these credentials? Type yes:', 'yes', '--yes');
      for (const one of stale) deployStack(one, settings, scratch);
    }
    return 0;
  } finally {
    copy.remove();
    rmSync(scratch, { recursive: true, force: true });
  }
});
