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
  const text = `# The access engine against an independent one

Written by \`npm run oracle\` on ${new Date().toISOString().slice(0, 10)}. Versions: ${Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')}.
Cases come from a generator with a seed (\`test/oracle/generate.ts\`; first seed ${result.seed}): policies of every layer; users, roles,
their sessions, federated users and root users of two accounts, services, anonymous callers and tokens of identity providers; nine
kinds of resources; every operator. The other engine is used by its inputs and outputs alone.

| what | count | share |
|---|---:|---:|
| cases | ${cases} | |
${Object.entries(result.verdicts)
  .sort()
  .map(([verdict, number]) => `| of them ${verdict} | ${number} | ${share(number, cases)} |`)
  .join('\n')}
| same verdict | ${agreed} | ${share(agreed, cases)} |
| different, explained below | ${disagreements.length - unexplained.length} | ${share(disagreements.length - unexplained.length, cases)} |
| different, not explained | ${unexplained.length} | ${share(unexplained.length, cases)} |
| of those, allowed by us and denied by the other | ${overAllowed.length} | |
| cases that the other engine refused to read | ${result.refused.length} | |
| asked again with one key hidden | ${hidden.asked} | |
| the same verdict, or DependsOn with that key | ${hidden.asked - hidden.unsound.length} | ${share(hidden.asked - hidden.unsound.length, hidden.asked)} |
| a definite verdict although hidden | ${hidden.definite} | ${share(hidden.definite, hidden.asked)} |

## Where they differ, and what AWS documentation says
The generator makes these rarely or not at all, so that they do not hide others. Each is put to both engines by itself.

| difference | AWS documentation | pages | ours | the other | in the run |
|---|---|---|---|---|---:|
${result.differences
  .map(
    (each) =>
      `| ${each.name} | ${each.says} | ${each.pages.map((title) => `"${title}"`).join(', ')} | ${each.ours} | ${each.oracle} | ${count(each.name)} |`,
  )
  .join('\n')}

## What is put to neither
\`decide\` refuses by name, as AWS does not say what holds, and the generator leaves out: canonical users and the ids of deleted
principals; a user as principal when a federated user of its account asks; an account as principal when one of its identity providers
asks; a provider of another account; NotPrincipal that names the caller in part; a variable in Bool, Numeric, Date, IpAddress or
Binary. [All that it refuses](access-decide.md#what-it-refuses).

${second.text}`;
  return { text, failures };
};
