import type { ControlState, Sentence } from '../../templates/judge/prove/controls.ts';
import type { NotProven } from '../../templates/judge/read/not-proven.ts';
import type { Finding } from '../finding.ts';
import type { Parts } from '../judging/parts.ts';
import { wholeDuty } from './duties.ts';
import type { MatrixRow } from './flow.ts';
import { code, html, list, prose, table } from './html.ts';

/** What a report shows; all of it comes from this program's own judge and its own reading of the repository. */
export interface Evidence {
  settings: {
    name: string;
    region: string;
    sensitivity: string;
    people?: { signIn: string };
    alerting?: Partial<Record<'emails' | 'https' | 'slack' | 'topicArn' | 'minimumSeverity', unknown>>;
    repository?: unknown;
    bootstrap?: { qualifier?: unknown };
  };
  /** What is checked out, where that is known: the templates have a digest of their own. */
  commit?: string;
  /** SHA-256 of the templates, and the versions of what wrote the repository and of what judges it. */
  digest: string;
  generator?: string;
  overlays: string[];
  program: string;
  /** SHA-256 of the judge that decided, as its release publishes it, and of its proof of each control. */
  judge: { digest: string; proofs: Record<string, string> };
  date: Date;
  controls: { id: string; title: string; why: string; satisfies: string[]; carries: string; duty?: string }[];
  /** What the tier asks for and is off, with the reason. */
  off: { id: string; title: string; why: string }[];
  /** What only a higher tier or an answer turns on. */
  beyond: { id: string; title: string; why: string }[];
  /** Of each control, and of what is asked of all templates together (`isGeneral`). */
  results: { id: string; title: string; state: ControlState; sentences: Sentence[]; isGeneral?: true }[];
  notProven: NotProven[];
  cells: MatrixRow[];
  parts: Parts[];
  /** Roles that run inside the network where there is one. */
  jobs: ReadonlySet<string>;
  /** Files that a person edited or deleted and that carry security. */
  edited: string[];
  /** What `check` finds, what somebody accepted among it. */
  findings: Finding[];
}

export const classOf = (state: ControlState): string =>
  state === 'holds' ? 'good' : state === 'fails' || state === 'not proven' ? 'bad' : 'open';

const marked = (state: ControlState, text: string): string => `<span class="${classOf(state)}">${text}</span>`;

const short = (evidence: string[]): string =>
  evidence.slice(0, 3).join(', ') + (evidence.length > 3 ? ` and ${evidence.length - 3} more` : '');

function claim({ sentence, state, evidence, failures }: Sentence): string {
  // Not one of its kind is there: nothing speaks for the claim or against it, and its control does not rest on it.
  if (state === 'not proven' && failures.length === 0)
    return `${marked('inherited', html(sentence))} <span class="soft">nothing of this kind in the templates</span>`;
  const below =
    failures.length > 0 ? list(failures.map(html)) : ` <span class="soft">${html(short(evidence) || state)}</span>`;
  return marked(state, html(sentence)) + below;
}

const proofOf = (digest: string | undefined): string => (digest ? ` Proof ${code(digest.slice(0, 16))}.` : '');

function control({ id, title, state, sentences }: Evidence['results'][number], { controls, judge }: Evidence): string {
  const { why, satisfies, carries, duty } = controls.find((one) => one.id === id) ?? {};
  const about = why
    ? `<p>${prose(why)}</p><p class="soft">${html((satisfies ?? []).join(', '))}. Implemented by ${html(carries ?? '')}.${proofOf(judge.proofs[id])}</p>`
    : '';
  const standing = state === 'holds' ? '' : ` (${html(state)})`;
  return `<details${classOf(state) === 'bad' ? ' open' : ''}><summary class="${classOf(state)}">${html(title)}<span class="soft">${html(id)}${standing}</span></summary>
${about}${list(sentences.map(claim))}${duty ? `<p id="duty-${html(id)}"><b>Your duty:</b> ${wholeDuty(duty)}</p>` : ''}</details>`;
}

function endOf({ journey, state }: Sentence): string {
  if (journey?.stopped) return `stopped at ${journey.stopped} (${short(journey.deniedBy ?? []) || 'denied'})`;
  return state === 'holds'
    ? `accepted, reported by the alert ${journey?.accepted?.alert ?? ''}. ${journey?.accepted?.why ?? ''}`
    : 'nothing stops it';
}

const attack = (each: Sentence): string[] => [
  marked(each.state, html(each.journey?.title ?? '')),
  html((each.journey?.mitre ?? []).join(', ')),
  html(endOf(each)),
];

/** A row of more may be divided between two pages. */
const manyActions = 25;

const access = ({ who, what, level, actions, when, but }: MatrixRow): string[] => [
  html(who === 'everyone' && when.length > 0 ? 'whoever meets the conditions' : who),
  code(what),
  html(level),
  actions.length > manyActions ? `<span class="long">${code(actions.join(', '))}</span>` : code(actions.join(', ')),
  html([...when, ...but.map((each) => `denied: ${each}`)].join('; ')),
];

const unread = ({ stack, logicalId, path, what, why }: NotProven): string =>
  `<span class="bad">${html([stack, logicalId].filter(Boolean).join(': '))}</span> <span class="soft">${html(path)}</span> ${html([what, why].filter(Boolean).join(': '))}`;

/** Everything that the first pages rest on. */
export function evidencePages(all: Evidence): string {
  const journeys = all.results.flatMap(({ sentences }) => sentences).filter(({ journey }) => journey);
  const by = (who: 'people' | 'attacker') => journeys.filter(({ journey }) => journey?.by === who);
  return `<section class="evidence" id="evidence"><h2>Evidence: controls</h2>
<p>Claims name actions and resources as IAM does. “Cannot … ever” means that these templates refuse it whatever the request’s conditions are: its network, its tags, how its caller signed in. “With more rights” and “with any policy” mean that a deny or a permissions boundary refuses it, whatever anybody grants besides. “Reach” includes indirect access: roles that one can assume or pass on, and code or data that another role runs or reads.</p>
<p>“Anyone” is every role of these templates and every caller from outside: “a stranger” is a role of another account, “anonymous” a caller without credentials. “An administrator” is a role of this account with every permission, and “ROLE-person” is who signs in to take a role. “No statement allows it” means that nothing grants the action, and a deny is not needed.</p>
${all.results.map((result) => control(result, all)).join('\n')}
<h2 id="journeys">Evidence: journeys</h2>
<h3>What people must be able to do: each step is allowed</h3>
${list(by('people').map(({ state, journey, failures }) => marked(state, html(journey?.title ?? '')) + list(failures.map(html))))}
<h3>What attackers try</h3>
${table(['attack', 'technique', 'where it stops'], by('attacker').map(attack))}
<h2 id="access">Evidence: who can do what</h2>
<p>What is not here is denied. An action holds only under the conditions beside it.</p>
${table(['who', 'on what', 'level', 'actions', 'only'], all.cells.map(access), 'access')}
${all.notProven.length > 0 ? `<h2 id="not-proven">Not proven</h2><p>What was not read may grant more access than the table shows.</p>${list(all.notProven.map(unread))}` : ''}
</section>`;
}
