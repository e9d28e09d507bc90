import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { type Answers, type Tier, tiers } from '../../src/answers/answers.ts';
import { regions } from '../../src/answers/regions.ts';
import { makeScratch } from '../../test/support/variant.ts';
import { awsTools } from '../install.ts';
import { table, today, writePart } from '../page.ts';
import reviewed from './open.json' with { type: 'json' };
import { plantedTransitions } from './planted.ts';
import rules from './rules.json' with { type: 'json' };
import { longestName, openRepository, type Variant, writeVariants } from './synthesize.ts';
import { type Effect, effectsOf } from './transitions.ts';

/** Findings that are known: each has to be there still. */
const open: { rule: string; variant: string; why: string }[] = reviewed;

/** Would AWS take the templates, in every region and tier, and after each change of an answer? Exits with 1 where it would not. */

const { values } = parseArgs({
  options: { region: { type: 'string', multiple: true }, page: { type: 'boolean', default: true } },
  allowNegative: true,
});
const here = new URL('.', import.meta.url).pathname;

const alerting: Answers['alerting'] = {
  emails: ['security@example.com'],
  https: [],
  slack: null,
  topicArn: null,
  minimumSeverity: 'medium',
  watchRegion: 'default',
};

/** The longest answers that create everything. */
const created = (region: string, sensitivity: Tier): Partial<Answers> => ({
  region,
  sensitivity,
  network: 'create',
  alerting,
});

const existing = {
  network: { network: { vpcId: 'vpc-0a1b2c3d4e5f60718', subnetIds: ['subnet-0a1b2c3d', 'subnet-1a2b3c4d'] } },
  buckets: { buckets: { raw: 'acme-raw-data', processed: 'acme-processed-data', artifacts: 'acme-models' } },
  trail: { trail: 'existing' },
  guardduty: { guardduty: 'existing' },
  topic: { alerting: { ...alerting, emails: [], topicArn: 'arn:aws:sns:eu-west-1:111122223333:security' } },
  repository: { repository: 'none' },
} as const satisfies Record<string, Partial<Answers>>;

interface Finding {
  variant: string;
  rule: string;
  where: string;
  what: string;
}

interface Scan {
  blind: string[];
  findings: Finding[];
  asked: string[];
  notAsked: string[];
}

const chosen = values.region ?? Object.keys(regions);
const { directory: scratch, remove } = makeScratch();
try {
  const tools = await awsTools();
  const synthesize = await openRepository(scratch);
  const variants: Variant[] = [];
  const broken: Finding[] = [];
  for (const region of chosen) {
    for (const tier of tiers) {
      const id = `${region} ${tier}`;
      try {
        variants.push(await synthesize(id, created(region, tier)));
      } catch (error) {
        broken.push({
          variant: id,
          rule: 'synthesizes',
          where: region,
          what: (error as Error).message.split('\n')[0] ?? '',
        });
      }
    }
    console.error(`${region}: ${variants.length} synthesized`);
  }
  const folder = join(scratch, 'variants');
  writeVariants(folder, variants);
  const { stdout } = await execa(join(tools, 'python'), [join(here, 'scan.py'), folder], { maxBuffer: 1 << 28 });
  const scan: Scan = JSON.parse(stdout);
  const all = [...broken, ...scan.findings];
  const stands = ({ rule, variant }: Finding) =>
    open.find((one) => one.rule === rule && variant.startsWith(`${one.variant} `));
  const findings = all.filter((finding) => !stands(finding));
  const stale = values.region ? [] : open.filter((one) => !all.some((finding) => stands(finding) === one));

  const home = (tier: Tier) => variants.find(({ id }) => id === `${chosen[0]} ${tier}`) as Variant;
  const changes: [string, Effect[]][] = tiers.flatMap((tier, index) => {
    const next = tiers[index + 1];
    if (!next) return [];
    const change = (from: Tier, to: Tier): [string, Effect[]] => [`${from} to ${to}`, effectsOf(home(from), home(to))];
    return [change(tier, next), change(next, tier)];
  });
  const before = home('confidential');
  for (const [name, answers] of Object.entries(existing)) {
    const after = await synthesize(name, { ...created(before.region, 'confidential'), ...answers } as Partial<Answers>);
    changes.push(
      [`${name}: created to existing`, effectsOf(before, after)],
      [`${name}: existing to created`, effectsOf(after, before)],
    );
  }
  const blind = [...scan.blind, ...plantedTransitions()];
  const failing = changes.flatMap(([change, effects]) =>
    effects.filter(({ fails }) => fails).map(({ rule, what }) => ({ change, rule, what })),
  );

  for (const { rule, variant } of stale) console.error(`stale in open.json: ${rule} ${variant}`);
  for (const rule of blind) console.error(`${rule} does not see its planted fault`);
  for (const line of new Set(findings.map(({ rule, where, what }) => `${rule}: ${where}: ${what}`)))
    console.error(line);
  for (const { change, rule, what } of failing) console.error(`${change}: ${rule}: ${what}`);
  if (values.page && !values.region) writePart('deployability', page(variants, all, scan, changes));
  console.error(
    `${variants.length} variants, ${findings.length} findings, ${changes.length} changes of which ${new Set(failing.map(({ change }) => change)).size} fail, ${blind.length} blind rules`,
  );
  process.exitCode = findings.length + failing.length + blind.length + stale.length > 0 ? 1 : 0;
} finally {
  remove();
}

