import type { Rehearsed } from '../judging/rehearsed.ts';
import type { Told } from '../rehearse/gate.ts';
import { type AllowUse, allowUse } from '../rehearse/idle.ts';
import type { RehearsalRun } from '../rehearse/rehearse.ts';
import { answerOf, type Played } from '../rehearse/step.ts';
import { because, isAllowed } from '../rehearse/verdict.ts';
import { document, html } from '../report/html.ts';
import { style } from '../report/style.ts';

const places = { outside: 'from the internet', inside: 'inside the network' };

/** The statement that stopped a step. */
const stop = ({ calls }: Played): string | undefined => {
  const refused = calls.flatMap(({ verdicts }) => verdicts).find((verdict) => !isAllowed(verdict));
  return refused && because(refused);
};

const outcome = (one: Played): string => {
  const { length } = one.calls;
  if (one.stopped === undefined) return `${length} ${length === 1 ? 'call' : 'calls'} allowed`;
  return stop(one) ?? one.stopped;
};

/** A step on the terminal: who did what, from where, and what AWS would answer. */
export function linesOf(one: Played): string[] {
  const { step, asExpected, stopped, alerts, milliseconds } = one;
  const time = milliseconds >= 1000 ? ` (${(milliseconds / 1000).toFixed(0)} s)` : '';
  const lines = [`${asExpected ? '✓' : '✗'} ${step.who}, ${places[step.from]}: ${step.title}${time}`];
  lines.push(`    ${stopped === undefined ? 'goes through' : 'refused'}: ${outcome(one)}`);
  if (!asExpected && stopped !== undefined) {
    lines.push(`    stopped: ${stopped}`, `    AWS would answer: ${answerOf(one)}`);
  }
  for (const rule of new Set(alerts.map((alert) => alert.rule))) lines.push(`    alert: ${rule}`);
  return lines;
}

/** One call on the terminal, as somebody types it. */
export function lineOfCall({ session, source, call, allowed, error, verdicts }: Told): string {
  const refused = verdicts.find((verdict) => !isAllowed(verdict));
  const why = refused ? `: ${because(refused)}` : error ? `: ${error.code}` : '';
  return `${allowed ? '✓' : '✗'} ${session.label}, ${places[source]}: ${call.service}:${call.operation}${why}`;
}

export function summaryOf({ played, milliseconds }: RehearsalRun): string {
  const people = played.filter(({ step }) => step.expects === 'goes through');
  const attacks = played.filter(({ step }) => step.expects !== 'goes through');
  const right = (list: Played[]) => list.filter(({ asExpected }) => asExpected).length;
  const calls = played.flatMap(({ calls: each }) => each);
  const decisions = calls.reduce((sum, { verdicts }) => sum + verdicts.length, 0);
  return [
    `${right(people)} of ${people.length} steps of people went through; ${right(attacks)} of ${attacks.length} of attackers were refused or raised an alert.`,
    `${calls.length} calls, ${decisions} decisions, ${(milliseconds / 1000).toFixed(0)} seconds.`,
  ].join('\n');
}

/** Rights that nothing was seen to need, for the terminal. */
export function idleLines({ called, needed, idle }: AllowUse): string[] {
  const all = called.length + needed.length + idle.length;
  const head = `${all} allows of roles: ${called.length} were needed by a call of this run, ${needed.length} by a journey or by a service itself, ${idle.length} by nothing known.`;
  const unshown = needed.filter(({ unverified }) => unverified);
  const guessed =
    unshown.length > 0 ? [`${unshown.length} of them by a call of a service that no page of AWS shows:`] : [];
  return [
    head,
    ...idle.map(({ statement, actions }) => `    ${statement}: ${actions.join(', ')}`),
    ...guessed,
    ...unshown.map(({ statement, by }) => `    ${statement}: ${by}`),
  ];
}

/** The run as JSON. */
export const rehearsalDocument = ({ played, milliseconds }: RehearsalRun, allows: AllowUse) => ({
  milliseconds,
  allows,
  steps: played.map(({ step: { who, title, from, expects }, stopped, asExpected, calls, alerts }) => ({
    ...{ who, title, from, expects, asExpected },
    ...(stopped !== undefined && { stopped }),
    calls: calls.map(({ session, call, allowed, verdicts }) => ({
      who: session.label,
      operation: `${call.service}:${call.operation}`,
      allowed,
      decisions: verdicts.map((verdict) => ({
        action: verdict.asking.action,
        resource: verdict.asking.resource,
        allowed: isAllowed(verdict),
        because: because(verdict),
      })),
    })),
    alerts,
  })),
});

/** A text of several lines: what is not a sign of a line shows as such. */
const lines = (text: string) => text.split(/\r?\n/).map(html).join('\n');

