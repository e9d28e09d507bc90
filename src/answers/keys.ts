import type { Answers } from './answers.ts';

/** Every answer's dotted key, in the order in which people are told about them. `controls` has keys of its own. */
export const answerKeys = [
  'name',
  'region',
  'sensitivity',
  'buckets.raw',
  'buckets.processed',
  'buckets.artifacts',
  'alerting.emails',
  'alerting.https',
  'alerting.slack',
  'alerting.topicArn',
  'alerting.minimumSeverity',
  'guardduty',
  'trail',
  'network',
  'accounts.dev',
  'accounts.prod',
  'repository',
  'monthlyBudgetUsd',
] as const;
export type AnswerKey = (typeof answerKeys)[number];

/** The channels that reach people. */
export const channels = ['alerting.emails', 'alerting.https', 'alerting.slack', 'alerting.topicArn'] as const;

export const groups: readonly string[] = ['buckets', 'alerting', 'accounts', 'controls'];

export function isAnswerKey(key: string): key is AnswerKey {
  return (answerKeys as readonly string[]).includes(key);
}

/** The id in `controls.<id>`, where the key is one. */
export function controlOf(key: string): string | undefined {
  return /^controls\.([a-z][a-z0-9-]*)$/.exec(key)?.[1];
}

/** `key` must be one of ours: no other word is ever looked up on the object. */
export function valueAt(answers: Answers, key: string): unknown {
  const [group, leaf] = key.split('.') as [keyof Answers, string | undefined];
  const value: unknown = answers[group];
  return leaf === undefined ? value : (value as Record<string, unknown>)[leaf];
}

export function withValue(answers: Answers, key: string, value: unknown): Answers {
  const [group, leaf] = key.split('.') as [keyof Answers, string | undefined];
  if (leaf === undefined) return { ...answers, [group]: value };
  return { ...answers, [group]: { ...(answers[group] as object), [leaf]: value } };
}

/** An answer as a person would type it after `--set KEY=`. */
export function textOf(value: unknown): string {
  if (value === null) return 'none';
  if (Array.isArray(value)) return value.length > 0 ? value.join(',') : 'none';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value !== 'object') return String(value);
  const { vpcId, subnetIds, securityGroupIds } = value as Record<string, unknown>;
  return [vpcId, subnetIds, securityGroupIds].flatMap((part) => (part === undefined ? [] : [String(part)])).join(':');
}

/** What `--set KEY=TEXT` means. Text that means nothing is kept as it is: validation tells what is wrong with it. */
export function parsed(key: string, text: string): unknown {
  if (key === 'monthlyBudgetUsd') return text.trim() === '' ? text : Number.isNaN(Number(text)) ? text : Number(text);
  if (controlOf(key))
    return ({ on: true, true: true, off: false, false: false } as Record<string, boolean>)[text] ?? text;
  if (key === 'alerting.emails' || key === 'alerting.https') {
    return text === 'none'
      ? []
      : text
          .split(',')
          .map((one) => one.trim())
          .filter((one) => one !== '');
  }
  if (['alerting.slack', 'alerting.topicArn', 'accounts.dev', 'accounts.prod'].includes(key)) {
    return text === 'none' || text === '' ? null : text;
  }
  if (key === 'network') return networkOf(text);
  return text;
}

function networkOf(text: string): unknown {
  const [vpcId, subnets, groupIds, ...rest] = text.split(':');
  if (subnets === undefined || rest.length > 0) return text;
  const network = { vpcId, subnetIds: subnets.split(',') };
  return groupIds === undefined ? network : { ...network, securityGroupIds: groupIds.split(',') };
}
