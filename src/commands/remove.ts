import { goesWithUnit, isAddedFor } from '../guard/wanted.ts';
import { templates } from '../package.ts';
import { Refusal } from '../refusal.ts';
import { typedWord } from '../typed.ts';
import { folderOf, readKinds } from '../units/kind.ts';
import type { Unit } from '../units/unit.ts';
import { applyChange } from './apply.ts';
import type { Call, Command } from './call.ts';
import { guardOptions } from './guards.ts';
import { needsPerson, upgradeDocument, upgradeText } from './upgrade.ts';

export const options: Command['options'] = { 'keep-overlays': { type: 'boolean' }, ...guardOptions };

export const operands = 1;

export const help = `secure-ml remove NAME

Removes a unit that "secure-ml add" added: its files and what was derived from it, by the same merge as an upgrade. You commit the
result. Files of the unit that you edited become conflicts. Resources that hold data remain in AWS outside of any stack, with the policy
of the last deployment and without alerts; the guards block the removal until you accept that.

  --dry-run             show what would happen, and write nothing
  --directory, -C DIR   the repository, if it is not the current directory
  --json                print one JSON document on stdout

Examples
  secure-ml remove features --dry-run
  secure-ml remove features`;

/** Another unit may name it: a schedule its pipeline, a route its topic. */
function refuseNamed(name: string, recorded: readonly Unit[]): void {
  const gone = recorded.find((unit) => unit.name === name);
  const kinds = readKinds(templates);
  const naming = recorded.filter((unit) =>
    kinds
      .find(({ kind }) => kind === unit.kind)
      ?.asks.some(({ key, of }) => of !== undefined && of === gone?.kind && [unit.values[key]].flat().includes(name)),
  );
  if (naming.length === 0) return;
  const all = naming.map((unit) => unit.name);
  throw new Refusal({
    code: 'remove/named',
    what: `${all.map((each) => `The ${naming.find((unit) => unit.name === each)?.kind} ${each}`).join(' and ')} names it`,
    where: folderOf(all[0] as string),
    fix: `Remove first, and commit: secure-ml remove ${typedWord(all[0] as string, 'NAME')}`,
  });
}

function sayWhatStays(call: Call, unit: Unit | undefined): void {
  const kind = readKinds(templates).find((one) => one.kind === unit?.kind);
  if (!kind?.keepsData) return;
  call.say(
    `The ${kind.kind} ${unit?.name} and what it holds stay in AWS, in no stack, with the policy that is on it now: nothing here changes or watches it any more.`,
  );
}

export async function run(call: Call): Promise<number> {
  const [name] = call.positionals;
  if (name === undefined)
    throw new Refusal({ code: 'remove/name', what: 'No unit is named', fix: 'Type: secure-ml remove NAME' });
  const applied = await applyChange(call, {
    overlays: 'same',
    what: `Remove ${name}`,
    wanted: {
      reason: `Asked for with "secure-ml remove ${name}": what told of this unit goes with it`,
      is: goesWithUnit,
      ends: (reason) => isAddedFor(reason, name),
    },
    units: (recorded) => {
      refuseNamed(name, recorded);
      sayWhatStays(
        call,
        recorded.find((unit) => unit.name === name),
      );
      if (recorded.some((unit) => unit.name === name)) return recorded.filter((unit) => unit.name !== name);
      const all = recorded.map((unit) => unit.name).join(', ');
      throw new Refusal({
        code: 'remove/unknown',
        what: `There is no unit "${name}" that "secure-ml add" brought`,
        where: folderOf(name),
        fix: all ? `Give one of ${all}` : 'This repository has none.',
      });
    },
  });
  const { result, preview } = applied;
  call.print({ unit: name, preview, ...upgradeDocument(result) }, upgradeText(applied));
  return needsPerson(result) ? 1 : 0;
}
