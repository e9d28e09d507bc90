import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaults, tiers } from '../src/answers/answers.ts';
import { answerText, valueAt } from '../src/answers/keys.ts';
import { questionOf } from '../src/answers/questions.ts';
import { type Declaration, readCatalog } from '../src/plan/catalog.ts';
import { answerKeys } from '../src/shape/kinds.ts';
import { readTemplates } from '../src/tree/templates.ts';
import { filesOf, readKinds, type UnitKind } from '../src/units/kind.ts';
import { claims, withClaims } from './claims.ts';
import { withStarters } from './starters.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const note = (from: string) => `<!-- Written by \`npm run docs\` from ${from}; a test holds it. -->`;
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const row = (cells: string[]) => `| ${cells.map(cell).join(' | ')} |`;
const table = (head: string[], rows: string[][]) =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

function answersPage(): string {
  const usual = defaults('my-ml');
  const rows = answerKeys.map((key) => {
    if (key === 'name')
      return [
        `\`${key}\``,
        questionOf(key).give,
        "the directory's name",
        'Names of stacks, buckets and roles begin with it.',
      ];
    const { give, changes } = questionOf(key);
    return [`\`${key}\``, give, `\`${answerText(valueAt(usual, key))}\``, changes];
  });
  return `# Answers

${note('src/answers/questions.ts')}

Four things are asked of everybody; \`Customize?\` asks the rest. Each can be given by \`--set KEY=VALUE\`, or in a file
(\`--answers FILE\`, JSON, keys nested at the dots). In a repository, all of them are in \`settings.json\`, and nowhere else.

${table(['key', 'give', 'default', 'what it changes'], rows)}

The region comes from \`AWS_REGION\` or the AWS profile where one is set, the e-mail address from git, the GitHub repository from
the remote \`origin\`. \`secure-ml answers\` shows every answer with its source; \`secure-ml answers --set KEY=VALUE\` changes it.
`;
}

const about = {
  public: 'Data that anybody may see. The account is watched and changes are recorded.',
  internal: 'Data for the organization. Keys are yours, deploying needs no stored key, spending is watched.',
  confidential: 'Data whose loss harms. Jobs have no way to the internet; data is open to named roles alone.',
  restricted: 'Data whose loss is grave. One person alone cannot delete it, and records cannot be changed by anybody.',
};

function tiersPage(catalog: Declaration[]): string {
  const parts = tiers.map((tier) => {
    const rows = catalog
      .filter(({ from, optIn }) => from === tier && !optIn)
      .map(({ id, title }) => [`[\`${id}\`](controls.md#${id})`, title]);
    const cost = catalog
      .filter(({ from }) => tiers.indexOf(from) <= tiers.indexOf(tier))
      .reduce((sum, { fixedMonthlyUsd = 0 }) => sum + fixedMonthlyUsd, 0);
    return `## ${tier}\n\n${about[tier]}\n\n${rows.length > 0 ? table(['control', 'what holds'], rows) : 'It adds no control of its own.'}\n\nFixed cost up to here: at most ${cost.toFixed(2)} USD a month, and use on top.`;
  });
  const optional = catalog
    .filter(({ optIn }) => optIn)
    .map(({ id, title }) => [`[\`${id}\`](controls.md#${id})`, title]);
  return `# Tiers

${note('templates/infra/controls/*/control.json')}

One answer, \`sensitivity\`, decides which controls are on. Each tier includes the controls of every less sensitive tier and adds its own.

${parts.join('\n\n')}

## By your answer, in any tier

These need work of yours before they hold: \`secure-ml control ID\` turns one on.

${table(['control', 'what holds'], optional)}
`;
}

function controlsPage(catalog: Declaration[]): string {
  const sections = catalog.map(
    ({ id, title, why, from, optIn, elsewhere, needs, satisfies, carries, duty, fixedMonthlyUsd, asks }) => {
      const facts = [
        ['From tier', optIn ? 'none: by your answer' : from],
        ['Implemented by', carries],
        ['Meets', satisfies.join(', ')],
        ['Needs', needs.map((need) => `[\`${need}\`](#${need})`).join(', ')],
        ['Asks for', (asks ?? []).map((key) => `\`${key}\``).join(', ')],
        ['Fixed cost', fixedMonthlyUsd ? `${fixedMonthlyUsd.toFixed(2)} USD a month` : ''],
        ['Left to you', duty ?? ''],
        ['Where it does not exist', elsewhere ?? ''],
      ].filter(([, text]) => text !== '');
      return `## ${id}\n\n${title}\n\n${why}\n\n${facts.map(([name, text]) => `- ${name}: ${text}`).join('\n')}`;
    },
  );
  return `# Controls

${note('templates/infra/controls/*/control.json')}

${catalog.length} controls. In a repository, \`secure-ml control\` shows which are on and why, and each one's code and proof are in
\`infra/controls/ID/\`. A proof reads the templates that would be deployed; [proofs](proofs.md) tells how.

${sections.join('\n\n')}
`;
}

/** Where a kind is not offered, and why. */
function offeredWhere({ from, until, untilWhy }: UnitKind): string {
  const lowest = from ? ` Offered from ${from} up.` : '';
  return until ? `${lowest} Offered up to ${until}: above, ${untilWhy}.` : lowest;
}

