import type { Second } from './second.ts';

/** The second opinion as a part of the page, and what of it must not be. */
export const secondPage = (second: Second | undefined): { text: string; failures: string[] } => {
  const title = '## A second opinion';
  if (!second) return { text: `${title}\niam-rs was not asked: there is no cargo to build it with.\n`, failures: [] };
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
iam-rs 0.8.0 (a crate, MIT) reads statements and principals, and knows no layers: each layer of each case is put to both by
itself, with nothing beside it that decides (\`test/oracle/alone.ts\`). cargo builds it; without cargo this part is left out.

| layer | asked | same verdict |
|---|---:|---:|
${Object.entries(layers)
  .sort(([a], [b]) => a.localeCompare(b))
  .map(([layer, each]) => `| ${layer} | ${each.asked} | ${each.same} |`)
  .join('\n')}
| all | ${asked} | ${same} (${((100 * same) / asked).toFixed(2)} %) |
| different, explained below | ${disagreements.length - unexplained.length} | |
| different, not explained | ${unexplained.length} | |

Not asked, as iam-rs has no words for it: ${Object.entries(silent)
    .map(([why, times]) => `${why} (${times})`)
    .join(', ')}.

What explains a difference is tried out: said in words that iam-rs reads as AWS does, it agrees. ${several} differences need several of
these at once. Those that count 0 are not in the run's policies and are shown by one question each.

| difference | AWS documentation | pages | ours | iam-rs | in the run |
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
