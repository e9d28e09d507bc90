import { type AnswerSource, answerKeys } from '../shape/kinds.ts';
import { defaults, type SourcedAnswers, type Tier, tiers } from './answers.ts';
import { channels, groups, isKnownKey, parsed, plainKey, withValue } from './keys.ts';
import { quote } from './rules.ts';
import type { AnswerFinding } from './validate.ts';

export interface GivenAnswer {
  key: string;
  value: unknown;
  source: AnswerSource;
}

export interface Gathered extends SourcedAnswers {
  /** Keys that are not answers, and texts that are not KEY=VALUE. */
  problems: AnswerFinding[];
}

/** What `--set KEY=VALUE` gives; a text that is not KEY=VALUE becomes a key that no answer has. */
export function fromSets(texts: readonly string[]): GivenAnswer[] {
  return texts.map((text) => {
    const at = text.indexOf('=');
    if (at < 1) return { key: text, value: undefined, source: 'flag' };
    const key = plainKey(text.slice(0, at).trim());
    return { key, value: parsed(key, text.slice(at + 1)), source: 'flag' };
  });
}

export function from(source: AnswerSource, entries: readonly [string, unknown][]): GivenAnswer[] {
  return entries.map(([key, value]) => ({ key, value, source }));
}

function unknownKey({ key, value }: GivenAnswer): AnswerFinding | undefined {
  if (isKnownKey(key)) {
    return value === undefined ? { key, what: 'has no value', fix: `a value: ${key}=VALUE` } : undefined;
  }
  if (groups.includes(key) && value !== undefined) {
    const leaves = answerKeys.filter((one) => one.startsWith(`${key}.`));
    return {
      key,
      what: 'is a group of answers',
      fix: (leaves.length > 0 ? leaves : [`${key}.${key === 'tags' ? 'KEY' : 'ID'}`]).join(', '),
    };
  }
  const last = key.slice(key.lastIndexOf('.') + 1).toLowerCase();
  const near = answerKeys.filter((one) => last.length > 2 && one.toLowerCase().includes(last.slice(0, 5)));
  const shown = quote(key).slice(1, -1);
  return { key: shown, what: 'is not an answer', fix: `one of ${(near.length > 0 ? near : answerKeys).join(', ')}` };
}

/** Far more than there are answers: a file that somebody else wrote can name any number of tags. */
const most = 1000;

/** Those that are answers, and what is wrong with the others. */
function sifted(given: readonly GivenAnswer[]): { used: GivenAnswer[]; problems: AnswerFinding[] } {
  const used: GivenAnswer[] = [];
  const problems: AnswerFinding[] = [];
  for (const one of given) {
    const problem = unknownKey(one);
    if (problem) problems.push(problem);
    else used.push(one);
  }
  const beyond = used[most];
  if (beyond) problems.push({ key: beyond.key, what: `is one of more than ${most} answers`, fix: '40 tags at most' });
  return { used: used.slice(0, most), problems };
}

/**
 * A new repository's answers. A channel from the surroundings counts only while nobody named one: whoever sends alerts to
 * Slack did not ask for mail.
 */
export function gather(name: string, given: readonly GivenAnswer[]): Gathered {
  const named = given.some(
    ({ key, source }) => source !== 'environment' && (channels as readonly string[]).includes(key),
  );
  const asked = given.filter(({ key, source }) => !(named && source === 'environment' && key === 'alerting.emails'));
  return collect(name, asked);
}

/** The answers and who gave each: what is given, weakest first, over the defaults. */
export function collect(name: string, given: readonly GivenAnswer[]): Gathered {
  const { used, problems } = sifted(given);
  const sensitivity = used.findLast(({ key }) => key === 'sensitivity')?.value as Tier;
  const start = defaults(name, tiers.includes(sensitivity) ? sensitivity : undefined);
  const sources = Object.fromEntries(answerKeys.map((key): [string, AnswerSource] => [key, 'default']));
  return { ...laid({ answers: start, sources }, used), problems };
}

function laid({ answers, sources }: SourcedAnswers, given: readonly GivenAnswer[]): SourcedAnswers {
  return {
    answers: given.reduce((result, { key, value }) => withValue(result, key, value), answers),
    sources: { ...sources, ...Object.fromEntries(given.map(({ key, source }) => [key, source])) },
  };
}

/** Answers that a repository has, with some of them changed. */
export function gatherOver(
  start: SourcedAnswers & { problems?: AnswerFinding[] },
  given: readonly GivenAnswer[],
): Gathered {
  const { used, problems } = sifted(given);
  return { ...laid(start, used), problems: [...(start.problems ?? []), ...problems] };
}
