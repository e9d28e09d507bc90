import type { Sourced } from '../answers/answers.ts';
import { answerKeys, textOf, valueAt } from '../answers/keys.ts';
import { readRecorded } from '../answers/recorded.ts';
import { fromSets, gatherOver } from '../answers/sources.ts';
import { problemsOf } from '../answers/validate.ts';
import { templates } from '../package.ts';
import { readCatalog } from '../plan/catalog.ts';
import { refusalOf } from '../plan/refuse.ts';
import { apply } from './apply.ts';
import type { Call, Command } from './call.ts';

export const options: Command['options'] = {};

export const help = `secure-ml answers

Every answer of this repository, with who gave it: flag, file, overlay, environment, you, or the default.

  --set KEY=VALUE       change an answer and merge what follows from it; may be repeated
  --directory, -C DIR   the repository, where it is not the current directory
  --json                the answers as one JSON document on stdout

Examples
  secure-ml answers
  secure-ml answers --set sensitivity=restricted
  secure-ml answers --set alerting.emails=ops@example.com,security@example.com`;

function keysOf({ answers }: Sourced): string[] {
  return [...answerKeys, ...Object.keys(answers.controls).map((id) => `controls.${id}`)];
}

export async function run(call: Call): Promise<number> {
  const recorded = readRecorded(call.directory);
  const texts = Array.isArray(call.values.set) ? call.values.set.map(String) : [];
  const gathered = gatherOver(recorded, fromSets(texts));
  const problems = [...gathered.problems, ...problemsOf(gathered.answers, readCatalog(templates))];
  if (problems.length > 0) throw refusalOf(problems, gathered.sources);
  if (texts.length > 0) return apply(gathered, call);
  const rows = keysOf(gathered).map((key) => ({
    key,
    value: valueAt(gathered.answers, key),
    source: gathered.sources[key] ?? 'default',
  }));
  const widest = Math.max(...rows.map(({ key }) => key.length)) + 2;
  const text = rows
    .map(({ key, value, source }) => `${key.padEnd(widest)}${source.padEnd(13)}${textOf(value)}`)
    .join('\n');
  call.print({ answers: rows }, text);
  return 0;
}
