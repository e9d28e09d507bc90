import { appendFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { withoutAccepted } from '../judge/compare/accepted.ts';
import { compareAssemblies } from '../judge/compare/assemblies.ts';
import { documentOf, exitCode, renderText } from '../judge/compare/explain.ts';
import { PolicyError } from '../judge/decide/request.ts';
import { RowError } from '../judge/prove/row.ts';
import { type Scope, scopeOf } from '../judge/prove/what.ts';
import { AssemblyError, readAssemblies } from '../judge/read/assembly.ts';
import { type AccessModel, modelOf } from '../judge/read/model.ts';
import { matrix } from '../judge/show/matrix.ts';
import { notProvenInWords } from '../judge/show/not-proven.ts';
import { printable, printableJson } from '../judge/show/printable.ts';
import { withAssemblyOf } from '../judge/show/since.ts';
import { explain } from '../judge/show/why.ts';
import { explanationInWords, matrixInWords } from '../judge/show/words.ts';
import { cast } from './cast.ts';
import { readSettings } from './config.ts';
import { isUsageError } from './usage-error.ts';

const usage = `Who can do what, from the synthesized templates.

  npm run access                                              the matrix
  npm run access -- --since main                              what the work tree widens or narrows; exit 1 where it widens
  npm run access -- --why training s3:GetObject raw/train/x   one decision, statement by statement
  npm run access -- --why people sagemaker:DeleteModel model/NAME-a "without MFA"

  --assembly DIR   templates to read (cdk.out: run "npm run synth" first)
  --since REF|DIR  a commit or branch, which is synthesized, or another assembly
  --json           for programs`;

/** One account's templates, and where their short names belong. */
interface Judged {
  model: AccessModel;
  scope: Scope;
}

function print(value: unknown, text: string, json: boolean): void {
  console.log(json ? printableJson(value) : printable(text));
}

function explained(words: string[], judged: Judged[], json: boolean): void {
  const [who, action, what, phrase] = words;
  if (!who || !action || !what) throw new RowError(`--why WHO ACTION WHAT ["PHRASE"]\n\n${usage}`);
  const found = judged.flatMap(({ model, scope }) => explain({ who, action, what, phrase }, model, scope));
  print(found, found.map(explanationInWords).join('\n\n'), json);
  if (found.some(({ notProven }) => notProven.length > 0)) process.exitCode = 1;
}

function shown(judged: Judged[], json: boolean): void {
  const cells = judged.flatMap(({ model, scope }) => matrix(model, scope));
  const notProven = judged.flatMap(({ model }) => model.notProven);
  const text = [...judged.map(({ model, scope }) => matrixInWords(matrix(model, scope))), notProvenInWords(notProven)];
  print({ cells, notProven }, text.filter(Boolean).join('\n\n'), json);
  if (notProven.length > 0) process.exitCode = 1;
}

/** What widens is a person's to accept: the exit code is 1, and a pull request shows the text. */
function compared(since: string, assembly: string, json: boolean): void {
  const { diff, escalations, accepted } = withAssemblyOf(since, (before) =>
    withoutAccepted(compareAssemblies(before, assembly), '.secure-ml/waivers.json'),
  );
  const code = exitCode(diff, escalations);
  const text = [
    ...accepted.map((line) => `Accepted: ${line}`),
    ...(accepted.length > 0 ? ['\nApart from that:'] : []),
    renderText(diff, escalations),
    ...(code === 1 ? ['A person decides on what is wider: docs/proofs.md, "Asking yourself".'] : []),
  ].join('\n');
  print({ ...documentOf(diff, escalations), accepted }, text, json);
  const summary = process.env.GITHUB_STEP_SUMMARY;
  if (summary)
    appendFileSync(
      summary,
      `### Access, compared with ${since}\n\n\`\`\`text\n${printable(text).replaceAll('```', "'''")}\n\`\`\`\n`,
    );
  process.exitCode = code;
}

function run(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      assembly: { type: 'string', default: 'cdk.out' },
      why: { type: 'boolean', default: false },
      since: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (positionals.length > 0 && !values.why) throw new RowError(`${positionals[0]} is no option\n\n${usage}`);
  const settings = readSettings();
  if (values.since) compared(values.since, values.assembly, values.json);
  if (values.help) console.log(usage);
  if (values.help || values.since) return;
  const judged = readAssemblies(values.assembly).map((assembly): Judged => {
    const model = modelOf([assembly]);
    return { model, scope: scopeOf(settings, assembly.account, model.partition, cast) };
  });
  if (values.why) explained(positionals, judged, values.json);
  else shown(judged, values.json);
}

try {
  run();
} catch (error) {
  const known = error instanceof AssemblyError || error instanceof RowError || error instanceof PolicyError;
  if (!known && !isUsageError(error)) throw error;
  console.error(printable((error as Error).message));
  process.exitCode = 2;
}
