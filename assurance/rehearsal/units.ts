import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { templates } from '../../src/package.ts';
import { answerOf, type Played, type RehearsalStep } from '../../src/rehearse/step.ts';
import { unitSteps } from '../../src/rehearse/units.ts';
import { readKinds } from '../../src/units/kind.ts';
import { alerting } from '../../test/support/sample.ts';
import { makeScratch, writeVariant } from '../../test/support/variant.ts';
import { makeReady } from '../../test/units/ready.ts';
import { unitsOf } from '../../test/units/samples.ts';
import { venv } from '../install.ts';
import { table, today, writePart } from '../page.ts';
import { played } from './played.ts';
import { allowing, lost, without } from './replay.ts';

/**
 * `npm run rehearsal:units`: a rehearsal of a confidential repository with a unit of each kind goes as each kind declares, and what
 * goes through does so by an allow that is missed once it is gone. Writes its part of docs/assurance.md.
 */
const answers = { sensitivity: 'confidential', network: 'create', alerting, repository: 'acme/ml' } as const;
const units = unitsOf(answers).filter(({ name }) => name.endsWith('-a'));
const scratch = makeScratch();
const here = mkdtempSync(join(tmpdir(), 'secure-ml-rehearsal-units-'));
try {
  const python = await venv('../templates/ml/requirements.txt');
  const motoBin = await venv('../src/rehearse/requirements.txt');
  const repository = writeVariant(scratch.directory, 'units', answers, units);
  makeReady(repository);
  symlinkSync(join(python, '..'), join(repository, 'ml/.venv'));
  await execa('npm', ['run', '-s', 'synth'], { cwd: repository, env: { CDK_VALIDATION: 'false' } });
  const { aws, run } = await played(repository, { scratch: here, bin: python, motoBin }, () => false);
  const wrong = run.played.filter(({ asExpected }) => !asExpected);
  for (const one of wrong) console.log(`  ✗ ${one.step.who} ${one.step.title}: ${answerOf(one) ?? 'goes through'}`);
  const named = ({ who, title, expects }: RehearsalStep) => `${who} ${title} ${expects}`;
  const playedOf = (names?: string[]) => {
    const wanted = new Set(unitSteps(repository, names).map(named));
    return run.played.filter(({ step }) => wanted.has(named(step)));
  };
  const ofUnits = playedOf();
  const rows = readKinds(templates).map(({ kind }) => {
    const names = units.filter((unit) => unit.kind === kind).map(({ name }) => name);
    return [kind, ...countsOf(playedOf(names))] as const;
  });
  const verdicts = ofUnits.flatMap(({ calls }) => calls.flatMap((call) => call.verdicts));
  const ofRoles = new Set(aws.allows.map(({ statement }) => statement));
  const used = [...allowing(verdicts)].filter((statement) => ofRoles.has(statement));
  const idle = used.filter((statement) => lost(without(aws.model, statement), verdicts).length === 0);
  const needed = used.length - idle.length;
  console.log(
    `${ofUnits.length} steps of units, ${wrong.length} not as declared; ${needed} of ${used.length} allows missed`,
  );
  for (const statement of idle) console.log(`  ✗ ${statement} is not missed`);
  const silent = rows.filter(([, through, refused]) => through + refused === 0);
  if (wrong.length > 0 || silent.length > 0 || idle.length > 0) process.exitCode = 1;
  writePart(
    'rehearsal:units',
    `## Rehearsals of units

\`npm run rehearsal:units\`, ${today()}. [A rehearsal](rehearse.md) of a confidential repository with a unit of each kind: the steps that
each kind declares in its \`kind.json\`. ${run.played.length} steps with those of the base, ${wrong.length} of them not as declared. What goes through in
the steps of units rests on ${used.length} allows of roles; taken away one at a time, ${needed} of them are missed.

${table(
  ['kind', 'goes through', 'is refused', 'not as declared'],
  rows.map((row) => [...row]),
)}
`,
  );
} finally {
  scratch.remove();
  rmSync(here, { recursive: true, force: true });
}

function countsOf(steps: Played[]): [number, number, number] {
  const through = steps.filter(({ step }) => step.expects === 'goes through').length;
  return [through, steps.length - through, steps.filter(({ asExpected }) => !asExpected).length];
}
