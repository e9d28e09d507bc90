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
    changes: 'An account has one detector in a region: a second one fails to deploy.',
    give: 'create, existing or organization',
    choices: providerChoices('the detector'),
    when: 'customize',
  },
  {
    key: 'trail',
    ask: 'CloudTrail',
    changes: 'A second copy of management events is billed.',
    give: 'create, existing or organization',
    choices: providerChoices('the trail'),
    when: 'customize',
  },
  {
    key: 'macie',
    ask: 'Macie',
    changes: 'An account has one session in a region: a second one fails to deploy. The alerts on findings stay.',
    give: 'create, existing or organization',
    choices: providerChoices('the session'),
    when: 'customize',
  },
  {
    key: 'accessAnalyzer',
    ask: 'Access Analyzer',
    changes: 'A region takes one analyzer of the account: a second one fails to deploy. The alerts on findings stay.',
    give: 'create, existing or organization',
    choices: providerChoices('the analyzer'),
    when: 'customize',
  },
  {
    key: 'config',
    ask: 'AWS Config',
    changes:
      'At restricted, or where its control is on. A region takes one recorder of the account: a second one fails to deploy. The alerts on rules stay.',
    give: 'create, existing or organization',
    choices: providerChoices('the recorder'),
    when: 'customize',
  },
  {
    key: 'securityHub',
    ask: 'Security Hub',
    changes:
      'At restricted, or where its control is on. A region takes one hub of the account: a second one fails to deploy. The alerts on findings stay.',
    give: 'create, existing or organization',
    choices: providerChoices('the hub'),
    when: 'customize',
  },
  {
    key: 'githubProvider',
    ask: 'Identity provider for GitHub',
    changes: 'An account has one: a second one fails to deploy.',
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
    changes: 'Must not overlap with networks that it is joined to later. Changing it replaces the network.',
    give: 'a private IPv4 range from /16 to /24, such as 10.20.0.0/16',
    when: 'never',
  },
  {
    key: 'zones',
    ask: 'Zones of the new network',
    changes: 'A service may have no endpoint in some zone. Names mean other zones in each account, ids do not.',
    give: "two zones of the region, such as euw1-az1,euw1-az2 or eu-west-1a,eu-west-1b, or none (the region's first two)",
    when: 'never',
  },
  {
    key: 'bootstrap.qualifier',
    ask: 'Qualifier of cdk bootstrap',
    changes: 'Deployment goes through the roles that carry it in their names.',
    give: '1 to 10 of letters, digits, "_" and "-"',
    when: 'never',
  },
  {
    key: 'bootstrap.provider',
    ask: 'The roles that deploy',
    changes:
      "The account's own cdk bootstrap lets a deployment do anything, unless its administrator limited it. This repository's own allow the services in use, on what is the project's; nobody has tried them in an account yet.",
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
    changes: "Takes the roles that deploy, where they are this repository's own: the first deployment is a person's.",
    give: 'default, or permission sets or IAM users as you sign in, or ARNs of roles, separated by commas',
    when: 'never',
  },
  {
    key: 'globalStack',
    ask: 'A stack in the global region?',
    changes:
      'Events of IAM, of root and of sign-ins are in one region. off: nothing is deployed there, and alarms on the trail tell of them alone, without who it was.',
    give: 'on or off',
    when: 'never',
  },
];