function page(variants: Variant[], findings: Finding[], scan: Scan, changes: [string, Effect[]][]): string {
  const cell = (region: string, tier: Tier) => {
    const id = `${region} ${tier}`;
    const found = findings.filter(({ variant }) => variant === id);
    if (found.length > 0) return [...new Set(found.map(({ rule }) => rule))].join(', ');
    return variants.some((variant) => variant.id === id) ? 'ok' : 'not synthesized';
  };
  return `## Would AWS take it

\`npm run deployability\`, ${today()}. Every region that is offered in every tier, with everything created and the longest name, is
synthesized once, and each resource is asked three things: is its type in the region (CloudFormation's schemas as cfn-lint packs
them), does the request that makes it pass (botocore's validation, and the lengths, patterns and values of its models, with every
token at its longest), and do the rules below hold, which no schema has. Each rule is first given a fault that was planted for it.
Nothing here was deployed: what only an account can tell is [a list of its own](../templates/docs/live-test.md).

${table(
  ['region', ...tiers],
  chosen.map((region) => [region, ...tiers.map((tier) => cell(region, tier))]),
)}

Requests are checked of ${scan.asked.length} types; of these only their presence in the region is: ${scan.notAsked.map((type) => type.replace('AWS::', '')).join(', ')}.

### What is known and open

${table(
  ['rule', 'where', 'what'],
  open.map(({ rule, variant, why }) => [`\`${rule}\``, variant, why]),
)}

### Rules that no schema has

${table(
  ['rule', 'of', 'why', 'source'],
  rules.map(({ id, types, why, source }) => [`\`${id}\``, types.join(', ').replaceAll('AWS::', ''), why, source]),
)}

### Changes of what is deployed

Exports that stay in use, names that are taken, data that would be deleted: each makes a change fail. A stack that uses what another
one stops exporting goes first, which \`npm run deploy\` sees to. A stack that drops out of the answers stays, and doctor names it
with the command that deletes it.

${table(
  ['change', 'fails', 'goes first', 'stacks that stay'],
  changes.map(([change, effects]) => [
    change,
    told(effects, (one) => one.fails) || 'no',
    told(effects, (one) => one.rule === 'goes-first'),
    told(effects, (one) => one.rule === 'stack-left'),
  ]),
)}
`;
}

function told(effects: Effect[], which: (effect: Effect) => boolean): string {
  const lines = effects
    .filter(which)
    .map(({ what }) => what.replaceAll(`${longestName}-`, '').replace(/ is left$/, ''));
  return lines.join('; ');
}
