import { surroundings } from '../answers/environment.ts';
import { readAnswersFile } from '../answers/file.ts';
import { from, fromSets, type Gathered, type GivenAnswer } from '../answers/sources.ts';
import { type AnswerFinding, invalidAnswers, reachesSomebody } from '../answers/validate.ts';
import type { Finding } from '../finding.ts';
import type { SaidByGit } from '../git/run.ts';
import type { Overlay } from '../overlay/overlay.ts';
import { overlayDefaults } from '../overlay/policy.ts';
import type { Declaration } from '../plan/catalog.ts';
import { refusalOf, refusalOfRules } from '../plan/refuse.ts';
import { Refusal } from '../refusal.ts';
import type { Call } from './call.ts';

const list = (value: Call['values'][string]): string[] =>
  Array.isArray(value) ? value.map(String) : value ? [String(value)] : [];

/** What was given, weakest first. `said`: by git, of the person. */
export function givenBy(
  { values }: Call,
  target: string,
  overlays: readonly Overlay[],
  said: SaidByGit,
): GivenAnswer[] {
  const flags = (['name', 'region', 'sensitivity'] as const).flatMap((key): [string, unknown][] =>
    typeof values[key] === 'string' ? [[key, values[key]]] : [],
  );
  const emails = list(values.email);
  return [
    ...from('environment', surroundings(target, process.env, said)),
    ...overlayDefaults(overlays),
    ...(typeof values.answers === 'string' ? from('file', readAnswersFile(values.answers)) : []),
    ...fromSets(list(values.set)),
    ...from('flag', [
      ...flags,
      ...(emails.length > 0 ? [['alerting.emails', emails] satisfies [string, unknown]] : []),
    ]),
  ];
}

/** The answers of the first four questions that nobody gave: without a terminal and --yes, all are told. */
function missing({ answers, sources }: Gathered): AnswerFinding[] {
  const given = (key: string) => ['flag', 'file', 'overlay'].includes(sources[key] ?? '');
  const keys = ['region', 'sensitivity', 'buckets.raw', 'buckets.processed', 'buckets.artifacts'].filter(
    (key) => !given(key),
  );
  const gaps = keys.map((key) => ({ key, what: 'is not given', fix: `a value, such as --set ${key}=${example[key]}` }));
  if (answers.sensitivity === 'public' || reachesSomebody(answers)) return gaps;
  const fix = 'a channel, such as --set alerting.emails=ops@example.com';
  return [...gaps, { key: 'alerting.emails', what: 'nobody would get an alert', fix }];
}

const example: Record<string, string> = {
  region: 'eu-west-1',
  sensitivity: 'confidential',
  'buckets.raw': 'create',
  'buckets.processed': 'create',
  'buckets.artifacts': 'create',
};

/** The answers that nobody is asked for, or a refusal that lists all that is wrong with them. */
export function resolvedAnswers(gathered: Gathered, catalog: Declaration[], { values }: Call): Gathered {
  const gaps = values.yes ? [] : missing(gathered);
  const problems = [...gathered.problems, ...invalidAnswers(gathered.answers, catalog)];
  if (gaps.length > 0 && problems.length === 0) {
    throw new Refusal({
      code: 'answers/missing',
      what: 'Not interactive, and answers are missing',
      fix: 'Add --yes to use the defaults, or give them.',
      faults: gaps.map(({ key, what, fix }) => ({ key, what, fix: `Give ${fix}` })),
    });
  }
  if (problems.length > 0) throw refusalOf([...gaps, ...problems], gathered.sources);
  return gathered;
}

/** The findings that a rule of an overlay gives and no waiver accepts, as a refusal. */
export function keepRules({ findings }: { findings: readonly Finding[] }, { exists }: { exists: boolean }): void {
  const broken = findings.filter(({ accepted }) => !accepted);
  if (broken.length > 0) throw refusalOfRules(broken, exists);
}

/** The texts of --set. */
export const setsOf = ({ values }: Call): GivenAnswer[] => fromSets([values.set ?? []].flat().map(String));
