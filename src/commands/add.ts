import { readAnswersFile } from '../answers/file.ts';
import { readLock } from '../baseline/drift.ts';
import { readAnswers } from '../baseline/recorded.ts';
import { namesIn } from '../files/names.ts';
import { addedFor, comesWithUnit } from '../guard/wanted.ts';
import { untilInterrupted } from '../interrupt.ts';
import { templates } from '../package.ts';
import { controlsFor, readCatalog } from '../plan/catalog.ts';
import { commandFor } from '../plan/turn-on.ts';
import { Refusal } from '../refusal.ts';
import { isSlipOf } from '../shape/near.ts';
import { somebodyIsThere } from '../terminal.ts';
import { closed, folderOf, readKinds, type UnitKind, type UnitQuestion, unitPathOf } from '../units/kind.ts';
import { clashOf, takenNames } from '../units/taken.ts';
import { nameFault, typed, type Unit, valueFault } from '../units/unit.ts';
import { applyChange } from './apply.ts';
import type { Call, Command } from './call.ts';
import { guardOptions } from './guards.ts';
import { planOf, workflowNote } from './unit-plan.ts';
import { needsPerson, upgradeDocument, upgradeText } from './upgrade.ts';

export const options: Command['options'] = {
  list: { type: 'boolean' },
  'keep-overlays': { type: 'boolean' },
  ...guardOptions,
};

export const operands = 2;

export const help = `secure-ml add KIND NAME

Adds a unit to this repository, with its permissions, proofs and tests, by the same merge as an upgrade. You commit the result. Without
KIND, or with --list, shows the kinds, what each adds, and whether it is available in this repository.

  --set KEY=VALUE       set an answer of the unit, such as --set readers=training,evaluation
  --answers FILE        read the answers from a JSON file: {"readers": ["training", "evaluation"]}
  --dry-run             show the plan and the files, and write nothing
  --yes                 ask no questions; use the defaults
  --directory, -C DIR   the repository, if it is not the current directory
  --json                print one JSON document on stdout

Examples
  secure-ml add --list
  secure-ml add bucket features --set readers=training
  secure-ml add secret feature-store-token --dry-run`;

const refuse = (code: string, what: string, fix: string): never => {
  throw new Refusal({ code, what, fix });
};

/** The repository's answers and the kinds, with why a kind is not offered here. */
function offered({ directory }: Call) {
  const { answers } = readAnswers(directory, readLock(directory));
  const catalog = readCatalog(templates);
  const on = new Set(controlsFor(catalog, answers).map(({ id }) => id));
  const command = (id: string) => commandFor(catalog.find((one) => one.id === id) ?? { id }, answers);
  const kinds = readKinds(templates);
  return { answers, on, kinds, closedWhy: (kind: UnitKind) => closed(kind, answers, on, command) };
}

function list(call: Call): number {
  const { kinds, closedWhy } = offered(call);
  const rows = kinds.map((kind) => ({ ...kind, closed: closedWhy(kind) }));
  const text = rows.flatMap(({ kind, title, brings, closed: why }) => [
    `${kind.padEnd(14)}${why ? `not offered: ${why}` : title}`,
    `${' '.repeat(14)}brings ${brings.join(', ')}`,
  ]);
  const document = rows.map(({ kind, title, brings, asks, closed: why }) => ({
    kind,
    title,
    brings,
    asks,
    closed: why,
  }));
  call.print({ kinds: document }, text.join('\n'));
  return 0;
}

function kindFor(word: string, { kinds, closedWhy }: ReturnType<typeof offered>): UnitKind {
  const found = kinds.find(({ kind }) => kind === word);
  if (!found) {
    const elsewhere = kinds.find(({ notFor }) => notFor?.words.includes(word))?.notFor;
    if (elsewhere) return refuse('add/kind', elsewhere.what, elsewhere.fix);
    const near = kinds.find(({ kind }) => isSlipOf(word, kind));
    const all = kinds.map(({ kind }) => kind).join(', ');
    return refuse(
      'add/kind',
      `Unknown kind "${word}"${near ? `. Did you mean "${near.kind}"?` : ''}`,
      `Give one of ${all}. To see what each brings: secure-ml add --list`,
    );
  }
  const why = closedWhy(found);
  return why
    ? refuse('add/closed', `${found.kind} is not offered here: ${why}`, 'To see what is: secure-ml add --list')
    : found;
}

/** The values of --answers and --set, which is the stronger, for the kind's questions; a refusal lists all that is wrong. */
function valuesFrom({ values }: Call, { kind, asks }: UnitKind): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  const faults: { key: string; what: string; fix: string }[] = [];
  const take = (key: string, value: (question: UnitQuestion) => unknown) => {
    const question = asks.find((one) => one.key === key);
    if (!question) {
      const fix = `Give one of ${asks.map((one) => one.key).join(', ')}`;
      faults.push({ key, what: `is not an answer of ${kind}`, fix });
      return;
    }
    given[key] = value(question);
    const fault = valueFault(question, given[key]);
    if (fault) faults.push({ key, what: `is ${JSON.stringify(given[key])}`, fix: fault.replace(/^g/, 'G') });
  };
  if (typeof values.answers === 'string')
    for (const [key, value] of readAnswersFile(values.answers)) take(key, () => value);
  for (const text of [values.set ?? []].flat().map(String)) {
    const [key = '', ...rest] = text.split('=');
    take(key, (question) => typed(question, rest.join('=')));
  }
  if (faults.length > 0) {
    throw new Refusal({
      code: 'add/answers',
      what: `An answer for the ${kind} cannot be used`,
      fix: 'Correct it.',
      faults,
    });
  }
  return given;
}

