import { stripVTControlCharacters } from 'node:util';
import type { Answers } from '../answers/answers.ts';
import { answerText } from '../answers/keys.ts';
import { lines } from '../lines.ts';
import { asTyped } from '../typed.ts';
import type { Plan } from './plan.ts';
import { pricesAsOf } from './prices.ts';

/** A row: its label and its text beside it, or below it where the terminal is narrow. */
function row(label: string, text: string, width: number): string[] {
  const indent = width < 50 ? 2 : 15;
  const [first = '', ...rest] = lines(text, width - indent - 1).map((line) => ' '.repeat(indent) + line);
  return width < 50 ? [label, first, ...rest] : [label.padEnd(indent) + first.trimStart(), ...rest];
}

function bucketsText({ buckets }: Answers): string {
  const existing = Object.entries(buckets).filter(([, name]) => name !== 'create');
  if (existing.length === 0) return 'new ones for raw data, processed data and artifacts';
  return Object.entries(buckets)
    .map(([name, value]) => `${name}: ${value === 'create' ? 'new' : value}`)
    .join(', ');
}

function alertsText({ alerting }: Answers): string {
  const { emails, https, slack, topicArn, minimumSeverity } = alerting;
  const to = [...emails, ...https, ...(slack ? [`Slack ${slack}`] : []), ...(topicArn ? [topicArn] : [])];
  return `${to.length > 0 ? to.join(', ') : 'a topic without subscribers'}; from severity ${minimumSeverity}`;
}

function accountsText({ accounts }: Answers): string {
  const given = Object.entries(accounts).filter(([, account]) => account !== null);
  if (given.length === 0) return 'one environment, in the account that deploys';
  return given.map(([name, account]) => `${name} in ${account}`).join(', ');
}

/** How people come into the account, as the plan and the report say it. */
export const signInWords = {
  'identity-center': 'IAM Identity Center, where you enforce MFA',
  saml: 'a SAML provider of the account, where you enforce MFA',
  'iam-users': 'IAM users, with MFA',
};

function signInText({ people }: Answers): string {
  const named = Object.entries(people.roles).filter(([, who]) => who !== 'default');
  return [signInWords[people.signIn], ...named.map(([role, who]) => `${role}: ${answerText(who)}`)].join('; ');
}

/** The question below it, its choices, and what is between. */
const belowIt = 6;

/** The plan as a person reads it before anything is written. Where it would not fit into `tall` rows, the controls are counted. */
export function screen(plan: Plan, files: number, width = 80, tall?: number): string {
  const whole = screenWith(plan, files, width, true);
  const fits = tall === undefined || whole.split('\n').length + belowIt <= tall;
  return fits ? whole : screenWith(plan, files, width, false);
}

function screenWith(plan: Plan, files: number, width: number, named: boolean): string {
  const { answers } = plan;
  const controls = plan.controls.map(({ id }) => id).toSorted();
  const overlays = plan.layers.map(({ overlay }) => `${overlay.name} ${overlay.version}`).join(', ');
  const usd = plan.monthlyUsd.toFixed(2).replace('.00', '');
  const rows: [string, string][] = [
    ['Region', answers.region],
    ['Sensitivity', answers.sensitivity],
    ['Buckets', bucketsText(answers)],
    ['Alerts', alertsText(answers)],
    ['Network', answers.network === 'create' ? 'new, without the internet' : answerText(answers.network)],
    ['GuardDuty', answers.guardduty],
    ['Trail', answers.trail],
    ['Accounts', accountsText(answers)],
    ['Repository', answers.repository],
    ['Sign-in', signInText(answers)],
    ...(overlays ? ([['Overlays', overlays]] as [string, string][]) : []),
    ['Controls', `${controls.length}: ${named ? controls.join(', ') : asTyped('secure-ml control lists them')}`],
    ['Files', String(files)],
    ['Fixed cost', `${usd} USD a month, and use on top (${pricesAsOf.source}, ${pricesAsOf.month})`],
  ];
  const all: [string, string][] = [...rows, ...plan.notes.map((note): [string, string] => ['Note', note])];
  const shown = [`The plan for ${answers.name}`, '', ...all.flatMap(([label, text]) => row(label, text, width))];
  return stripVTControlCharacters(shown.map((line) => line.trimEnd()).join('\n'));
}
