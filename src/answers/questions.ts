import type { AnswerKey } from '../shape/kinds.ts';
import { placeQuestions, serviceQuestions } from './account-questions.ts';
import { type PersonRole, personRoles } from './answers.ts';
import type { Question } from './question.ts';

const roleWork: Record<PersonRole, string> = {
  engineer: 'the engineers',
  approver: 'the approvers',
  operator: 'the operators on call',
  reviewer: 'the reviewers',
  breakGlass: 'those who can break the glass',
};
const roleDoes: Record<PersonRole, string> = {
  engineer: 'uploads data and code, starts jobs and reads their results',
  approver: 'approves or rejects models',
  operator: 'responds to alerts, stops jobs and stores the secret',
  reviewer: 'reads evidence and configuration, and no data',
  breakGlass: 'deletes data and models in an emergency, with an alert',
};

const bucketGive = 'create, or the name of a bucket that exists (3 to 63 of a-z, 0-9, "." and "-")';
const accountGive = 'the 12 digits of an AWS account as text, or none';

export const questions: readonly Question[] = [
  {
    key: 'name',
    ask: 'Name',
    changes: 'Begins the name of every stack, role and parameter.',
    give: '3 to 32 of a-z, 0-9 and "-", beginning with a letter and not with aws, ssm, cdk, sthree- or amzn-s3-demo-; each "-" between two others: my-ml',
    when: 'never',
  },
  {
    key: 'region',
    ask: 'Region',
    changes: 'Where data, jobs and logs are.',
    give: 'a region such as eu-west-1, us-east-1, cn-north-1 or us-gov-west-1',
    when: 'first',
  },
  {
    key: 'sensitivity',
    ask: 'How sensitive is the data?',
    changes: 'Decides which controls are on. Each tier includes the controls of every less sensitive tier.',
    give: 'public, internal, confidential or restricted',
    choices: [
      { value: 'public', yields: 'private encrypted buckets, least privilege, trail, GuardDuty' },
      { value: 'internal', yields: 'adds your own keys, budget, Access Analyzer, OIDC deploys' },
      { value: 'confidential', yields: 'adds a network without internet, job guardrails, MFA, Macie' },
      { value: 'restricted', yields: 'adds isolated jobs, Object Lock, break-glass deletion' },
    ],
    when: 'first',
  },
  ...(['raw', 'processed', 'artifacts'] as const).map(
    (name): Question => ({
      key: `buckets.${name}`,
      ask: `Bucket for ${name === 'artifacts' ? 'models and other artifacts' : `${name} data`}`,
      changes: 'An existing bucket keeps its owner and its policy; a new bucket gets every control.',
      give: bucketGive,
      when: 'first',
    }),
  ),
  {
    key: 'alerting.emails',
    ask: 'E-mail addresses',
    changes: 'Each address gets one mail that asks for confirmation.',
    give: 'addresses such as ops@example.com, separated by commas',
    when: 'first',
  },
  {
    key: 'alerting.https',
    ask: 'HTTPS endpoints',
    changes: 'Each endpoint gets one request that asks for confirmation.',
    give: 'addresses such as https://alerts.example.com/aws, separated by commas',
    when: 'first',
  },
  {
    key: 'alerting.slack',
    ask: 'Slack workspace and channel',
    changes: 'Alerts arrive through Amazon Q Developer in chat applications.',
    give: 'WORKSPACE/CHANNEL ids such as T0123ABCD/C0123ABCD',
    when: 'first',
  },
  {
    key: 'alerting.topicArn',
    ask: 'ARN of the SNS topic',
    changes: 'Alerts go to that topic, whose owner manages its subscribers.',
    give: 'an SNS topic of the same region: arn:aws:sns:eu-west-1:111122223333:alerts',
    when: 'first',
  },
  {
    key: 'alerting.minimumSeverity',
    ask: 'Alert from which severity?',
    changes: 'Findings below it appear only in the console.',
    give: 'low, medium or high',
    choices: [
      { value: 'low', yields: 'everything, including harmless findings' },
      { value: 'medium', yields: 'what somebody should look at' },
      { value: 'high', yields: 'what cannot wait' },
    ],
    when: 'first',
  },
  {
    key: 'alerting.watchRegion',
    ask: 'Region of the alerts about alerts',
    changes:
      'Alarms about alerts that do not arrive, and changes to alerts, go out through a second topic with its own key. That region needs cdk bootstrap. With none, the second topic is in the home region, and fails together with it.',
    give: 'a region, default (another one of the partition) or none',
    when: 'never',
  },
  ...serviceQuestions,
  {
    key: 'network',
    ask: 'Network for jobs',
    changes: 'With none, jobs reach the internet: possible up to internal.',
    give: 'create, none (up to internal), or vpc-ID:subnet-ID,subnet-ID or vpc-ID:subnet-ID,subnet-ID:sg-ID',
    choices: [
      { value: 'create', yields: 'a VPC without a way out, with endpoints for AWS services' },
      { value: 'none', yields: 'no VPC' },
      { value: 'existing', yields: 'a VPC that you have' },
    ],
    when: 'customize',
  },
  ...placeQuestions,
  {
    key: 'accounts.dev',
    ask: 'AWS account of the dev environment',
    changes: 'With accounts given, each has its own environment; with none, the account is taken at deploy time.',
    give: accountGive,
    when: 'customize',
  },
  {
    key: 'accounts.prod',
    ask: 'AWS account of the prod environment',
    changes: 'With accounts given, each has its own environment; with none, the account is taken at deploy time.',
    give: accountGive,
    when: 'customize',
  },
  {
    key: 'repository',
    ask: 'GitHub repository',
    changes: 'The only one whose workflows may deploy.',
    give: 'OWNER/NAME on GitHub, or none',
    when: 'customize',
  },
  {
    key: 'repositoryId',
    ask: 'Number of the GitHub repository',
    changes:
      'Binds deployment to that repository, even after a rename. Without it, whoever takes over the name can deploy.',
    give: 'the number that gh api repos/OWNER/NAME --jq .id prints, or none',
    when: 'never',
  },
  {
    key: 'defaultBranch',
    ask: 'Branch that deploys',
    changes: 'The branch that the workflows check and deploy.',
    give: 'the name of a branch, such as main',
    when: 'never',
  },
  {
    key: 'people.signIn',
    ask: 'How do people sign in to AWS?',
    changes: "Decides what the roles' trust asks for, and where a second factor is enforced.",
    give: 'identity-center, saml or iam-users',
    choices: [
      { value: 'identity-center', yields: 'permission sets of IAM Identity Center, where you enforce MFA' },
      { value: 'saml', yields: 'a SAML provider of the account, where you enforce MFA' },
      { value: 'iam-users', yields: "IAM users; the roles' trust demands MFA" },
    ],
    when: 'customize',
  },
  ...personRoles.map(
    (role): Question => ({
      key: `people.roles.${role}`,
      ask: `Who takes the role of ${roleWork[role]}?`,
      changes: `Who ${roleDoes[role]}.`,
      give: 'default, or permission sets, SAML providers or IAM users as you sign in, or ARNs of roles, separated by commas',
      when: 'never',
    }),
  ),
  {
    key: 'monthlyBudgetUsd',
    ask: 'Monthly budget in USD',
    changes: 'An alert is sent when it is reached.',
    give: 'an amount above 0, such as 200',
    when: 'customize',
  },
  {
    key: 'permissionsBoundary',
    ask: 'Permissions boundary',
    changes: "An organization's policy that bounds every role, in place of the repository's own.",
    give: 'the ARN of an IAM policy, such as arn:aws:iam:::policy/boundary (no account: the one deployed to), or none',
    when: 'never',
  },
];

/** Every answer has one: a test holds it. */
export function questionOf(key: AnswerKey): Question {
  return questions.find((one) => one.key === key) as Question;
}
