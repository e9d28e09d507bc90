import { percent, table, today, writePart } from '../page.ts';
import { type Judged, judged } from './judged.ts';
import { type Published, published } from './sources.ts';
import { template } from './yaml.ts';

/**
 * Public templates before the judge: none may crash it, and of their policy statements at most 5 % may be not proven for
 * another reason than a parameter, an import or a condition that the deployment decides. Exits with 1 otherwise.
 */
const most = 0.05;

interface Outcome extends Published {
  judged: Judged | undefined;
}

const outcomes = published().map((each): Outcome => {
  let text: unknown;
  try {
    text = template(each.text);
  } catch {
    // Neither YAML nor JSON: there is nothing to judge.
    return { ...each, judged: undefined };
  }
  return { ...each, judged: judged(text) };
});
const read = outcomes.flatMap((each) => (each.judged ? [{ ...each, judged: each.judged }] : []));
const crashed = read.filter(({ judged: { outcome } }) => outcome === 'crashed');
for (const {
  source,
  name,
  judged: { why },
} of crashed)
  console.error(`${source} ${name}: ${why}`);

const sound = read.filter(({ faulty }) => !faulty);
const statements = sound.reduce((sum, each) => sum + each.judged.statements, 0);
const open = sound.flatMap((each) => each.judged.open);
const deployments = new Set(['parameter', 'import', 'condition', 'dynamic reference']);
const ours = open.filter(({ cause }) => !deployments.has(cause));
const causes = [...new Set(open.map(({ cause }) => cause))].sort();
const of = (source: string, outcome: Judged['outcome']) =>
  read.filter((each) => each.source === source && each.judged.outcome === outcome).length;

const sources = [...new Set(outcomes.map(({ source }) => source))];
const counted = sources.map((source) => [
  source,
  outcomes.filter((each) => each.source === source).length,
  of(source, 'judged'),
  of(source, 'refused'),
  of(source, 'crashed'),
]);
const shares = causes.map((cause) => {
  const count = open.filter((each) => each.cause === cause).length;
  return [cause, count, percent(count / statements)];
});
writePart(
  'corpus',
  `## Public templates

\`npm run corpus\`, ${today()}: ${outcomes.length} templates that others published, those that cfn-lint keeps as faulty among them
(which have to be refused or judged, and count in no share). What is not proven is named in each case.

${table(['source', 'templates', 'judged', 'refused', 'crashed'], counted)}

Of ${statements} policy statements these are not proven, by cause; ${percent(ours.length / statements)} for another reason than a value of the
deployment:

${table(['cause', 'statements', 'share'], shares)}
`,
);
process.exitCode = crashed.length > 0 || ours.length / statements > most ? 1 : 0;
