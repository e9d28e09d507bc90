import { answerKeysOf, answerText, valueAt } from '../answers/keys.ts';
import { gatherOver } from '../answers/sources.ts';
import { invalidAnswers } from '../answers/validate.ts';
import { readLock } from '../baseline/drift.ts';
import { readAnswers } from '../baseline/recorded.ts';
import { lines } from '../lines.ts';
import type { Held } from '../overlay/policy.ts';
import { followingTier, govern } from '../plan/overlays.ts';
import { refusalOf } from '../plan/refuse.ts';
import { assertTurnsOn } from '../plan/turn-on.ts';
import type { Call, Command } from './call.ts';
import { setsOf } from './given.ts';
import { guardOptions } from './guards.ts';

export const options: Command['options'] = { 'keep-overlays': { type: 'boolean' }, ...guardOptions };

export const help = `secure-ml answers

Shows every answer of this repository, and where it comes from: a flag, a file, an overlay, the environment, you, or the default.

  --set KEY=VALUE       change an answer, and merge what follows from it; can be repeated
  --dry-run             show what would change in which file, and write nothing
  --keep-overlays       do not fetch overlays; keep what they have added
  --without-guards      skip the guards against lost buckets and keys, wider access, and controls that are turned off
  --directory, -C DIR   the repository, if it is not the current directory
  --json                print the answers as one JSON document on stdout

Examples
  secure-ml answers
  secure-ml answers --set sensitivity=restricted --dry-run
  secure-ml answers --set alerting.emails=ops@example.com,security@example.com`;

function rulesText(rules: readonly Held[]): string[] {
  const width = (process.stdout.columns ?? 100) - 4;
  return rules.flatMap(({ who, why, locked, waiver }) =>
    lines(`${locked ? 'locked' : 'held'} by ${who}: ${why}. ${waiver}`, width).map((line) => `    ${line}`),
  );
}

export async function run(call: Call): Promise<number> {
  const lock = readLock(call.directory);
  const recorded = readAnswers(call.directory, lock);
  if (call.values.set) {
    const [{ change }, { catalogOf }] = await Promise.all([import('./change.ts'), import('./catalog.ts')]);
    const { answers, sources, problems } = followingTier(gatherOver(recorded, setsOf(call)));
    const catalog = catalogOf(call.directory, lock);
    const all = [...problems, ...invalidAnswers(answers, catalog, recorded.answers)];
    if (all.length > 0) throw refusalOf(all, sources);
    for (const control of catalog)
      if (answers.controls[control.id] && !recorded.answers.controls[control.id]) assertTurnsOn(control, answers);
    return change(call, { what: `Change answers: ${[call.values.set].flat().join(', ')}` });
  }
  const policies = lock.overlays.map(({ policy }) => policy);
  const { held } = govern(recorded, policies);
  const rows = answerKeysOf(recorded.answers).map((key) => ({
    key,
    value: valueAt(recorded.answers, key),
    source: recorded.sources[key] ?? 'default',
    ...(held[key] && { rules: held[key] }),
  }));
  const widest = Math.max(...rows.map(({ key }) => key.length)) + 2;
  const text = rows.flatMap(({ key, value, source, rules = [] }) => [
    `${key.padEnd(widest)}${source.padEnd(13)}${answerText(value)}`,
    ...rulesText(rules),
  ]);
  // A rule on a group, or on an answer that nobody gave yet.
  const others = Object.entries(held).filter(([key]) => !rows.some((row) => row.key === key));
  for (const [key, rules] of others) text.push(key, ...rulesText(rules));
  call.print({ answers: rows, rules: Object.fromEntries(others), problems: recorded.problems }, text.join('\n'));
  return 0;
}
