import type { SignIn } from '../answers/answers.ts';
import { signInWords } from '../plan/screen.ts';
import { dutiesInShort } from './duties.ts';
import { classOf, type Evidence } from './evidence.ts';
import { diagram, type Flow, flowsOf } from './flow.ts';
import { code, html, list, table } from './html.ts';

const count = (number: number, one: string, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;

function facts(all: Evidence): string {
  const { results, cells } = all;
  const claims = results.flatMap(({ sentences }) => sentences);
  const attacks = attacksIn(all);
  const general = results.filter(({ isGeneral }) => isGeneral);
  const holding = (some: Evidence['results']) =>
    `${some.filter(({ state }) => state === 'holds').length} of ${some.length}`;
  const isOpen = results.some(({ state }) => classOf(state) === 'bad');
  const told = attacks.filter(isTold).length;
  const cards = [
    [
      holding(results.filter(({ isGeneral }) => !isGeneral)),
      `controls hold, and ${holding(general)} general checks`,
      isOpen ? 'bad' : 'good',
    ],
    [`${claims.length}`, 'claims, each with its evidence', ''],
    [
      `${attacks.filter(isStopped).length} of ${attacks.length}`,
      `attacks are stopped; ${told} are accepted, each with an alert`,
      '',
    ],
    [`${new Set(cells.map(({ who }) => who)).size}`, 'principals in the access matrix', ''],
  ];
  return `<div class="facts">${cards.map(([number = '', text = '', kind]) => `<div><b${kind && ` class="${kind}"`}>${number}</b>${text}</div>`).join('')}</div>`;
}

/** Accounts whose data flows alike are drawn once. */
function pictures({ parts, cells, jobs, settings }: Evidence): { picture: string; flows: Flow[] }[] {
  const drawn = new Map<string, { accounts: string[]; flows: Flow[]; first: Evidence['parts'][number] }>();
  for (const one of parts) {
    const flows = flowsOf(cells, one.account);
    const key = JSON.stringify([flows, { ...one, account: '', stacks: one.stacks.length }]);
    const known = drawn.get(key) ?? { accounts: [], flows, first: one };
    known.accounts.push(/^0+$/.test(one.account) ? 'of the deployment' : one.account);
    drawn.set(key, known);
  }
  return [...drawn.values()].map(({ accounts, flows, first }) => ({
    picture: diagram(
      flows,
      first,
      jobs,
      `account ${accounts.join(' and ')}, ${[settings.region, ...first.regions].filter((region, at, all) => all.indexOf(region) === at).join(', ')}`,
    ),
    flows,
  }));
}

const covers = (whole: string, part: string): boolean =>
  whole === part || (whole.endsWith('*') && part.startsWith(whole.slice(0, -1)));

/** Whoever reads or writes all of it; parts of it have lines of their own. */
function whoIn(flows: readonly Flow[], what: string, way: Flow['way']): string {
  const of = flows.filter((flow) => flow.way === way);
  const all = new Set(of.filter((flow) => covers(flow.what, what)).map(({ who }) => who));
  const isInParts = of.some((flow) => covers(what, flow.what));
  return html([...all].join(', ') || (isInParts ? 'see the prefixes of it' : 'nobody'));
}

function protectedData(flows: readonly Flow[], { parts, cells }: Evidence): string {
  const isKey = (what: string) =>
    cells.some((cell) => cell.what === what && cell.actions.some((action) => /^kms:(Sign|Verify)$/.test(action)));
  const keyed = (kind: 'buckets' | 'secrets', otherwise: string) =>
    parts.flatMap((part) => part[kind].map(({ name, key }) => [name, key ?? otherwise] as const));
  const keys = new Map([
    ...keyed('secrets', 'a key of AWS Secrets Manager'),
    ...keyed('buckets', 'a key of Amazon S3'),
  ]);
  const rows = [...new Set(flows.map(({ what }) => what))].sort().map((what) => {
    const name = what.split('/')[0] ?? '';
    return [
      code(what),
      html(keys.get(name) ?? (isKey(what) ? 'itself a key' : 'no key in these templates')),
      whoIn(flows, what, 'read'),
      whoIn(flows, what, 'write'),
    ];
  });
  // Amazon S3 API Reference, PutBucketPolicy: root may replace a bucket policy even where that denies it.
  const root =
    "The account's root user can read and write all of it, and so can an administrator of the account after replacing the policies that deny it. Only an organization's policies (SCPs and RCPs) stop them.";
  return `${table(['data', 'encrypted with', 'read by', 'written by'], rows, 'data')}
<p class="soft">${html(root)}</p>`;
}

/** Rows of the kind `engineer may reach s3:GetObject raw/train/*`: what no table of permissions shows. */
function indirect({ results }: Evidence): string {
  const reached = results
    .flatMap(({ sentences }) => sentences)
    .flatMap(({ sentence, state }) => {
      const { who, what } = /^(?<who>\S+) may reach (?<what>.*)$/.exec(sentence)?.groups ?? {};
      return who && what && state === 'holds' ? [`${html(who)}: ${code(what)}`] : [];
    });
  return reached.length > 0
    ? `<h3>Reached indirectly</h3><p>Whoever may start a job with code of their own, or open a shell inside the network, reaches what that job or shell reads. Each start is recorded.</p><div class="columns">${list(reached)}</div>`
    : '';
}

const attacksIn = ({ results }: Evidence) =>
  results
    .flatMap(({ sentences }) => sentences)
    .flatMap(({ journey, state }) => (journey?.by === 'attacker' ? { ...journey, state } : []));

type Attack = ReturnType<typeof attacksIn>[number];
const isStopped = ({ stopped }: Attack) => stopped !== undefined;
const isTold = ({ stopped, accepted, state }: Attack) => !stopped && accepted !== undefined && state === 'holds';

function stoppedAttacks(all: Evidence): string {
  const attacks = attacksIn(all);
  const rows = [...new Set(attacks.map(({ who }) => who))].map((who) => {
    const own = attacks.filter((each) => each.who === who);
    const first = own.filter(({ stopped }) => stopped?.startsWith('step 1:')).length;
    const [stopped, told] = [own.filter(isStopped).length, own.filter(isTold).length];
    const through = own.length - stopped - told;
    const denied = own.filter(({ deniedBy }) => deniedBy?.some((statement) => /^[^ ]+\/[^ ]+$/.test(statement))).length;
    const numbers = [own.length, first, stopped - first, denied, stopped - denied, told].map(String);
    return [html(who), ...numbers, through > 0 ? `<span class="bad">${through}</span>` : '0'];
  });
  const head = [
    'attacker',
    'attacks',
    'stopped at once',
    'later',
    'by a deny',
    'not allowed',
    'accepted, with an alert',
    'open',
  ];
  const accepted = attacks.filter(isTold).map(({ title, accepted: by }) => {
    return `${html(title)}: alert ${code(by?.alert ?? '')}`;
  });
  return `${table(head, rows)}
${accepted.length > 0 ? `<h3>Accepted attacks, each with the alert that reports it (reasons: <a href="#journeys">all journeys</a>)</h3><div class="columns">${list(accepted)}</div>` : ''}`;
}

const mostShown = 8;

const short = (items: readonly string[]): readonly string[] =>
  items.length <= mostShown
    ? items
    : [...items.slice(0, mostShown), `and ${items.length - mostShown} more: ${code('secure-ml check')} lists them all`];

function standing({ off, beyond, results, findings, edited, notProven }: Evidence): string {
  const of = (state: string) => results.filter((result) => result.state === state);
  const accepted = findings.flatMap((finding) => (finding.accepted ? [{ ...finding, by: finding.accepted }] : []));
  const tampered = findings.filter((finding) => finding.kind === 'judge' && !finding.accepted);
  const sections: [string, string[]][] = [
    ['Failing controls', of('fails').map(({ title, id }) => `<span class="bad">${html(title)}</span> ${code(id)}`)],
    [
      'Not proven or not read',
      [
        ...of('not proven').map(({ title, id }) => `<span class="bad">${html(title)}</span> ${code(id)}`),
        ...(notProven.length > 0
          ? [`<a href="#not-proven">${count(notProven.length, 'place')} of the templates not read</a>`]
          : []),
      ],
    ],
    [
      'Edited judge, proofs or workflows',
      tampered.map(({ what, path }) => `<span class="bad">${html(what)}</span> ${code(path ?? '')}`),
    ],
    ['Controls that are off', off.map(({ title, why }) => `${html(title)}: ${html(why)}`)],
    [
      'Controls that only a higher tier or an answer turns on',
      [...new Set(beyond.map(({ why }) => why))].map((reason) => {
        const of = beyond.filter(({ why }) => why === reason);
        return `${html(reason)}: ${of.map(({ id }) => code(id)).join(', ')}`;
      }),
    ],
    [
      'Inherited controls',
      of('inherited').map(
        ({ title, sentences }) =>
          `${html(title)}${sentences.length > 0 ? `: ${html(sentences.flatMap(({ evidence }) => evidence).join(', '))}` : ''}`,
      ),
    ],
    [
      'Accepted findings',
      accepted.map(
        ({ what, by }) =>
          `${html(what)}: ${html(by.owner)}, ${by.until ? `until ${html(by.until)}` : 'for this content'}. ${html(by.reason)}`,
      ),
    ],
    ['Edited security files', edited.map(code)],
  ];
  const shown = sections.filter(([, items]) => items.length > 0);
  const none = sections.filter(([, items]) => items.length === 0).map(([name]) => name.toLowerCase());
  return `${shown.map(([name, items]) => `<h3>${name}</h3><div class="columns">${list(short(items))}</div>`).join('')}${none.length > 0 ? `<p class="soft">Nothing to list under: ${html(none.join('; '))}.</p>` : ''}`;
}

const texts = (value: unknown): string[] => [value].flat().filter((one) => typeof one === 'string');

/** Where alerts go and who deploys, as settings.json has it. */
function answered({ alerting, repository, bootstrap }: Evidence['settings']): string {
  const { emails, https, slack, topicArn, minimumSeverity } = alerting ?? {};
  const addresses = [emails, https, slack, topicArn].flatMap(texts);
  const from = texts(minimumSeverity).map((severity) => ` of severity ${severity} and higher`);
  const alerts =
    addresses.length > 0 ? `Alerts${from[0] ?? ''} go to ${addresses.join(', ')}` : 'No recipient of alerts is named';
  const [workflow] = texts(repository).filter((name) => name !== 'none');
  const [qualifier] = texts(bootstrap?.qualifier);
  const deploys = [
    ...(workflow ? [`the workflow of ${workflow}`] : []),
    ...(qualifier ? [`whoever can assume the roles cdk-${qualifier}-*`] : []),
  ];
  return html(`${alerts}.${deploys.length > 0 ? ` Deployed by: ${deploys.join(', and ')}.` : ''}`);
}

/** What a reviewer reads first; all that it says is in the evidence behind it. */
export function frontPages(all: Evidence): string {
  const { settings, commit, digest, generator, overlays, program, judge, date } = all;
  const drawn = pictures(all);
  const meta = [
    `${date.toISOString().slice(0, 10)}`,
    commit ? `commit ${code(commit)}` : 'no commit',
    `templates ${code(digest.slice(0, 16))}`,
    `judged by create-secure-ml ${html(program)}, judge ${code(judge.digest.slice(0, 16))}`,
    `written by ${html([generator ?? 'another generator', ...overlays].join(' with '))}`,
  ];
  return `<div class="front"><h1>${html(settings.name)}: security report</h1>
<p class="soft meta">${meta.join(' · ')}</p>
<p>${html(`${settings.sensitivity[0]?.toUpperCase() ?? ''}${settings.sensitivity.slice(1)}`)} data in ${html(settings.region)}${settings.people ? `; people sign in with ${html(signInWords[settings.people.signIn as SignIn] ?? settings.people.signIn)}` : ''}. Every verdict here is derived from the templates that would be deployed. It does not cover manual changes in the account, who can sign in, or what AWS services do: see <a href="#duties">your duties</a>, and run ${code('npm run live-test')} after the first deployment.</p>
<p>${answered(settings)}</p>
<p class="soft">Do not take the word of this page for it: check out the commit, type ${code(`npm install --global create-secure-ml@${program}`)}, and run ${code('secure-ml report')} in it, which computes it again with the judge of the published package, not the one in the repository. The digests of templates and judge above (the first 16 digits of their SHA-256) have to match.</p>
${facts(all)}
<h2>Data flow</h2>
${drawn.map(({ picture }) => `<div class="card flow">${picture}</div>`).join('\n')}
<h2>What is protected</h2>
${drawn.map(({ flows }) => protectedData(flows, all)).join('\n')}
${indirect(all)}
<h2>What stops whom</h2>
<p>Attack journeys, evaluated call by call: <a href="#journeys">show all</a>. “At once” is the first call; an attack is stopped by a deny, or because no policy allows the call; “open” is neither stopped nor reported.</p>
${stoppedAttacks(all)}
<h2>What is open</h2>
${standing(all)}
<h2 id="duties">Your duties</h2>
<p>What no template can prove. Each duty links to its full text in the evidence; SECURITY.md has the same text. Some commands only look, others change something: read the text first.</p>
${dutiesInShort(all)}</div>`;
}
