import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { templates } from '../../src/package.ts';
import { answerOf, type Played } from '../../src/rehearse/step.ts';
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
  const titles = new Set(unitSteps(repository).map(({ who, title }) => `${who} ${title}`));
  const ofUnits = run.played.filter(({ step }) => titles.has(`${step.who} ${step.title}`));
  const rows = readKinds(templates).map(({ kind }) => {
    const name = units.find((unit) => unit.kind === kind)?.name ?? '';
    const steps = ofUnits.filter(({ step }) => unitSteps(repository, [name]).some(({ title }) => title === step.title));
    return [kind, ...countsOf(steps)] as const;
  });
  const verdicts = ofUnits.flatMap(({ calls }) => calls.flatMap((call) => call.verdicts));
  const used = [...allowing(verdicts)];
  const needed = used.filter((statement) => lost(without(aws.model, statement), verdicts).length > 0);
  console.log(
    `${ofUnits.length} steps of units, ${wrong.length} not as declared; ${needed.length} of ${used.length} allows missed`,
  );
  const silent = rows.filter(([, through, refused]) => through + refused === 0);
  if (wrong.length > 0 || silent.length > 0 || needed.length < used.length) process.exitCode = 1;
  writePart(
    'rehearsal:units',
    `## Rehearsals of units

\`npm run rehearsal:units\`, ${today()}. [A rehearsal](rehearse.md) of a confidential repository with a unit of each kind: the steps that
each kind declares in its \`kind.json\`. ${run.played.length} steps with those of the base, ${wrong.length} of them not as declared. What goes through in
the steps of units rests on ${used.length} allows; taken away one at a time, ${needed.length} of them are missed.

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
