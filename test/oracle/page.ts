import type { Result } from './run.ts';
import { secondPage } from './second-page.ts';

/** What the run found, as a page; and what of it must not be. */

const share = (part: number, whole: number) => `${((100 * part) / whole).toFixed(2)} %`;

export const page = (result: Result, versions: Record<string, string>): { text: string; failures: string[] } => {
  const { cases, disagreements, hidden } = result;
  const agreed = cases - disagreements.length;
  const unexplained = disagreements.filter((each) => !each.explained);
  const overAllowed = unexplained.filter((each) => each.ours === 'Allowed');
  const second = secondPage(result.second);
  const failures = [
    ...second.failures,
    ...(agreed / cases < 0.999 ? [`agreement ${share(agreed, cases)} is below 99.9 %`] : []),
    ...unexplained.map((each) => `seed ${each.seed}: ours ${each.ours}, oracle ${each.oracle}, unexplained`),
    ...hidden.unsound.map((seed) => `seed ${seed}: unsound with a key hidden`),
    ...(hidden.definite / hidden.asked < 0.9 ? [`definite ${share(hidden.definite, hidden.asked)} is below 90 %`] : []),
    ...result.differences.filter((each) => !each.holds).map((each) => `"${each.name}" no longer holds: ${each.ours}`),
  ];
  const count = (name: string) => disagreements.filter((each) => each.explained === name).length;
  const text = `# The access engine compared with independent engines

Written by \`npm run oracle\` on ${new Date().toISOString().slice(0, 10)}. Versions: ${Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')}.
The cases come from a seeded generator (\`test/oracle/generate.ts\`; first seed ${result.seed}). They cover policies of every layer; users, roles,
their sessions, federated users and root users of two accounts, services, anonymous callers and tokens of identity providers; nine
kinds of resources; and every operator. \`decide\` and iam-simulate both evaluate each case. iam-simulate is used as a black box: only its
inputs and outputs matter.

| result | count | share |
|---|---:|---:|
| cases | ${cases} | |
${Object.entries(result.verdicts)
  .sort()
  .map(([verdict, number]) => `| verdict of \`decide\`: ${verdict} | ${number} | ${share(number, cases)} |`)
  .join('\n')}
| same verdict from both engines | ${agreed} | ${share(agreed, cases)} |
| different verdicts, explained below | ${disagreements.length - unexplained.length} | ${share(disagreements.length - unexplained.length, cases)} |
| different verdicts, not explained | ${unexplained.length} | ${share(unexplained.length, cases)} |
| of those, allowed by \`decide\` and denied by iam-simulate | ${overAllowed.length} | |
| cases that iam-simulate refused to read | ${result.refused.length} | |
| evaluated again by \`decide\` with one context key unknown | ${hidden.asked} | |
| of those, the same verdict, or DependsOn with that key | ${hidden.asked - hidden.unsound.length} | ${share(hidden.asked - hidden.unsound.length, hidden.asked)} |
| of those, a definite verdict in spite of the unknown key | ${hidden.definite} | ${share(hidden.definite, hidden.asked)} |

## Known differences, and what AWS documentation says
The generator produces these situations rarely or not at all, so that they do not hide other differences. A separate case tests each of
them in both engines. The last column says how many differences in the run have this cause.

| difference | AWS documentation | pages | decide | iam-simulate | in the run |
|---|---|---|---|---|---:|
${result.differences
  .map(
    (each) =>
      `| ${each.name} | ${each.says} | ${each.pages.map((title) => `"${title}"`).join(', ')} | ${each.ours} | ${each.oracle} | ${count(each.name)} |`,
  )
  .join('\n')}

## What is not compared
AWS documentation does not say how to evaluate the following, so \`decide\` refuses each with an error, and the generator does not
produce them: canonical users and the IDs of deleted principals; a user as principal when a federated user of its account makes the
request; an account as principal when one of its identity providers makes the request; a provider of another account; a NotPrincipal
that names the caller only in part; a variable in Bool, Numeric, Date, IpAddress or Binary. The full list is in
[what it refuses](access-decide.md#what-it-refuses).

${second.text}`;
  return { text, failures };
};
