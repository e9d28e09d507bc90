import { readLock } from '../baseline/drift.ts';
import { lockPath, printLock } from '../baseline/lock.ts';
import { isSecurity } from '../baseline/ownership.ts';
import { writeBelow } from '../files/write.ts';
import { requirersOf } from '../overlay/standing.ts';
import { Refusal } from '../refusal.ts';
import { trusted } from '../tree/path.ts';
import type { Call, Command } from './call.ts';

export const options: Command['options'] = {};

export const operands = Number.POSITIVE_INFINITY;

export const help = `secure-ml eject PATH...

Makes a generated file your own: upgrades no longer change it, and no longer improve it. Changes only the lock file, which you commit.
Refused for files that an overlay requires.

Examples
  secure-ml eject README.md
  secure-ml eject ml/workload/train.py`;

export async function run(call: Call): Promise<number> {
  if (call.positionals.length === 0) {
    throw new Refusal({ code: 'eject/no-path', what: 'No file is named', fix: 'Type: secure-ml eject PATH' });
  }
  const lock = readLock(call.directory);
  const files = new Map(lock.files);
  const paths = call.positionals.map((path) => trusted(path));
  for (const path of paths) {
    const file = files.get(path);
    if (!file)
      throw new Refusal({
        code: 'eject/unknown',
        what: `${path} was not generated`,
        fix: 'Name one file, as git ls-files does; .secure-ml/lock.json has those that were generated.',
      });
    const [by] = requirersOf(
      path,
      lock.overlays.map(({ policy }) => policy),
    );
    if (by)
      throw new Refusal({
        code: 'eject/required',
        what: `${path} is required by ${by.name} ${by.version}: ${by.require.files[path]?.why}`,
        fix: `Edit it in place, or ask ${by.contact} to stop requiring it.`,
      });
    files.set(path, { ...file, owner: 'ejected' });
  }
  const dryRun = Boolean(call.values['dry-run']);
  if (!dryRun) writeBelow(call.directory, lockPath, printLock({ ...lock, files }));
  for (const path of paths.filter(isSecurity))
    call.say(`${path} is a security file: from now on its fixes are yours to make.`);
  call.print(
    { ejected: paths, dryRun },
    dryRun
      ? `Would eject: ${paths.join(', ')}. Nothing was written (--dry-run).`
      : `Ejected: ${paths.join(', ')}. Commit ${lockPath}.`,
  );
  return 0;
}
