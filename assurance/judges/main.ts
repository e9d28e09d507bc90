import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installJudges, type Judges } from '../install.ts';
import { readReviewed, review } from '../reviewed.ts';
import { sampleSubject } from '../sample.ts';
import { synthesize } from '../synthesize.ts';
import { withVariants } from '../variants.ts';
import { judges, synthesized } from './all.ts';
import type { Finding, Subject } from './judge.ts';
import { type Judgement, writeJudgePart } from './part.ts';
import { plant } from './planted.ts';

/** Every judge on a planted fault, then on every variant; exits with 1 where a finding is in no list, or an entry is stale. */

async function plantedFaults(installed: Judges): Promise<string[]> {
  const directory = mkdtempSync(join(tmpdir(), 'planted-'));
  try {
    const subject = plant(directory);
    const blind: string[] = [];
    for (const judge of judges) {
      const findings = await judge.find(subject, installed);
      if (!findings.some(({ rule }) => rule === judge.planted)) blind.push(judge.id);
    }
    return blind;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Findings once each: some judges say the same of every action of a statement. */
function unique(findings: Finding[]): Finding[] {
  return [...new Map(findings.map((one) => [`${one.judge} ${one.rule} ${one.where}`, one])).values()];
}

async function judgeAll(subject: Subject, installed: Judges): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const { find } of judges) found.push(...(await find(subject, installed)));
  return unique(found);
}

/** The judges of what is synthesized, on the public sample: it has no workflows, Python or events. */
async function sampleFindings(installed: Judges): Promise<Finding[]> {
  const directory = mkdtempSync(join(tmpdir(), 'sample-'));
  try {
    const subject = await sampleSubject(directory, installed.python);
    const found: Finding[] = [];
    for (const { find } of synthesized) found.push(...(await find(subject, installed)));
    return unique(found);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const { values } = parseArgs({ options: { findings: { type: 'string' } } });
const installed = await installJudges();
const blind = await plantedFaults(installed);
const judgements = await withVariants(['created', 'existing'], async (variants) => {
  const done: Judgement[] = [];
  for (const variant of variants) {
    const findings = await judgeAll(await synthesize(variant.directory), installed);
    console.error(`${variant.tier}, ${variant.resources}: ${findings.length} findings`);
    done.push({ variant, findings });
  }
  return done;
});

const said = judgements.flatMap(({ variant, findings }) =>
  findings.map(({ judge, rule, where, what }) => ({
    by: judge,
    rule,
    where: `${variant.tier}/${variant.resources} ${where}`,
    what,
  })),
);
if (values.findings) writeFileSync(values.findings, JSON.stringify(said, null, 1));
const result = review(said, readReviewed('accepted.json'));
const sampled = await sampleFindings(installed);
const versions = await Promise.all(judges.map(async ({ id, version }) => ({ id, version: await version(installed) })));
writeJudgePart(versions, judgements, result, sampled);

for (const id of blind) console.error(`${id} does not find the planted fault`);
for (const { by, rule, where, what } of result.open) console.error(`${by} ${rule} ${where}: ${what}`);
for (const { by, rule, where } of result.stale) console.error(`stale in accepted.json: ${by} ${rule} ${where}`);
process.exitCode = blind.length + result.open.length + result.stale.length > 0 ? 1 : 0;
