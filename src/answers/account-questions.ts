import type { Choice, Question } from './question.ts';

const providerChoices = (what: string): Choice[] => [
  { value: 'create', yields: `this repository makes ${what}` },
  { value: 'existing', yields: `the account has ${what} already` },
  { value: 'organization', yields: `the organization's management account runs ${what}` },
];

/** What an account has once: a second one fails to deploy. */
export const serviceQuestions: readonly Question[] = [
  {
    key: 'guardduty',
    ask: 'GuardDuty',
    changes: 'An account has one detector per region; deploying a second one fails.',
    give: 'create, existing or organization',
    choices: providerChoices('the detector'),
    when: 'customize',
  },
  {
    key: 'trail',
    ask: 'CloudTrail',
    changes: 'AWS charges for a second copy of management events.',
    give: 'create, existing or organization',
    choices: providerChoices('the trail'),
    when: 'customize',
  },
  {
    key: 'macie',
    ask: 'Macie',
    changes: 'An account has one session per region; deploying a second one fails. Alerts on findings remain on.',
    give: 'create, existing or organization',
    choices: providerChoices('the session'),
    when: 'customize',
  },
  {
    key: 'accessAnalyzer',
    ask: 'Access Analyzer',
    changes: 'A region accepts one analyzer per account; deploying a second one fails. Alerts on findings remain on.',
    give: 'create, existing or organization',
    choices: providerChoices('the analyzer'),
    when: 'customize',
  },
  {
    key: 'config',
    ask: 'AWS Config',
    changes:
      'At restricted, or if its control is on. A region accepts one recorder per account; deploying a second one fails. Alerts on rules remain on.',
    give: 'create, existing or organization',
    choices: providerChoices('the recorder'),
    when: 'customize',
  },
  {
    key: 'securityHub',
    ask: 'Security Hub',
    changes:
      'At restricted, or if its control is on. A region accepts one hub per account; deploying a second one fails. Alerts on findings remain on.',
    give: 'create, existing or organization',
    choices: providerChoices('the hub'),
    when: 'customize',
  },
  {
    key: 'protectedCopy',
    ask: 'Locked copy of raw data and models',
    changes:
      'From confidential up, for buckets that are created. For 90 days nobody can delete a copied version, not even the root user, and not even data that you have to erase.',
    give: 'none or locked',
    choices: [
      { value: 'none', yields: 'old versions, for 90 days' },
      {
        value: 'locked',
        yields: 'a second bucket with Object Lock in compliance mode, at the same cost again',
      },
    ],
    when: 'customize',
  },
  {
    key: 'githubProvider',
    ask: 'Identity provider for GitHub',
    changes: 'An account has one; deploying a second one fails.',
    give: 'create or existing',
    choices: providerChoices('the provider').slice(0, 2),
    when: 'customize',
  },
];

/** Where a deployment goes, beyond the region. */
export const placeQuestions: readonly Question[] = [
  {
    key: 'networkCidr',
    ask: 'Range of the new network',
    changes: 'Must not overlap with networks to which it is connected later. Changing it replaces the network.',
    give: 'a private IPv4 range from /16 to /24, such as 10.20.0.0/16',
    when: 'never',
  },
  {
    key: 'zones',
    ask: 'Zones of the new network',
    changes:
      'A service may have no endpoint in some zones. Names of zones mean different zones in each account; IDs do not.',
    give: "two zones of the region, such as euw1-az1,euw1-az2 or eu-west-1a,eu-west-1b, or none (the region's first two)",
    when: 'never',
  },
  {
    key: 'bootstrap.qualifier',
    ask: 'Qualifier of cdk bootstrap',
    changes: 'Deployments use the roles that have it in their names.',
    give: '1 to 10 of letters, digits, "_" and "-"',
    when: 'never',
  },
  {
    key: 'bootstrap.provider',
    ask: 'The roles that deploy',
    changes:
      "The account's own cdk bootstrap lets a deployment do anything, unless its administrator limited it. This repository's own roles allow only the services in use, on resources of the project; nobody has tried them in an account yet.",
    give: 'existing or create',
    choices: [
      { value: 'existing', yields: "those of the account's cdk bootstrap" },
      { value: 'create', yields: 'those of this repository, which an administrator deploys (npm run bootstrap)' },
    ],
    when: 'never',
  },
  {
    key: 'bootstrap.deployers',
    ask: 'Who deploys, besides the workflow?',
    changes:
      "Can assume the roles that deploy, if they are this repository's own: a person makes the first deployment.",
    give: 'default, or permission sets or IAM users as you sign in, or ARNs of roles, separated by commas',
    when: 'never',
  },
  {
    key: 'globalStack',
    ask: 'A stack in the global region?',
    changes:
      'Events of IAM, root and sign-ins are recorded in one region. With off, nothing is deployed there, and only alarms on the trail report these events, without saying who it was.',
    give: 'on or off',
    when: 'never',
  },
];
