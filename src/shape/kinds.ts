/** Values of which each is stricter than the one before it. */
export const rankings = {
  sensitivity: ['public', 'internal', 'confidential', 'restricted'],
  'alerting.minimumSeverity': ['low', 'medium', 'high'],
} as const;

/** Every answer by its dotted key, in the order in which people see them, and what can be given for it. */
const kinds = {
  name: 'text',
  region: 'text',
  sensitivity: 'rank',
  'buckets.raw': 'text',
  'buckets.processed': 'text',
  'buckets.artifacts': 'text',
  'alerting.emails': 'list',
  'alerting.https': 'list',
  'alerting.slack': 'optional text',
  'alerting.topicArn': 'optional text',
  'alerting.minimumSeverity': 'rank',
  'alerting.watchRegion': 'optional text',
  guardduty: 'text',
  trail: 'text',
  macie: 'text',
  accessAnalyzer: 'text',
  config: 'text',
  securityHub: 'text',
  protectedCopy: 'text',
  githubProvider: 'text',
  network: 'network',
  networkCidr: 'text',
  zones: 'list',
  'bootstrap.qualifier': 'text',
  'bootstrap.provider': 'text',
  'bootstrap.deployers': 'principals',
  globalStack: 'truth',
  'accounts.dev': 'optional text',
  'accounts.prod': 'optional text',
  repository: 'text',
  repositoryId: 'optional id',
  defaultBranch: 'text',
  'people.signIn': 'text',
  'people.roles.engineer': 'principals',
  'people.roles.approver': 'principals',
  'people.roles.operator': 'principals',
  'people.roles.reviewer': 'principals',
  'people.roles.breakGlass': 'principals',
  monthlyBudgetUsd: 'number',
  permissionsBoundary: 'optional text',
} as const;

export type AnswerKey = keyof typeof kinds;
export type AnswerKind = (typeof kinds)[AnswerKey] | 'tags';

/** `controls` and `tags` have keys of their own besides. */
export const answerKeys = Object.keys(kinds) as AnswerKey[];

export function isAnswerKey(key: string): key is AnswerKey {
  return Object.hasOwn(kinds, key);
}

/** What can be given for a key: an answer's, a control's or a tag's. */
export function answerKindOf(key: string): AnswerKind {
  if (isAnswerKey(key)) return kinds[key];
  if (key === 'tags') return 'tags';
  return key.startsWith('controls.') ? 'truth' : 'text';
}

/** Who gave an answer. `environment` is AWS_REGION, the AWS profile, or git; `you` is a prompt. */
export type AnswerSource = 'flag' | 'file' | 'overlay' | 'default' | 'environment' | 'you';
