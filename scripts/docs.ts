import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaults, tiers } from '../src/answers/answers.ts';
import { answerText, valueAt } from '../src/answers/keys.ts';
import { questionOf } from '../src/answers/questions.ts';
import { type Declaration, readCatalog } from '../src/plan/catalog.ts';
import { answerKeys } from '../src/shape/kinds.ts';
import { readTemplates } from '../src/tree/templates.ts';
import { filesWritten, readKinds, type UnitKind } from '../src/units/kind.ts';
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
        'The names of stacks, buckets and roles begin with it.',
      ];
    const { give, changes } = questionOf(key);
    return [`\`${key}\``, give, `\`${answerText(valueAt(usual, key))}\``, changes];
  });
  return `# Answers

${note('src/answers/questions.ts')}

Everybody is asked four questions; \`Customize?\` asks the others. You can give any answer with \`--set KEY=VALUE\`, or in a JSON file
(\`--answers FILE\`, with keys nested at the dots). In a repository, all answers are in \`settings.json\` and nowhere else.

${table(['key', 'values', 'default', 'effect'], rows)}

The region comes from \`AWS_REGION\` or the AWS profile if one is set, the e-mail address from git, and the GitHub repository from the
remote \`origin\`. \`secure-ml answers\` shows every answer with its source; \`secure-ml answers --set KEY=VALUE\` changes one.
`;
}

const about = {
  public: 'Data that anyone may see. The account is monitored, and changes are recorded.',
  internal: 'Data for the organization. You own the keys, deployments need no stored keys, and costs are monitored.',
  confidential: 'Data whose loss causes harm. Jobs cannot reach the internet, and only named roles can access data.',
  restricted:
    'Data whose loss causes serious harm. Of the roles here, only break-glass can delete it, and the audit record is kept for its retention period.',
};

function tiersPage(catalog: Declaration[]): string {
  const parts = tiers.map((tier) => {
    const rows = catalog
      .filter(({ from, optIn }) => from === tier && !optIn)
      .map(({ id, title }) => [`[\`${id}\`](controls.md#${id})`, title]);
    const cost = catalog
      .filter(({ from }) => tiers.indexOf(from) <= tiers.indexOf(tier))
      .reduce((sum, { fixedMonthlyUsd = 0 }) => sum + fixedMonthlyUsd, 0);
    return `## ${tier}\n\n${about[tier]}\n\n${rows.length > 0 ? table(['control', 'claim'], rows) : 'This tier adds no controls of its own.'}\n\nFixed cost up to this tier: at most ${cost.toFixed(2)} USD per month, plus usage.`;
  });
  const optional = catalog
    .filter(({ optIn }) => optIn)
    .map(({ id, title }) => [`[\`${id}\`](controls.md#${id})`, title]);
  return `# Tiers

${note('templates/infra/controls/*/control.json')}

One answer, \`sensitivity\`, decides which controls are on. Each tier includes the controls of every less sensitive tier and adds its own.

${parts.join('\n\n')}

## Optional, in any tier

These controls need work on your side before they hold. \`secure-ml control ID\` turns one on.

${table(['control', 'claim'], optional)}
`;
}

function controlsPage(catalog: Declaration[]): string {
  const sections = catalog.map(
    ({ id, title, why, from, optIn, elsewhere, needs, satisfies, carries, duty, fixedMonthlyUsd, asks }) => {
      const facts = [
        ['From tier', optIn ? 'none: optional' : from],
        ['Implemented by', carries],
        ['Meets', satisfies.join(', ')],
        ['Needs', needs.map((need) => `[\`${need}\`](#${need})`).join(', ')],
        ['Asks for', (asks ?? []).map((key) => `\`${key}\``).join(', ')],
        ['Fixed cost', fixedMonthlyUsd ? `${fixedMonthlyUsd.toFixed(2)} USD per month` : ''],
        ['Your duty', duty ?? ''],
        ['Where it is not available', elsewhere ?? ''],
      ].filter(([, text]) => text !== '');
      return `## ${id}\n\n${title}\n\n${why}\n\n${facts.map(([name, text]) => `- ${name}: ${text}`).join('\n')}`;
    },
  );
  return `# Controls

${note('templates/infra/controls/*/control.json')}

There are ${catalog.length} controls. In a repository, \`secure-ml control\` shows which controls are on and why. The code and the proof of each are in
\`infra/controls/ID/\`. Proofs read the templates that would be deployed; [proofs](proofs.md) explains how.

${sections.join('\n\n')}
`;
}