function callRow({ session, source, call, verdicts, allowed, error }: Told): string {
  const decided = verdicts
    .map((verdict) => {
      const { action, resource } = verdict.asking;
      return `<li class="${isAllowed(verdict) ? 'good' : 'bad'}"><code>${html(action)}</code> on <code>${html(resource)}</code><br><span class="soft">${html(because(verdict))}</span></li>`;
    })
    .join('');
  const why = error && verdicts.length === 0 ? `<p>${html(error.message)}</p>` : '';
  return `<tr><td>${html(session.label)}<br><span class="soft">${places[source]}</span></td><td><code>${html(`${call.service}:${call.operation}`)}</code></td><td><span class="${allowed ? 'good' : 'bad'}">${allowed ? 'allowed' : 'refused'}</span></td><td>${why}<ul>${decided}</ul></td></tr>`;
}

function section(one: Played, at: number): string {
  const { step, asExpected, alerts, calls, stopped } = one;
  const told = alerts.map(({ rule, text }) => `<pre>${lines(`${rule}\n\n${text}`)}</pre>`).join('');
  return `<details><summary><span class="${asExpected ? 'good' : 'bad'}">${at + 1}. <b>${html(step.who)}</b>, ${places[step.from]}: ${html(step.title)}</span><span class="soft">${html(outcome(one))}</span></summary>
${stopped ? `<p>AWS would answer: <code>${html(answerOf(one) ?? '')}</code></p>` : ''}${told && `<h3>In the inbox</h3>${told}`}
<div class="scroll"><table><tr><th>Who</th><th>Call</th><th>Answer</th><th>Decided by</th></tr>${calls.map(callRow).join('')}</table></div></details>`;
}

function rights({ called, needed, idle }: AllowUse): string {
  const rows = (list: string[][]) =>
    list.map(([one = '', two = '']) => `<tr><td><code>${html(one)}</code></td><td>${html(two)}</td></tr>`);
  const part = (title: string, head: string, list: string[][]) =>
    `<details><summary><span>${html(title)}</span><b>${list.length}</b></summary><div class="scroll"><table><tr><th>Statement</th><th>${head}</th></tr>${rows(list).join('')}</table></div></details>`;
  const acts = (list: AllowUse['idle']) => list.map(({ statement, actions }) => [statement, actions.join(', ')]);
  return [
    part('Allows of roles that nothing known needs', 'Actions', acts(idle)),
    part(
      'Needed by a call of a service that no page of AWS shows',
      'Nearest page',
      needed.filter(({ unverified }) => unverified).map(({ statement, by }) => [statement, by]),
    ),
    part(
      'Needed by a journey or by a service itself',
      'By',
      needed.filter(({ unverified }) => !unverified).map(({ statement, by }) => [statement, by]),
    ),
    part('Needed by a call of this run', 'Actions', acts(called)),
  ].join('');
}

/** One page that stands alone: no script, nothing from elsewhere. */
export function rehearsalPage(
  here: Pick<Rehearsed, 'project' | 'region' | 'signIn' | 'allows' | 'needed'>,
  run: RehearsalRun,
  date: Date,
): string {
  const use = allowUse(here, run);
  const css = `${style}pre{white-space:pre-wrap;background:var(--ground);border:1px solid var(--line);border-radius:6px;padding:10px;font:13px/1.5 ui-monospace,monospace}h3{font-size:15px;margin:12px 0 6px}li{list-style:none}td:nth-child(2){white-space:nowrap}`;
  const people = run.played.filter(({ step }) => step.expects === 'goes through');
  const attacks = run.played.filter(({ step }) => step.expects !== 'goes through');
  const right = (list: Played[]) => `<b>${list.filter(({ asExpected }) => asExpected).length} of ${list.length}</b>`;
  const calls = run.played.flatMap((one) => one.calls);
  const alerts = new Set(run.played.flatMap((one) => one.alerts.map(({ rule }) => rule)));
  const body = `<main><h1>Rehearsal of ${html(here.project)}</h1>
<p class="soft">${html(here.region)}, people sign in by ${html(here.signIn)}, ${html(date.toISOString().slice(0, 16).replace('T', ' '))} UTC</p>
<p>The repository's own code ran against a stand-in for AWS on one machine. Each call was decided from the templates that would be
deployed; what a service does beyond that is moto's imitation, not AWS.</p>
<div class="facts"><div>${right(people)} steps of people went through</div><div>${right(attacks)} steps of attackers refused or told</div>
<div><b>${calls.length}</b> calls decided</div><div><b>${alerts.size}</b> alerts raised</div><div><b>${(run.milliseconds / 1000).toFixed(0)} s</b> in all</div></div>
<h2>People</h2><div class="card">${people.map(section).join('')}</div>
<h2>Attackers</h2><div class="card">${attacks.map((one, at) => section(one, at)).join('')}</div>
<h2>Rights and their use</h2><div class="card">${rights(use)}</div></main>`;
  return document(`Rehearsal of ${here.project}`, css, body);
}
