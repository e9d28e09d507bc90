import { isKeptKey } from '../shape/kept-keys.ts';
import { answerKeys, answerKindOf, isAnswerKey } from '../shape/kinds.ts';
import { settingAt, withSetting } from '../shape/settings.ts';
import { asText } from '../shape/text.ts';
import type { Answers } from './answers.ts';

/** The channels that reach people. */
export const channels = ['alerting.emails', 'alerting.https', 'alerting.slack', 'alerting.topicArn'] as const;

const groupsAbove = (key: string) =>
  key.split('.').flatMap((_, at, parts) => (at === 0 ? [] : [parts.slice(0, at).join('.')]));

/** What has answers below it: `buckets`, `people`, `people.roles`. Controls and tags have keys of their own. */
export const groups: readonly string[] = [...new Set([...answerKeys.flatMap(groupsAbove), 'controls', 'tags'])];

/** `network` is a text or a VPC, so the range of a new one cannot be below it; people look for it there. */
export const plainKey = (key: string): string => (key === 'network.cidr' ? 'networkCidr' : key);

/** The id in `controls.<id>`, where the key is one. */
export function controlOf(key: string): string | undefined {
  return /^controls\.([a-z][a-z0-9-]*)$/.exec(key)?.[1];
}

/** The tag in `tags.<key>`, where the key is one: whatever may be a tag's key, dots among it. */
export function tagOf(key: string): string | undefined {
  const tag = /^tags\.(.+)/s.exec(key)?.[1];
  return isKeptKey(tag ?? '') ? undefined : tag;
}

/** Is it the key of an answer: of the list above, a control's or a tag's? */
export function isKnownKey(key: string): boolean {
  return isAnswerKey(key) || controlOf(key) !== undefined || tagOf(key) !== undefined;
}

/** Every key that these answers have. */
export function answerKeysOf({ controls, tags }: Answers): string[] {
  const named = (group: string, leaves: object) => Object.keys(leaves).map((leaf) => `${group}.${leaf}`);
  return [...answerKeys, ...named('controls', controls), ...named('tags', tags)];
}

export function valueAt(answers: Answers, key: string): unknown {
  return settingAt(answers, key);
}

export function withValue(answers: Answers, key: string, value: unknown): Answers {
  return withSetting(answers, key, value);
}

/** An answer as a person would type it after `--set KEY=`. */
export function answerText(value: unknown): string {
  if (value === null) return 'none';
  if (Array.isArray(value)) return value.length > 0 ? asText(value) : 'none';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value !== 'object') return String(value);
  const { vpcId, subnetIds, securityGroupIds } = value as Record<string, unknown>;
  return [vpcId, subnetIds, securityGroupIds].flatMap((part) => (part === undefined ? [] : [asText(part)])).join(':');
}

/** What `--set KEY=TEXT` means. Text that means nothing is kept as it is: validation tells what is wrong with it. */
export function parsed(key: string, text: string): unknown {
  switch (answerKindOf(key)) {
    case 'number':
      return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
    case 'truth':
      return ({ on: true, true: true, off: false, false: false } as Record<string, boolean>)[text] ?? text;
    case 'optional id':
      return /^\d+$/.test(text) ? Number(text) : text === 'none' ? null : text;
    case 'principals':
      return text === 'default' ? text : listOf(text);
    case 'list':
      return text === 'none' ? [] : listOf(text);
    case 'optional text':
      return text === 'none' || text === '' ? null : text;
    case 'network':
      return networkOf(text);
    default:
      return text;
  }
}

const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

function networkOf(text: string): unknown {
  const [vpcId, subnets, groupIds, ...rest] = text.split(':');
  if (subnets === undefined || rest.length > 0) return text;
  const network = { vpcId, subnetIds: subnets.split(',') };
  return groupIds === undefined ? network : { ...network, securityGroupIds: groupIds.split(',') };
}
