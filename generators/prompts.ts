import type { Answers, SourcedAnswers } from '../src/answers/answers.ts';
import { defaults } from '../src/answers/answers.ts';
import { answerText, channels, parsed, valueAt, withValue } from '../src/answers/keys.ts';
import type { Question } from '../src/answers/question.ts';
import { questionOf, questions } from '../src/answers/questions.ts';
import { isRegion, regions } from '../src/answers/regions.ts';
import { invalidTag } from '../src/answers/rules.ts';
import { whyInvalid } from '../src/answers/validate.ts';
import type { AnswerKey, AnswerSource } from '../src/shape/kinds.ts';
import type { Prompt } from './present.ts';
import { noRules, type Rules } from './rules.ts';

/** One question to a person; its answer. */
export type PromptFunction = (asked: Prompt) => Promise<unknown>;

const channelNames: Record<(typeof channels)[number], string> = {
  'alerting.emails': 'E-mail',
  'alerting.https': 'HTTPS endpoint',
  'alerting.slack': 'Slack',
  'alerting.topicArn': 'An SNS topic that exists',
};

/** The answers while they are being given. */
class Draft {
  answers: Answers;
  readonly sources: Record<string, AnswerSource>;
  readonly rules: Rules;
  readonly #heard: (sourced: SourcedAnswers) => void;

  constructor(
    { answers, sources }: SourcedAnswers,
    rules: Rules = noRules,
    heard: (sourced: SourcedAnswers) => void = () => undefined,
  ) {
    this.rules = rules;
    this.#heard = heard;
    this.answers = answers;
    this.sources = { ...sources };
  }

  /** Given by a flag or a file, or fixed by an overlay: shown and not asked. An overlay's default is offered. */
  given(key: string): boolean {
    return ['flag', 'file'].includes(this.sources[key] ?? '') || this.rules.locked(key);
  }

  sourced(): SourcedAnswers {
    return { answers: this.answers, sources: this.sources };
  }

  set(key: AnswerKey | `tags.${string}`, value: unknown): void {
    if (answerText(value) === answerText(valueAt(this.answers, key))) return;
    this.answers = withValue(this.answers, key, value);
    this.sources[key] = 'you';
    this.#heard(this.sourced());
  }
}

async function askRegion(ask: PromptFunction, draft: Draft): Promise<void> {
  const { ask: message, changes } = questionOf('region');
  // A region from the surroundings that cannot be used is not a default.
  const start = isRegion(draft.answers.region) ? draft.answers.region : defaults('').region;
  const allowed = Object.entries(regions).filter(([id]) => !draft.rules.fault('region', id));
  const all = (allowed.length > 0 ? allowed : Object.entries(regions)).sort(
    ([a], [b]) => Number(b === start) - Number(a === start),
  );
  const choices = all.map(([id, place]) => ({ value: id, label: id, yields: place }));
  const value = await ask({ type: 'search', message, hint: `${changes} Type to search.`, choices });
  draft.set('region', value);
}

async function askChoice(
  ask: PromptFunction,
  draft: Draft,
  { key, ask: message, changes, choices = [] }: Question,
): Promise<string> {
  const current = valueAt(draft.answers, key);
  return (await ask({
    type: 'select',
    message,
    hint: changes,
    default: typeof current === 'object' ? 'existing' : current,
    choices: choices
      .filter(({ value }) => value === 'existing' || !draft.rules.fault(key, value))
      .map(({ value, yields }) => ({ value, label: value, yields })),
  })) as string;
}

async function askText(ask: PromptFunction, draft: Draft, key: AnswerKey, required = false): Promise<void> {
  const { ask: message, give, changes } = questionOf(key);
  const before = answerText(valueAt(draft.answers, key));
  const text = await ask({
    type: 'input',
    message,
    hint: changes,
    default: required && before === 'none' ? undefined : before,
    validate: (typed: string) => {
      const value = parsed(key, typed.trim());
      if (required && answerText(value) === 'none') return `Give ${give}`;
      const fault = whyInvalid(key, value, draft.answers.region);
      if (fault) return `${fault}. Give ${give}`;
      return draft.rules.fault(key, value) ?? true;
    },
  });
  draft.set(key, parsed(key, String(text).trim()));
}

async function askBuckets(ask: PromptFunction, draft: Draft): Promise<void> {
  const keys = (['buckets.raw', 'buckets.processed', 'buckets.artifacts'] as const).filter((key) => !draft.given(key));
  if (keys.length === 0) return;
  const all = await ask({
    type: 'select',
    message: 'Buckets for raw data, processed data and artifacts',
    choices: [
      { value: true, label: 'create them', yields: 'new buckets with every control' },
      { value: false, label: 'some exist', yields: 'asks for each name; their policies stay with their owner' },
    ],
  });
  for (const key of keys) {
    if (all) draft.set(key, 'create');
    else await askText(ask, draft, key);
  }
}

