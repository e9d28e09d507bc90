import { type Tier, tiers } from '../../src/answers/answers.ts';
import requests from '../../src/operations/service-rules.json' with { type: 'json' };
import { table, today } from '../page.ts';
import facts from './facts.json' with { type: 'json' };
import rules from './rules.json' with { type: 'json' };
import { longestName } from './synthesize.ts';
import type { Effect } from './transitions.ts';
import unasked from './unasked.json' with { type: 'json' };

export interface Finding {
  variant: string;
  rule: string;
  where: string;
  what: string;
}

export interface Scan {
  blind: string[];
  findings: Finding[];
  asked: string[];
  createOnly: Record<string, string[]>;
  notAsked: string[];
}

/** A finding that is known, and stays. */
export interface Open {
  rule: string;
  /** How its place and its variant end. */
  where: string;
  variant: string;
  why: string;
}

interface Results {
  regions: string[];
  synthesized: string[];
  findings: Finding[];
  others: string[];
  scan: Scan;
  open: Open[];
  changes: [string, Effect[]][];
}

const list = (texts: readonly string[]) => [...new Set(texts)].join(', ');

function told(effects: Effect[], which: (effect: Effect) => boolean): string {
  const lines = effects
    .filter(which)
    .map(({ what }) => what.replaceAll(`${longestName}-`, '').replace(/ is left$/, ''));
  return [...new Set(lines)].join('; ');
}

export function page({ regions, synthesized, findings, others, scan, open, changes }: Results): string {
  const named = (id: string) => {
    const found = findings.filter(({ variant }) => variant === id);
    if (found.length > 0) return list(found.map(({ rule }) => rule));
    return synthesized.includes(id) ? 'ok' : 'not synthesized';
  };
  const cell = (region: string, tier: Tier) => named(`${region} ${tier}`);
  return `## Would AWS take it

\`npm run deployability\`, ${today()}. Every region that is offered in every tier, with everything created and the longest name,
and what makes templates larger or leaves parts out, is synthesized once. Each resource is asked three things: is its type in the
region (CloudFormation's schemas as cfn-lint packs them), does the request that makes it pass (botocore's validation, and the
lengths, patterns and values of its models, with every token at its longest), and do the rules below hold, which no schema has.
The steps of the pipeline are asked the same as requests to SageMaker. Each rule is first given the faults that were planted for
it. Nothing here was deployed: what only an account can tell is [a list of its own](../templates/docs/live-test.md).

${table(
  ['region', ...tiers],
  regions.map((region) => [region, ...tiers.map((tier) => cell(region, tier))]),
)}

| other answers | |
| --- | --- |
${others.map((id) => `| ${id} | ${named(id)} |`).join('\n')}

Requests are checked of ${scan.asked.length} types; of these only their presence in the region is: ${Object.entries(
    unasked,
  )
    .map(([type, why]) => `${type.replace('AWS::', '')} (${why})`)
    .join(', ')}.

Of the ${facts.length} facts of services in [facts.json](../assurance/deployability/facts.json), ${facts.filter((one) => 'rules' in one).length} are held by rules, each with
planted faults; of each other it says which check of doctor, test, row of a proof or step of the live test has it, and why no rule does.

### What is known and open

${
  open.length > 0
    ? table(
        ['rule', 'where', 'what'],
        open.map(({ rule, where, variant, why }) => [`\`${rule}\``, `${where}: ${variant}`, why]),
      )
    : 'Nothing.'
}

### Rules that no schema has

${table(
  ['rule', 'of', 'why', 'source'],
  rules.map(({ id, types, why, source }) => [
    `\`${id}\``,
    list(types).replaceAll('AWS::', '').replace('*', 'every type').replace('Template', 'a stack'),
    why,
    source,
  ]),
)}

Rules of requests, which the rehearsal answers by as well:

${table(
  ['rule', 'of', 'what the service answers', 'source'],
  requests.map(({ id, calls, why, source }) => [`\`${id}\``, list(calls), why, source]),
)}

### Changes of what is deployed

A change fails where an export that is in use goes or is made anew, a name is taken, or data would be deleted. A stack that uses
what another one stops exporting goes first, which \`npm run deploy\` sees to; what it refuses before anything is changed says how
to go on. A stack that drops out of the answers stays, and doctor names it with the command that deletes it.

${table(
  ['change', 'fails', 'refused by deploy', 'goes first', 'stacks that stay'],
  changes.map(([change, effects]) => [
    change,
    told(effects, (one) => one.fails) || 'no',
    told(effects, (one) => one.rule === 'refused'),
    told(effects, (one) => one.rule === 'goes-first'),
    told(effects, (one) => one.rule === 'stack-left'),
  ]),
)}
`;
}
