import { printableJson } from '../../templates/judge/show/printable.ts';
import { sarif } from '../guard/sarif.ts';
import { findingsOf } from '../judging/findings.ts';
import { givenIn } from '../judging/given.ts';
import { type Engine, judging } from '../judging/judging.ts';
import { markdownOf, type Shown, textOf } from '../judging/show.ts';
import { type Source, sourceOf, stacksOf } from '../judging/source.ts';
import { version } from '../package.ts';
import { Refusal } from '../refusal.ts';
import { baselineOf, withBaseline } from './baseline.ts';
import type { Call, Command } from './call.ts';

export const options: Command['options'] = {
  baseline: { type: 'string' },
  format: { type: 'string' },
  condition: { type: 'string', multiple: true },
  parameters: { type: 'string' },
};

export const help = `secure-ml judge [PATH...]

Judges the templates of any repository: who can do what, what is weak, and what could not be read. PATH is the folder that
"cdk synth" wrote (cdk.out where none is named) or CloudFormation templates in JSON or YAML. Everything is read as data:
nothing of the folder is run, and nothing has to be installed there.

  --baseline FILE   accepted findings, each with owner, reason and date: only others fail. Without it: accepted.json, where
                    the folder has one
  --format FORMAT   text, json, markdown (for a job's summary) or sarif (for code scanning), in place of text
  --parameters FILE, --condition NAME=true|false
                    what the deployment gives, where templates leave it open: else both branches count, as not proven

Exit 0: nothing but what is accepted. 1: a finding, or a place that is not proven, with its id. 2: nothing could be judged.

Examples
  secure-ml judge cdk.out
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

async function judge(call: Call, engine: Engine, source: Source): Promise<Shown> {
  const given = givenIn(call.values, call.directory, engine);
  const judgement = engine.judgement(stacksOf(source, engine, given));
  const baseline = baselineOf(call);
  const findings = withBaseline(findingsOf(judgement, engine), baseline);
  return { source, judgement, findings, baseline: baseline.file, matrix: engine.matrixInWords(judgement.cells) };
}

/** The same answer for a program: what text says, and every cell of the matrix. */
const documentOf = ({ source, judgement, findings, baseline }: Shown) => ({
  judge: { name: 'secure-ml', version },
  templates: { path: source.paths, digest: source.digest },
  ...(baseline && { baseline }),
  ...judgement,
  findings,
});

export async function run(call: Call): Promise<number> {
  const format = formatOf(call);
  const source = sourceOf(call.positionals, call.directory);
  const shown = await judging((engine) => judge(call, engine, source));
  const document = format === 'sarif' ? sarif(shown.findings, version) : documentOf(shown);
  const text = format === 'text' ? textOf(shown) : format === 'markdown' ? markdownOf(shown) : printableJson(document);
  call.print(document, text);
  return shown.findings.some(({ level, accepted }) => level !== 'note' && !accepted) ? 1 : 0;
}