function unitsPage(kinds: UnitKind[]): string {
  const all = readTemplates(join(root, 'templates'));
  const rows = kinds.map(({ kind, rights, alerts, proves, asks, fixedMonthlyUsd }) => [
    kind,
    `\`secure-ml add ${kind} NAME\``,
    ['unit.json', ...[...filesOf(all, kind).keys()].map((path) => path.replace(/\.ejs$/, ''))]
      .sort()
      .map((path) => `\`${path}\``)
      .join(', '),
    rights,
    alerts,
    asks.map(({ key }) => `\`${key}\``).join(', '),
    fixedMonthlyUsd ? `${fixedMonthlyUsd.toFixed(2)} USD a month` : 'none',
    proves,
  ]);
  return `# Units: what a project adds on day two

${note('templates/infra/units/*/kind.json')}

\`\`\`
$ secure-ml add bucket features --set readers=training
\`\`\`

writes \`infra/units/features/\` into the repository, by the same merge as an upgrade, and stages it; you commit. \`secure-ml add
--list\` shows the kinds, \`--dry-run\` the plan, \`secure-ml remove features\` takes the unit away again.

${table(['kind', 'command', 'files', 'rights', 'alerts', 'asks for', 'fixed cost', 'what is proved'], rows)}

${kinds.map((kind) => `**${kind.kind}**: ${kind.title}. ${kind.why}${offeredWhere(kind)}`).join('\n\n')}

## What a unit is

A folder below \`infra/units/\`. \`unit.json\` names its kind and its values; \`unit.ts\` exports \`apply(foundation, unit)\`, which runs
before the controls, so that they harden what it makes; \`proofs.json\` has its rows: who may, and that nobody else can. Edit
\`unit.json\` (a further reader, say) and run \`secure-ml upgrade\`: the rows follow. Until then the proofs are red, because access
changed and no row says so.

What a unit lets somebody do is wider access, and a pull request's gate asks for it. \`add\` writes the lines for it into
\`accepted.json\`, with your address from git and the command as the reason: whoever reviews the pull request sees them, and accepts them
by merging. A role that is new is one line, bound to exactly its rights. A pipeline's role starts jobs, so the alert on jobs that
others start leaves it out: that is told by itself, and has a line of its own. Where git knows no address it prints what to type.

Nothing is written where a policy would become longer than AWS takes. \`remove\` writes the lines for the alerts that go with
the unit, and stops where it holds something: a bucket, a secret, a registry and the repository of an image stay in AWS, in no stack,
with the policies that are on them then and nobody who watches them, until you accept that (it prints what to type) or delete them by hand. \`--answers FILE\`
gives the answers of a unit from JSON, \`--json\` prints one document, and \`--list\` with it the kinds and their questions.

A kind may bring \`proof.ts\` (checks beside the rows), \`journeys.json\`, and pages in \`docs/runbooks/\`. Of our kinds
the installed program asks its own copy of those checks; of a kind of yours they run in your repository alone.

A folder of your own of the same shape, with a \`kind\` that this program does not know, is yours: it is applied and proved, and
an upgrade leaves it alone. Keys of your own in a \`unit.json\` stay.

An [overlay](overlays.md#a-unit-of-your-own) may bring units, ask for a kind, or forbid one. What another unit names (a schedule its
pipeline, a route its topic) is not taken away before that unit is.

## Adding a kind

A folder below \`templates/infra/units/\` with \`kind.json\` (its questions, the controls that it builds on, the tiers and partitions in which it
is offered), \`unit.ts\` and \`proofs.json.ejs\`. There is no list to add it to. \`test/units/kinds.test.ts\` puts one of each into one repository;
\`npm run units\` does it for every tier and partition, with created and existing parts.
`;
}

function decisionsPage(): string {
  const folder = join(root, 'docs/decisions');
  const rows = readdirSync(folder)
    .filter((name) => /^\d{4}-/.test(name))
    .sort()
    .map((name) => {
      const [, title = ''] = /^# \d+\. (.+)$/m.exec(readFileSync(join(folder, name), 'utf8')) ?? [];
      return [name.slice(0, 4), `[${title}](${name})`];
    });
  return `# Decisions

${note('docs/decisions/*.md')}

One page for each decision that shapes the code: what was decided, and why. A number is given once. Missing numbers were reserved
while several decisions were written in parallel, and never used.

${table(['number', 'decision'], rows)}
`;
}

/** README, with the part that repeats what was measured. */
export function readme(): string {
  const text = (path: string) => readFileSync(join(root, path), 'utf8');
  return withClaims(text('README.md'), claims(text('docs/assurance.md'), readCatalog(join(root, 'templates'))));
}

/** The pages that repeat facts of the code, by name. */
export function pages(): Record<string, string> {
  const catalog = readCatalog(join(root, 'templates'));
  return {
    'answers.md': answersPage(),
    'tiers.md': tiersPage(catalog),
    'controls.md': controlsPage(catalog),
    'units.md': unitsPage(readKinds(join(root, 'templates'))),
    'decisions/README.md': decisionsPage(),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, text] of Object.entries(pages())) writeFileSync(join(root, 'docs', name), text);
  writeFileSync(join(root, 'README.md'), readme());
  const scp = join(root, 'templates/organization/scp.json');
  writeFileSync(scp, withStarters(readFileSync(scp, 'utf8')));
}
