import type { SourcedAnswers } from '../answers/answers.ts';
import { withValue } from '../answers/keys.ts';
import { type Gathered, gatherOver } from '../answers/sources.ts';
import { invalidAnswers } from '../answers/validate.ts';
import { readLock } from '../baseline/drift.ts';
import { readAnswers } from '../baseline/recorded.ts';
import { untilInterrupted } from '../interrupt.ts';
import { lines } from '../lines.ts';
import { enabledPath, formerEnabledPath, withoutControl } from '../overlay/enabled.ts';
import { type Declaration, stateOf } from '../plan/catalog.ts';
import { refusalOf } from '../plan/refuse.ts';
import { assertTurnsOn } from '../plan/turn-on.ts';
import { Refusal } from '../refusal.ts';
import { somebodyIsThere } from '../terminal.ts';
import type { Call, Command } from './call.ts';
import { catalogOf } from './catalog.ts';
import { change } from './change.ts';
import { setsOf } from './given.ts';
import { guardOptions } from './guards.ts';

export const options: Command['options'] = {
  off: { type: 'boolean' },
  'keep-overlays': { type: 'boolean' },
  ...guardOptions,
};

export const operands = 1;

export const help = `secure-ml control [ID]

Without ID, lists every control, whether it is on, and why. With ID, turns the control on: asks the questions that it needs, and merges
the result into this repository.

  --off                 turn the control off, if the tier allows that
  --set KEY=VALUE       answer one of its questions
  --yes                 ask no questions
  --directory, -C DIR   the repository, if it is not the current directory
  --json                print one JSON document on stdout

Examples
  secure-ml control
  secure-ml control network --set network=create
  secure-ml control macie --off`;

function table(catalog: Declaration[], { answers }: SourcedAnswers, call: Call): number {
  const rows = catalog.map(({ id, title, from, satisfies, ...rest }) => {
    const { on, why } = stateOf({ id, title, from, satisfies, ...rest }, answers);
    return { id, on, why, title, from, satisfies };
  });
  const columns = process.stdout.columns ?? 80;
  const text = rows.flatMap(({ id, on, why, title }) => [
    `${on ? 'on ' : 'off'}  ${id} (${why})`,
    ...lines(title, columns - 6).map((line) => `     ${line}`),
  ]);
  const count = rows.filter(({ on }) => on).length;
  call.print({ controls: rows }, [...text, '', `${count} of ${rows.length} controls are on`].join('\n'));
  return 0;
}

/** Those of the recorded answers with the control turned on or off. */
function turned(recorded: Gathered, id: string, on: boolean): Gathered {
  const key = `controls.${id}`;
  return {
    ...recorded,
    answers: withValue(recorded.answers, key, on),
    sources: { ...recorded.sources, [key]: 'flag' },
  };
}

export async function run(call: Call): Promise<number> {
  const lock = readLock(call.directory);
  const recorded = readAnswers(call.directory, lock);
  const catalog = catalogOf(call.directory, lock);
  const [id] = call.positionals;
  if (id === undefined) return table(catalog, recorded, call);
  const control = catalog.find((one) => one.id === id);
  if (!control) {
    const fix = `Give one of ${catalog.map((one) => one.id).join(', ')}`;
    throw new Refusal({ code: 'control/unknown', what: `There is no control "${id}"`, fix });
  }
  const on = !call.values.off;
  const gathered = gatherOver(turned(recorded, id, on), setsOf(call));
  const problems = [
    ...recorded.problems,
    ...gathered.problems,
    ...invalidAnswers(gathered.answers, catalog, recorded.answers),
  ];
  if (problems.length > 0) throw refusalOf(problems, gathered.sources);
  const what = `Turn ${on ? 'on' : 'off'} ${id}`;
  // Its files come back also where somebody deleted them: they are what is asked for.
  const restore = (path: string) => on && path.startsWith(`infra/controls/${id}/`);
  const asIf = (path: string, pristine: string) =>
    on && [enabledPath, formerEnabledPath].includes(path) ? withoutControl(pristine, id) : pristine;
  const wish = (asked: SourcedAnswers | undefined) => ({
    what,
    restore,
    asIf,
    change: (before: Gathered) => (asked ? { ...before, ...asked } : turned(before, id, on)),
  });
  const isAsked = on && !call.values.yes && somebodyIsThere();
  if (on && !isAsked) assertTurnsOn(control, gathered.answers);
  if (!isAsked) return change(call, wish(undefined));
  const { promptControl: askControl } = await import('../../generators/run.ts');
  return untilInterrupted(
    askControl({
      control,
      catalog,
      start: gathered,
      json: Boolean(call.values.json),
      apply: (sourced) => change(call, wish(sourced)),
    }),
  );
}