/** Everything without a default that nobody said, at once. */
function refuseMissing({ kind, asks }: UnitKind, values: Record<string, unknown>): void {
  const open = asks.filter(({ key }) => values[key] === null);
  if (open.length === 0) return;
  const faults = open.map(({ key, form, of }) => ({
    key,
    what: 'has no default and was not given',
    fix: `--set ${key}=${form ? `(${form})` : `(a unit of the kind ${of})`}`,
  }));
  throw new Refusal({ code: 'add/answers', what: `Answers for the ${kind} are missing`, fix: 'Give them.', faults });
}

/** What a unit names has to be there: another unit, or what a control makes under its id. */
function refuseUnknown({ values }: Unit, { asks }: UnitKind, recorded: readonly Unit[], on: ReadonlySet<string>): void {
  const faults = asks.flatMap(({ key, of, control, choices = [] }) => {
    if (!of) return [];
    const made = control && on.has(control) ? [control] : [];
    const there = [...made, ...choices, ...recorded.filter(({ kind }) => kind === of).map(({ name }) => name)];
    const lacking = [values[key]]
      .flat()
      .map(String)
      .filter((wanted) => !there.includes(wanted));
    return lacking.map((wanted) => {
      const fix = `${there.length > 0 ? `Give ${there.join(', ')}, or type` : 'Type'}: secure-ml add ${of} ${wanted}`;
      return { key, what: `names "${wanted}", and there is no ${of} of that name`, fix };
    });
  });
  if (faults.length === 0) return;
  const what = 'The unit names something that does not exist';
  throw new Refusal({ code: 'add/answers', what, fix: 'Fix it, or add that first and commit.', faults });
}

async function unitFor(call: Call, kind: UnitKind, name: string, on: ReadonlySet<string>): Promise<Unit> {
  const given = valuesFrom(call, kind);
  // What a control makes is what is meant, where nothing else is said.
  const made = ({ control, default: usual }: UnitKind['asks'][number]) =>
    usual === null && control && on.has(control) ? control : usual;
  const open = kind.asks.filter(({ key }) => !(key in given)).map((each) => ({ ...each, default: made(each) }));
  const defaults = Object.fromEntries(open.map(({ key, default: value }) => [key, value]));
  const ask = open.length > 0 && !call.values.yes && somebodyIsThere();
  const answered = ask
    ? await untilInterrupted((await import('../../generators/run.ts')).promptUnit(open, Boolean(call.values.json)))
    : {};
  const values = { ...defaults, ...answered, ...given };
  refuseMissing(kind, values);
  return { name, kind: kind.kind, values };
}

/** On some disks names that differ by their case alone are one folder, and constructs have names without dashes. */
function refuseTaken(folders: readonly string[], name: string): void {
  const plain = (text: string) => text.toLowerCase().replaceAll('-', '');
  const folder = folders.find((one) => plain(one) === plain(name));
  if (folder === undefined) return;
  const own = folderOf(folder);
  if (folder.toLowerCase() === name)
    refuse(
      'add/exists',
      `There is a folder ${own} already`,
      `Choose another name, or edit ${own}unit.json and type: secure-ml upgrade`,
    );
  refuse('add/exists', `"${name}" is the same name as ${own} but for a dash`, 'Choose another name');
}

function refuseClash(unit: Unit, recorded: readonly Unit[], kinds: readonly UnitKind[]): void {
  const other = clashOf(unit, recorded, kinds);
  if (!other) return;
  const what = `The ${unit.kind} ${unit.name} and the ${other.kind} ${other.name} would each have a part of one name`;
  refuse('add/exists', what, 'Choose another name');
}

export async function run(call: Call): Promise<number> {
  const [word, name] = call.positionals;
  if (word === undefined || call.values.list) return list(call);
  const all = offered(call);
  const kind = kindFor(word, all);
  const example = `secure-ml add ${kind.kind} NAME`;
  if (name === undefined) refuse('add/name', `The ${kind.kind} has no name`, `Type: ${example}`);
  const fault = nameFault(name as string, takenNames());
  if (fault) refuse('add/name', fault, `Choose another name: ${example}`);
  refuseTaken(namesIn(call.directory, 'infra/units'), name as string);
  const unit = await unitFor(call, kind, name as string, all.on);
  call.say(planOf(unit, kind).join('\n'));
  const applied = await applyChange(
    { ...call, values: { ...call.values, set: undefined, answers: undefined } },
    {
      overlays: 'same',
      what: `Add ${kind.kind} ${unit.name}`,
      wanted: {
        reason: addedFor(kind.kind, unit.name),
        is: comesWithUnit,
      },
      restore: (path) => path.startsWith(folderOf(unit.name)) || path === unitPathOf(unit, 'workflow.yml'),
      units: (recorded) => {
        refuseUnknown(unit, kind, recorded, all.on);
        refuseClash(unit, recorded, all.kinds);
        return [...recorded, unit];
      },
    },
  );
  const { result, preview } = applied;
  for (const note of workflowNote(unit, call.directory)) call.say(note);
  call.print(
    { unit: { name: unit.name, kind: unit.kind, ...unit.values }, preview, ...upgradeDocument(result) },
    upgradeText(applied),
  );
  return needsPerson(result) ? 1 : 0;
}
