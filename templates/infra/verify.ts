import { parseArgs } from 'node:util';
import { RowError } from '../judge/prove/row.ts';
import { AssemblyError, readAssemblies } from '../judge/read/assembly.ts';
import { printable, printableInline, printableJson } from '../judge/show/printable.ts';
import { readSettings } from './config.ts';
import { readControls } from './controls/catalog.ts';
import { enabled } from './controls/enabled.ts';
import { type ControlResult, failed, prove } from './prove.ts';
import { isUsageError } from './usage-error.ts';

function print(results: ControlResult[]): void {
  for (const result of results) {
    console.log(printableInline(`${failed(result) ? '✗' : '✓'} ${result.id}: ${result.title}`));
    for (const { sentence, evidence, failures } of result.sentences) {
      const count = evidence.length === 1 ? evidence[0] : `${evidence.length} found`;
      const found = failures.length > 0 ? '' : ` (${count})`;
      console.log(printableInline(`  ${failures.length > 0 ? '✗' : '✓'} ${sentence}${found}`));
      for (const failure of failures) console.log(printable(`      ${failure}`));
    }
  }
  const bad = results.filter(failed).length;
  console.log(`\n${results.length - bad} of ${results.length} hold${bad > 0 ? `, ${bad} do not` : ''}`);
  if (bad > 0) console.log('What to do where one fails: docs/proofs.md, "Where one fails".');
  console.log('What no template proves is yours to see to: SECURITY.md, "What templates cannot prove".');
}

try {
  const { values } = parseArgs({
    options: { assembly: { type: 'string', default: 'cdk.out' }, json: { type: 'boolean' } },
  });
  const controls = await readControls();
  const judged = { settings: readSettings(), enabled };
  const results = prove(readAssemblies(values.assembly), controls, judged);
  if (values.json) console.log(printableJson(results));
  else print(results);
  process.exitCode = results.some(failed) ? 1 : 0;
} catch (error) {
  if (!(error instanceof AssemblyError || error instanceof RowError || isUsageError(error))) throw error;
  console.error(printable((error as Error).message));
  process.exitCode = 2;
}
