import { writeNamed } from '../files/write.ts';
import { judging } from '../judging/judging.ts';
import { templates } from '../package.ts';
import { readCatalog } from '../plan/catalog.ts';
import type { Call, Command } from './call.ts';
import { someRepositoryAt } from './judged.ts';
import { type Evidence, page } from './page.ts';
import { withAssembly } from './repository.ts';

export const options: Command['options'] = { output: { type: 'string', short: 'o' }, assembly: { type: 'string' } };

export const help = `secure-ml report [--output FILE]

Writes one self-contained HTML page for a reviewer: what was built, who can do what, and each control with its evidence.
Everything on it is decided by this program's own judge from the templates that would be deployed; it exits with 1 where a
control does not hold or is not proven.

  --output FILE    where to write it, in place of secure-ml-report.html
  --assembly DIR   judges these templates; without it, the work tree is synthesized first

Examples
  secure-ml report
  secure-ml report --output /tmp/review.html`;

export async function run(call: Call): Promise<number> {
  const { values, directory, print } = call;
  const repository = someRepositoryAt(directory);
  const on = new Set(repository.controls.map(({ declaration: { id } }) => id));
  const controls = readCatalog(templates).filter(({ id }) => on.has(id));
  const { results, cells, notProven } = await withAssembly(call, (assembly) =>
    judging(async (engine) => ({
      results: await engine.proofs(assembly, repository),
      ...engine.cells(assembly, repository),
    })),
  );
  const output = typeof values.output === 'string' ? values.output : 'secure-ml-report.html';
  const settings = JSON.parse(repository.settings) as Evidence['settings'];
  const file = writeNamed(output, directory, page({ settings, controls, results, cells, notProven, date: new Date() }));
  const named = (state: string) => results.filter((result) => result.state === state).map(({ id }) => id);
  const [failing, open, inherited] = [named('fails'), named('not proven'), named('inherited')];
  const text = [
    `${file}: ${named('holds').length} of ${results.length} hold`,
    ...(failing.length > 0 ? [`${failing.length} do not hold: ${failing.join(', ')}`] : []),
    ...(inherited.length > 0 ? [`${inherited.length} inherited`] : []),
    ...(open.length + notProven.length > 0 ? [`not proven: ${open.length + notProven.length}`] : []),
  ].join('; ');
  print({ file, controls: results.length, failing, open, inherited, notProven }, text);
  return failing.length + open.length + notProven.length > 0 ? 1 : 0;
}