/** Where a kind is not offered, and why. */
function offeredWhere({ from, until, untilWhy }: UnitKind): string {
  const lowest = from ? ` Available from ${from} up.` : '';
  return until ? `${lowest} Available up to ${until}: above that, ${untilWhy}.` : lowest;
}

function unitsPage(kinds: UnitKind[]): string {
  const all = readTemplates(join(root, 'templates'));
  const rows = kinds.map(({ kind, rights, alerts, proves, asks, fixedMonthlyUsd }) => [
    kind,
    `\`secure-ml add ${kind} NAME\``,
    filesWritten(all, { kind, name: 'NAME' })
      .map((path) => `\`${path}\``)
      .join(', '),
    rights,
    alerts,
    asks.map(({ key }) => `\`${key}\``).join(', '),
    fixedMonthlyUsd ? `${fixedMonthlyUsd.toFixed(2)} USD a month` : 'none',
    proves,
  ]);
  return `# Units

${note('templates/infra/units/*/kind.json')}

\`\`\`
$ secure-ml add bucket features --set readers=training
\`\`\`

writes \`infra/units/features/\` by the same merge as an upgrade, and stages it; you commit. \`secure-ml add --list\` shows the kinds of
units, \`--dry-run\` shows the plan, and \`secure-ml remove features\` removes the unit again.

${table(['kind', 'command', 'files', 'access', 'alerts', 'asks for', 'fixed cost', 'what is proved'], rows)}

${kinds.map((kind) => `**${kind.kind}**: ${kind.title}. ${kind.why}${offeredWhere(kind)}`).join('\n\n')}

## What a unit is

A unit is a folder in \`infra/units/\`. \`unit.json\` names its kind and its values. \`unit.ts\` exports \`apply(foundation, unit)\`, which runs
before the controls, so that they harden its resources. \`proofs.json\` contains its rows: who has access, and that nobody else has. After
you edit \`unit.json\`, for example to add a reader, run \`secure-ml upgrade\` to update the rows. Until then the proofs fail, because
access changed and no row says so.

A unit widens access, which the gate of a pull request reports. \`add\` writes the lines that accept this into \`accepted.json\`, with your
e-mail address from git and the command as the reason. Reviewers of the pull request see these lines, and accept them by merging. A new
role has one line, bound to exactly its permissions. The role of a pipeline starts jobs, so the alert on jobs that others start excludes
it; this is reported separately, and has its own line. If git knows no address, the command prints what to type.

If a policy would exceed the size limit of AWS, nothing is written. \`remove\` writes the lines for the alerts that are removed with the
unit. It stops if the unit holds data: a bucket, a secret, a registry and the repository of an image remain in AWS outside of any stack,
with their current policies and without alerts. Accept that (the command prints what to type), or delete them by hand.
\`--answers FILE\` reads the answers of a unit from a JSON file, \`--json\` prints one document, and together with \`--list\` it prints the
kinds and their questions.

A kind can contain \`proof.ts\` (checks in addition to the rows), \`journeys.json\`, and pages in \`docs/runbooks/\`. For the kinds of this
program, the installed program uses its own copy of those checks; for a kind of your own, they run only in your repository.

A folder of your own with the same structure, and a \`kind\` that this program does not know, is applied and proved as well; upgrades do not
change it. Keys of your own in a \`unit.json\` are kept.

An [overlay](overlays.md#a-unit-of-your-own) can add units, require a kind, or forbid one. A unit that another unit names (the pipeline of a
schedule, the topic of a route) can be removed only after that unit.

## Adding a kind

Add a folder in \`templates/infra/units/\` with \`kind.json\` (its questions, the controls that it builds on, the tiers and partitions in which it
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
      const [, title] = /^# \d+\. (.+)$/m.exec(readFileSync(join(folder, name), 'utf8')) ?? [];
      if (!title) throw new Error(`docs/decisions/${name} has no heading "# NUMBER. Title"`);
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