async function askAlerting(ask: PromptFunction, draft: Draft): Promise<void> {
  if (!channels.some((key) => draft.given(key))) {
    const on = channels.filter((key) => answerText(valueAt(draft.answers, key)) !== 'none');
    const chosen = (await ask({
      type: 'checkbox',
      message: 'Where do alerts go?',
      required: draft.answers.sensitivity !== 'public',
      choices: channels.map((key) => ({ value: key, label: channelNames[key], checked: on.includes(key) })),
    })) as string[];
    for (const key of channels) {
      if (chosen.includes(key)) await askText(ask, draft, key, true);
      else draft.set(key, parsed(key, 'none'));
    }
  }
  const severity = questionOf('alerting.minimumSeverity');
  if (!draft.given(severity.key)) draft.set(severity.key, await askChoice(ask, draft, severity));
}

/** Tags that an overlay wants and nobody gave. */
async function askTags(ask: PromptFunction, draft: Draft): Promise<void> {
  for (const tag of draft.rules.tags) {
    const validate = (typed: string) => {
      const found = invalidTag({ [tag]: typed.trim() });
      return found ? `${found.tag} ${found.fault}` : true;
    };
    const text = await ask({
      type: 'input',
      message: `Tag ${tag}`,
      hint: 'On every resource that takes tags.',
      validate,
    });
    draft.set(`tags.${tag}`, String(text).trim());
  }
}

async function askNetwork(ask: PromptFunction, draft: Draft, question: Question): Promise<void> {
  const isolated = ['confidential', 'restricted'].includes(draft.answers.sensitivity);
  const choices = question.choices?.filter(({ value }) => !(isolated && value === 'none'));
  const chosen = await askChoice(ask, draft, { ...question, choices });
  if (chosen !== 'existing') return draft.set('network', chosen);
  const text = await ask({
    type: 'input',
    message: 'VPC and subnets',
    hint: 'vpc-ID:subnet-ID,subnet-ID and, where jobs use groups of yours, :sg-ID',
    validate: (typed: string) => {
      const value = parsed('network', typed.trim());
      const fault = typeof value === 'string' ? `"${typed}" names no subnets` : whyInvalid('network', value, '');
      return fault ? `${fault}. Give vpc-ID:subnet-ID,subnet-ID` : true;
    },
  });
  draft.set('network', parsed('network', String(text).trim()));
}

/** One question by its key. */
export async function promptOne(
  ask: PromptFunction,
  sourced: SourcedAnswers,
  key: AnswerKey,
  rules = noRules,
  heard?: (sourced: SourcedAnswers) => void,
): Promise<SourcedAnswers> {
  const draft = new Draft(sourced, rules, heard);
  const question = questionOf(key);
  if (key === 'network') await askNetwork(ask, draft, question);
  else if (question.choices) draft.set(key, await askChoice(ask, draft, question));
  else await askText(ask, draft, key);
  return draft.sourced();
}

/**
 * The four questions that everybody gets, then those behind 'Customize?'. What a flag or a file gave is not asked. `heard` is told
 * of the answers after each that a person changed.
 */
export async function promptAll(
  ask: PromptFunction,
  start: SourcedAnswers,
  rules = noRules,
  heard?: (sourced: SourcedAnswers) => void,
): Promise<SourcedAnswers> {
  const draft = new Draft(start, rules, heard);
  if (!draft.given('region')) await askRegion(ask, draft);
  const sensitivity = questionOf('sensitivity');
  if (!draft.given('sensitivity')) draft.set('sensitivity', await askChoice(ask, draft, sensitivity));
  if (draft.sources.network === 'default') {
    draft.answers = { ...draft.answers, network: defaults('', draft.answers.sensitivity).network };
  }
  await askBuckets(ask, draft);
  await askAlerting(ask, draft);
  await askTags(ask, draft);
  const others = questions.filter(({ key, when }) => when === 'customize' && !draft.given(key));
  const more = await ask({
    type: 'confirm',
    message: 'Customize?',
    hint: 'GuardDuty, trail, Macie, Access Analyzer, network, accounts, repository, sign-in, budget',
    default: false,
  });
  let sourced = draft.sourced();
  if (!more) return sourced;
  for (const { key } of others) sourced = await promptOne(ask, sourced, key, rules, heard);
  return sourced;
}
