import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { execa } from 'execa';
import { defaults, tiers } from '../src/answers/answers.ts';
import { controlsFor, readCatalog } from '../src/plan/catalog.ts';
import { render } from '../src/render/render.ts';
import { compareAssemblies } from '../templates/judge/compare/assemblies.ts';
import { diffAccess } from '../templates/judge/compare/diff.ts';
import { decide } from '../templates/judge/decide/decide.ts';
import { identity, noiseOf, options, principal, subjects } from '../test/access-diff/bases.ts';
import { Random } from '../test/access-diff/random.ts';
import { rewrites } from '../test/access-diff/rewrites.ts';
import { wideners } from '../test/access-diff/wideners.ts';

/**
 * How long a comparison takes: ms of processor time, and how many decisions the same run would make in it.
 *   npx tsx bench/access-diff.ts
 */
const templates = resolve(import.meta.dirname, '../templates');

async function synthesize(root: string): Promise<Record<string, string>> {
  const assemblies: Record<string, string> = {};
  for (const sensitivity of tiers) {
    const answers = { ...defaults('bench-ml'), sensitivity };
    const controls = controlsFor(readCatalog(templates), answers);
    const directory = join(root, sensitivity);
    for (const [path, { content }] of render(templates, { answers, controls, version: '0.0.0' })) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), content);
    }
    symlinkSync(resolve(import.meta.dirname, '../node_modules'), join(directory, 'node_modules'));
    await execa('npx', ['tsx', 'infra/app.ts'], { cwd: directory });
    assemblies[sensitivity] = join(directory, 'cdk.out');
  }
  return assemblies;
}

function timed(run: () => void): number {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

function pairTimes(): number[] {
  return Object.values({ ...wideners, ...rewrites }).flatMap((make) =>
    subjects.map((subject, seed) => {
      const random = new Random(seed);
      const { before, after } = make(subject, noiseOf(random), random);
      return timed(() => diffAccess(before, after, options));
    }),
  );
}

function decisionTime(): number {
  const set = identity({ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::raw/*' });
  const request = { principal, action: 's3:GetObject', resourceAccount: options.resourceAccount, context: {} };
  const count = 20_000;
  const all = timed(() => {
    for (let index = 0; index < count; index++)
      decide({ ...request, resource: `arn:aws:s3:::raw/${index % 100}` }, set);
  });
  return all / count;
}

const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const line = (what: string, ms: number, decision: number) =>
  console.log(
    `${what.padEnd(40)} ${ms.toFixed(1).padStart(9)} ms ${Math.round(ms / decision)
      .toLocaleString('en')
      .padStart(9)} decisions`,
  );

const root = mkdtempSync(join(tmpdir(), 'access-diff-'));
try {
  const assemblies = await synthesize(root);
  pairTimes();
  decisionTime();
  const decision = decisionTime();
  const pairs = pairTimes();
  line(`median of ${pairs.length} pairs`, median(pairs), decision);
  line('slowest pair', Math.max(...pairs), decision);
  let all = 0;
  for (const [index, tier] of tiers.entries()) {
    for (const other of [tier, tiers[index + 1]]) {
      if (!other) continue;
      const ms = timed(() => compareAssemblies(assemblies[tier] as string, assemblies[other] as string));
      all += ms;
      line(`${tier} to ${other}`, ms, decision);
    }
  }
  line('all comparisons of the tiers', all, decision);
} finally {
  rmSync(root, { recursive: true, force: true });
}
