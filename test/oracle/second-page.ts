import type { Second } from './second.ts';

/** The second opinion as a part of the page, and what of it must not be. */
export const secondPage = (second: Second | undefined): { text: string; failures: string[] } => {
  const title = '## A second engine: iam-rs';
  if (!second)
    return {
      text: `${title}\niam-rs was not compared, because cargo, which builds it, is not installed.\n`,
      failures: [],
    };
  const { layers, silent, disagreements, misreadings } = second;
  const unexplained = disagreements.filter((each) => !each.explained);
  const asked = Object.values(layers).reduce((sum, each) => sum + each.asked, 0);
  const same = asked - disagreements.length;
  const count = (name: string) => disagreements.filter((each) => each.explained === name).length;
  const several =
    disagreements.length - unexplained.length - misreadings.reduce((sum, { name }) => sum + count(name), 0);
  const failures = [
    ...unexplained.map(
      (each) => `seed ${each.seed}, ${each.layer}: ours ${each.ours}, iam-rs ${each.other}, unexplained`,
    ),
    ...misreadings
      .filter((each) => !each.holds)
      .map((each) => `"${each.name}" no longer holds: ${each.ours}, ${each.other}`),
  ];
  const text = `${title}
iam-rs 0.8.0 (a crate, MIT) evaluates statements and principals, but not layers. Each layer of each case is therefore evaluated
separately by both engines, so that nothing else decides the result (\`test/oracle/alone.ts\`). This comparison is left out if cargo,
which builds iam-rs, is not installed.

| layer | comparisons | same verdict |
|---|---:|---:|
${Object.entries(layers)
  .sort(([a], [b]) => a.localeCompare(b))
  .map(([layer, each]) => `| ${layer} | ${each.asked} | ${each.same} |`)
  .join('\n')}
| all | ${asked} | ${same} (${((100 * same) / asked).toFixed(2)} %) |
| different verdicts, explained below | ${disagreements.length - unexplained.length} | |
| different verdicts, not explained | ${unexplained.length} | |

Not compared, because iam-rs cannot express it: ${Object.entries(silent)
    .map(([why, times]) => `${why} (${times})`)
    .join(', ')}.

Each explanation is tested: if the policy is reworded so that iam-rs reads it as AWS does, both engines agree. ${several} differences
have several of these causes at once. A cause with the count 0 does not occur in the policies of the run; a separate case shows it.

| difference | AWS documentation, and what iam-rs does | pages | decide | iam-rs | in the run |
|---|---|---|---|---|---:|
${misreadings
  .map(
    (each) =>
      `| ${each.name} | ${each.says} | ${each.pages.map((page) => `"${page}"`).join(', ')} | ${each.ours} | ${each.other} | ${count(each.name)} |`,
  )
  .join('\n')}
`;
  return { text, failures };
};
