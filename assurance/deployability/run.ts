import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { type Answers, defaults, type Tier, tiers } from '../../src/answers/answers.ts';
import { withValue } from '../../src/answers/keys.ts';
import { regions } from '../../src/answers/regions.ts';
import { invalidAnswers } from '../../src/answers/validate.ts';
import { controlsFor } from '../../src/plan/catalog.ts';
import { makeScratch } from '../../test/support/variant.ts';
import { unitsOf } from '../../test/units/samples.ts';
import { awsTools } from '../install.ts';
import { writePart } from '../page.ts';
import { changed, created, wide } from './answers.ts';
import { unlooked } from './fixed-names.ts';
import reviewed from './open.json' with { type: 'json' };
import { type Finding, type Open, page, type Scan } from './page.ts';
import { plantedTransitions } from './planted.ts';
import { catalog, longestName, openRepository, type Variant, writeVariants } from './synthesize.ts';
import { type CreateOnly, type Effect, effectsOf } from './transitions.ts';
import unasked from './unasked.json' with { type: 'json' };

/** Would AWS take the templates, in every region and tier, and after each change of an answer? Exits with 1 where it would not. */

const { values } = parseArgs({
  options: { region: { type: 'string', multiple: true }, page: { type: 'boolean', default: true } },
  allowNegative: true,
});
const here = new URL('.', import.meta.url).pathname;
/** Findings that are known: each has to be there still. */
const open: Open[] = reviewed;
/** The longest name of each partition. */
const far = ['ap-southeast-4', 'us-gov-east-1', 'cn-northwest-1'];

const chosen = values.region ?? Object.keys(regions);
const { directory: scratch, remove } = makeScratch();
const variants: Variant[] = [];
const broken: Finding[] = [];

type Synthesize = Awaited<ReturnType<typeof openRepository>>;

async function make(synthesize: Synthesize, id: string, given: Partial<Answers>): Promise<void> {
  try {
    variants.push(await synthesize(id, given));
  } catch (error) {
    const what = (error as Error).message.split('\n')[0] ?? '';
    broken.push({ variant: id, rule: 'synthesizes', where: id, what });
  }
}

/** Each control that the tier leaves to the owner, turned on where it is off and off where it is on. */
function controlsTurned(standing: Answers): [string, Answers][] {
  const on = new Set(controlsFor(catalog, standing).map(({ id }) => id));
  return catalog.flatMap(({ id }): [string, Answers][] => {
    const answered = { ...standing, controls: { [id]: !on.has(id) } };
    const may = invalidAnswers(answered, catalog).length === 0;
    return may ? [[`controls.${id}: ${on.has(id) ? 'off' : 'on'}`, answered]] : [];
  });
}

/** Each tier up and down, then each answer changed and changed back, of what is deployed with everything created. */
async function changesOf(
  synthesize: Synthesize,
  region: string,
  createOnly: CreateOnly,
): Promise<[string, Effect[]][]> {
  const home = (tier: Tier) => variants.find(({ id }) => id === `${region} ${tier}`) as Variant;
  const found: [string, Effect[]][] = tiers.flatMap((tier, index) => {
    const next = tiers[index + 1];
    if (!next) return [];
    const change = (from: Tier, to: Tier): [string, Effect[]] => [
      `${from} to ${to}`,
      effectsOf(home(from), home(to), createOnly),
    ];
    return [change(tier, next), change(next, tier)];
  });
  const before = home('confidential');
  const standing = { ...defaults(longestName), ...created(region, 'confidential') } as Answers;
  const answers = Object.entries(changed(region)).map(([key, value]): [string, Answers] => [
    value === null || typeof value === 'object' ? key : `${key}: ${value}`,
    withValue(standing, key, value) as Answers,
  ]);
  for (const [name, answered] of [...answers, ...controlsTurned(standing)]) {
    const after = await synthesize(name, answered);
    found.push(
      [name, effectsOf(before, after, createOnly)],
      [`${name}, and back`, effectsOf(after, before, createOnly)],
    );
  }
  return found;
}

try {
  const tools = await awsTools();
  const synthesize = await openRepository(scratch);
  for (const region of chosen) {
    for (const tier of tiers) await make(synthesize, `${region} ${tier}`, created(region, tier));
    console.error(`${region}: ${variants.length} synthesized`);
  }
  const others: string[] = [];
  for (const region of far.filter((one) => chosen.includes(one))) {
    for (const [name, answers] of Object.entries(wide(region))) {
      for (const tier of ['confidential', 'restricted'] as const) {
        others.push(`${region} ${tier}, ${name}`);
        await make(synthesize, `${region} ${tier}, ${name}`, { ...created(region, tier), ...answers });
      }
    }
    for (const tier of tiers) {
      const units = unitsOf({ ...created(region, tier), repository: 'acme/ml' });
      others.push(`${region} ${tier}, a unit of each kind`);
      await make(await openRepository(scratch, units), `${region} ${tier}, a unit of each kind`, created(region, tier));
    }
    console.error(`${region}: ${variants.length} synthesized, with other answers`);
  }
  const folder = join(scratch, 'variants');
  writeVariants(folder, variants);
  const { stdout } = await execa(join(tools, 'python'), ['-B', join(here, 'scan.py'), folder], { maxBuffer: 1 << 28 });
  const scan: Scan = JSON.parse(stdout);
  const unexplained = scan.notAsked
    .filter((type) => !(type in unasked))
    .map((type) => ({
      variant: 'every',
      rule: 'asked',
      where: type,
      what: 'is neither in api.json nor in unasked.json',
    }));
  const all = [...broken, ...unexplained, ...variants.flatMap(unlooked), ...scan.findings];
  const stands = ({ rule, where, variant }: Finding) =>
    open.find((one) => one.rule === rule && where.endsWith(one.where) && variant.endsWith(one.variant));
  const findings = all.filter((finding) => !stands(finding));
  const stale = values.region ? [] : open.filter((one) => !all.some((finding) => stands(finding) === one));
  const changes = await changesOf(synthesize, chosen[0] ?? '', scan.createOnly);
  const blind = [...scan.blind, ...plantedTransitions()];
  const failing = changes.flatMap(([change, effects]) =>
    effects.filter(({ fails }) => fails).map(({ rule, what }) => ({ change, rule, what })),
  );

  for (const { rule, where } of stale) console.error(`stale in open.json: ${rule} ${where}`);
  for (const rule of blind) console.error(`${rule} does not see its planted fault`);
  const lines = findings.map(({ variant, rule, where, what }) => [`${rule}: ${where}: ${what}`, variant] as const);
  for (const line of new Set(lines.map(([text]) => text))) {
    const where = lines.filter(([text]) => text === line).map(([, variant]) => variant);
    console.error(`${line} (${where.length}: ${where.slice(0, 3).join('; ')})`);
  }
  for (const { change, rule, what } of failing) console.error(`${change}: ${rule}: ${what}`);
  if (values.page && !values.region) {
    const synthesized = variants.map(({ id }) => id);
    const results = { regions: chosen, synthesized, findings, others, scan, open, changes };
    writePart('deployability', page(results));
  }
  console.error(
    `${variants.length} variants, ${findings.length} findings, ${changes.length} changes of which ${new Set(failing.map(({ change }) => change)).size} fail, ${blind.length} blind rules`,
  );
  process.exitCode = findings.length + failing.length + blind.length + stale.length > 0 ? 1 : 0;
} finally {
  remove();
}
