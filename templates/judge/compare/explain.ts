import { properName } from '../decide/iam-data.ts';
import type { Decision, Request, StatementRef } from '../decide/request.ts';
import { printableLines } from '../show/printable.ts';
import { escalationId, findingId, unprovenId } from './accepted.ts';
import type { ModelDiff, ModelFinding } from './compare.ts';
import type { Escalation } from './escalation.ts';

/** One finding as people read it in a pull request. */
export function explainFinding(finding: ModelFinding): string {
  const { direction, who, actions, resources, resource, through, witness } = finding;
  const { request, before, after, foreign, latent } = witness;
  const verb = direction === 'wider' ? 'may now' : 'may no longer';
  const known = resources.map((arn) =>
    resource && arn.startsWith(resource.arn) ? arn.replace(resource.arn, resource.name) : arn,
  );
  const what = `${who} ${verb} ${listed(actions.map(properName), 6)} on ${listed(known, 3)}${contextOf(request)}`;
  const more = [
    latent && 'no such action exists yet: a wildcard allows it on the day it does',
    foreign && "on condition that the other account's policy allows it too",
    through && `for requests through ${through}`,
  ].filter(Boolean);
  return printableLines([
    `${what}${more.length > 0 ? ` (${more.join('; ')})` : ''}`,
    `  now: ${decided(after)}`,
    `  before: ${decided(before)}`,
    ...(direction === 'wider' ? [`  id: ${findingId(finding)}`] : []),
  ]);
}

export function explainEscalation(escalation: Escalation): string {
  const { who, kind, to, by } = escalation;
  const requests = by.map(({ request, decision }) => `  ${request.action} ${request.resource}: ${decided(decision)}`);
  return printableLines([`${who} ${kind}: ${to}`, ...requests, `  id: ${escalationId(escalation)}`]);
}

/** The whole comparison as text; the first line is the answer. */
export function renderText(diff: ModelDiff, escalations: Escalation[]): string {
  const sections: [string, string[]][] = [
    ['Wider', diff.wider.map(explainFinding)],
    ['Leads to more', escalations.map(explainEscalation)],
    ['Wider once new actions exist', wideningOf(diff.latent).map(explainFinding)],
    ['Not proven', diff.unproven.map((reason) => printableLines([reason, `  id: ${unprovenId(reason)}`]))],
    [
      'Narrower',
      [...diff.narrower, ...diff.latent.filter(({ direction }) => direction === 'narrower')].map(explainFinding),
    ],
  ];
  const shown = sections.filter(([, items]) => items.length > 0);
  if (shown.length === 0) return 'No change in access.\n';
  const counts = shown.map(([title, items]) => `${items.length} ${title.toLowerCase()}`).join(', ');
  return `${counts}\n${shown.map(([title, items]) => `\n${title}\n\n${items.join('\n')}\n`).join('')}`;
}

/** The comparison for programs: what a person can accept has its id and its text. */
export function diffDocument(diff: ModelDiff, escalations: Escalation[]) {
  const told = (finding: ModelFinding) => ({ id: findingId(finding), text: explainFinding(finding), ...finding });
  return {
    ...diff,
    wider: diff.wider.map(told),
    latent: diff.latent.map(told),
    escalations: escalations.map((each) => ({ id: escalationId(each), text: explainEscalation(each), ...each })),
  };
}

/** 1 where a person must look: something widened, leads to more, or is not proven. */
export function exitCode(diff: ModelDiff, escalations: Escalation[]): 0 | 1 {
  const widened = diff.wider.length + wideningOf(diff.latent).length + escalations.length;
  return widened + diff.unproven.length > 0 ? 1 : 0;
}

function wideningOf(findings: ModelFinding[]): ModelFinding[] {
  return findings.filter(({ direction }) => direction === 'wider');
}

const verdicts: Record<Decision['verdict'], string> = {
  Allowed: 'allowed',
  ExplicitlyDenied: 'denied',
  ImplicitlyDenied: 'implicitly denied',
  DependsOn: 'depends on the context',
};

function decided({ verdict, by, missing, dependsOn }: Decision): string {
  const statements = by.length > 0 ? ` by ${by.map(named).join(', ')}` : '';
  const layers = missing && missing.length > 0 ? `, nothing allows it in: ${missing.join(', ')}` : '';
  const keys = dependsOn.length > 0 ? ` (${dependsOn.join(', ')})` : '';
  return `${verdicts[verdict]}${statements}${layers}${keys}`;
}

function named({ policy, sid }: StatementRef): string {
  return `statement ${sid} of ${policy}`;
}

function contextOf({ context }: Request): string {
  const parts = Object.entries(context).map(([key, value]) => {
    if (value === null) return `without ${key}`;
    return `${key} = ${[value].flat().join(' and ')}`;
  });
  return parts.length > 0 ? `, with ${parts.join(', ')}`.replace(/, with without /, ', without ') : '';
}

function listed(items: string[], most: number): string {
  const shown = items.slice(0, most).join(', ');
  return items.length > most ? `${shown} and ${items.length - most} more` : shown;
}
