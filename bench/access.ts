import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { decide } from '../templates/judge/decide/decide.ts';

/**
 * Decisions a second, beside iam-simulate in the same run on the same cases: `npm run bench:access`.
 * Policies are read before the clock starts; iam-simulate reads them with each question, as it offers no other way.
 * Processor time, so that what else the machine does counts less.
 */
const oracle = new URL('../test/oracle/', import.meta.url);
if (!existsSync(new URL('node_modules', oracle))) {
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: fileURLToPath(oracle), stdio: 'inherit' });
}

type Case = { request: Parameters<typeof decide>[0]; policies: Parameters<typeof decide>[1] };
// By name, because the oracle's package is not installed where this file is only checked.
const load = async (file: string) => import(new URL(file, oracle).href);
const { generate } = (await load('generate.ts')) as { generate: (seed: number) => Case };
const { simulate } = (await load('simulate.ts')) as { simulate: (each: Case) => Promise<unknown> };

const perSecond = async (cases: Case[], rounds: number, ask: (each: Case) => unknown): Promise<number> => {
  const rates: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage();
    for (const each of cases) await ask(each);
    const { user, system } = process.cpuUsage(before);
    rates.push((cases.length * 1e6) / (user + system));
  }
  return rates.sort((a, b) => b - a)[0] ?? 0;
};

const cases = Array.from({ length: 1000 }, (_, index) => generate(index + 1));
const many = Array.from({ length: 20 }, () => cases).flat();
await perSecond(many, 2, ({ request, policies }) => decide(request, policies));
const ours = await perSecond(many, 5, ({ request, policies }) => decide(request, policies));
await perSecond(cases, 1, simulate);
const theirs = await perSecond(cases, 3, simulate);
console.log(`decide        ${Math.round(ours)} decisions a second (best of 5)`);
console.log(`iam-simulate  ${Math.round(theirs)} decisions a second (best of 3)`);
console.log(`ratio         ${(ours / theirs).toFixed(1)}`);
if (ours / theirs < 15) process.exitCode = 1;
