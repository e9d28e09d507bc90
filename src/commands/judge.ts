import { printableJson } from '../../templates/judge/show/printable.ts';
import { findingsSarif } from '../guard/sarif.ts';
import { commitAt } from '../judging/commit.ts';
import { earlier } from '../judging/earlier.ts';
import { changesOf, findingsOf } from '../judging/findings.ts';
import { givenIn } from '../judging/given.ts';
import { type Engine, judging } from '../judging/judging.ts';
import { withLines } from '../judging/lines.ts';
import { isOpenFinding, judgementText, markdownOf, type Shown } from '../judging/show.ts';
import { type JudgedSource, readSource, sourceOf } from '../judging/source.ts';
import { templates, version } from '../package.ts';
import { Refusal } from '../refusal.ts';
import { baselineOf, withBaseline } from './baseline.ts';
import type { Call, Command } from './call.ts';
import { init } from './judge-init.ts';

export const options: Command['options'] = {
  since: { type: 'string' },
  baseline: { type: 'string' },
  format: { type: 'string' },
  init: { type: 'boolean' },
  owner: { type: 'string' },
  condition: { type: 'string', multiple: true },
  parameters: { type: 'string' },
};

export const operands = Number.POSITIVE_INFINITY;

export const help = `secure-ml judge [PATH...]

Judges templates as data: who can do what, what is weak, and what could not be read. PATH is the output folder of "cdk synth" (cdk.out
by default), or CloudFormation templates in JSON or YAML. None of their code runs.

  --since PATH|REV  report only what is wider, weak or not proven compared with other templates: a path, or a commit that contains them
  --baseline FILE   accepted findings (accepted.json by default); others fail
  --format FORMAT   text, json, markdown (job summary), sarif (code scanning)
  --parameters FILE, --condition NAME=true|false
                    values that only the deployment knows
  --init            write a CI job and a baseline of the current findings, owned by --owner E-MAIL or git's user.email

Exit 0: no findings, except accepted ones. 1: findings, or places that are not proven. 2: nothing could be judged.

Examples
  secure-ml judge template.yaml --parameters prod.json
  secure-ml judge cdk.out --format sarif > judge.sarif`;

const formats = ['text', 'json', 'markdown', 'sarif'] as const;
type Format = (typeof formats)[number];

function formatOf({ values }: Call): Format {
  const { format = 'text' } = values;
  const found = formats.find((each) => each === format);
  if (found) return found;
  const fix = `Type: secure-ml judge --format ${formats.join(', or ')}`;
  throw new Refusal({ code: 'judge/format', what: `There is no format ${JSON.stringify(format)}`, fix });
}

async function judge(call: Call, engine: Engine, source: JudgedSource): Promise<Shown> {
  const given = givenIn(call.values, call.directory, engine);
  const stacks = readSource(source, engine, given);
  const { since } = call.values;
  const isSince = typeof since === 'string';
  // Beside a comparison only programs see who can do what.
  const isWhole = Boolean(call.values.json) || call.values.format === 'json';
  const judgement = isSince ? engine.judgementSince(stacks, isWhole) : engine.judgement(stacks);
  // What --init writes is not there yet.
  const baseline = call.values.init ? { lines: [] } : baselineOf(call);
  const found = findingsOf(judgement, engine);
  const matrix = engine.matrixInWords(judgement.cells);
  // What --help has no use for.
  const { published } = await import('../fleet/published.ts');
  const { judge: digest } = published(templates);
  const commit = commitAt(call.directory);
  const shown = { source, judgement, baseline: baseline.file, matrix, digest, ...(commit && { commit }) };
  if (!isSince) return { ...shown, findings: withBaseline(found, baseline) };
  const before = await earlier(since, source, engine, given);
  const { document, ...changed } = engine.widened(before, stacks);
  const details = new Map(changed.changes.map(({ id, text }) => [id, text.split('\n').slice(1, -1)]));
  const known = new Set(engine.judgementSince(before).weaknesses.map(({ id }) => id));
  const unlooked = new Set(engine.unlookedIn(judgement).map((each) => engine.unprovenId(engine.notProvenText(each))));
  const fresh = found.filter(({ id, kind }) => (kind === 'template' && !known.has(id)) || unlooked.has(id));
  const findings = withBaseline([...fresh, ...changesOf(changed, judgement)], baseline);
  return { ...shown, findings, since: { named: since, document, details } };
}

/** The same answer for a program: what text says, and every cell of the matrix. */
const documentOf = ({ source, judgement, findings, baseline, since, digest, commit }: Shown) => ({
  judge: { name: 'secure-ml', version, digest },
  ...(commit && { commit }),
  templates: { path: source.paths, digest: source.digest },
  ...(baseline && { baseline }),
  ...judgement,
  ...(since && { since: { named: since.named, ...since.document } }),
  findings,
});

export async function run(call: Call): Promise<number> {
  const format = formatOf(call);
  const source = sourceOf(call.positionals, call.directory);
  const shown = await judging((engine) => judge(call, engine, source));
  if (call.values.init) return init(call, shown);
  const document =
    format === 'sarif' ? findingsSarif(withLines(shown.findings, call.directory), version) : documentOf(shown);
  const text =
    format === 'text' ? judgementText(shown) : format === 'markdown' ? markdownOf(shown) : printableJson(document);
  call.print(document, text);
  return shown.findings.some(isOpenFinding) ? 1 : 0;
}
