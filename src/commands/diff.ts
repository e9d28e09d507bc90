import { createTwoFilesPatch } from 'diff';
import { contentAt, driftOf, readLock, readPristine } from '../baseline/drift.ts';
import { Refusal } from '../refusal.ts';
import { trusted } from '../tree/path.ts';
import { isBinary } from '../tree/tree.ts';
import type { Call, Command } from './call.ts';

export const options: Command['options'] = {};

export const operands = 1;

export const help = `secure-ml diff [PATH]

Shows your changes to the generated files as a unified diff. PATH is a file or a folder.

  --json   print one JSON document with the state and patch of each file

Examples
  secure-ml diff
  secure-ml diff infra/policies
  secure-ml diff settings.json`;

/** What is shown is for people to read: a file that is larger was not edited by hand, and two that have nothing in common take ages. */
const mostShown = 2 * 1024 * 1024;
const longest = 4000;

function patchOf(path: string, before: Buffer | undefined, after: Buffer | undefined, until: number): string {
  if (!before || (after && isBinary(after))) return `Binary file ${path} differs\n`;
  const text = (content: Buffer | undefined) => content?.toString().replaceAll('\r\n', '\n') ?? '';
  const names = [`generated/${path}`, after ? path : '/dev/null'] as const;
  const timeout = Math.max(1, until - Date.now());
  const patch =
    (after?.length ?? 0) > mostShown
      ? undefined
      : createTwoFilesPatch(...names, text(before), text(after), undefined, undefined, { timeout });
  return patch ?? `File ${path} differs in too much to be shown\n`;
}

export async function run(call: Call): Promise<number> {
  const only = call.positionals[0] === undefined ? undefined : trusted(call.positionals[0].replace(/\/$/, ''));
  const lock = readLock(call.directory);
  const pristine = readPristine(call.directory, lock);
  const within = (path: string) => only === undefined || path === only || path.startsWith(`${only}/`);
  const drift = driftOf(call.directory, lock).filter(({ path }) => within(path));
  if (only !== undefined && drift.length === 0) {
    throw new Refusal({
      code: 'diff/unknown',
      what: `Nothing was generated at ${only}`,
      fix: 'Name one file, as git ls-files does; .secure-ml/lock.json has those that were generated.',
    });
  }
  const until = Date.now() + longest;
  const files = drift
    .filter(({ state }) => state === 'edited' || state === 'deleted' || state === 'missing')
    .map(({ path, state }) => ({
      path,
      state,
      patch: patchOf(path, pristine.get(path), contentAt(call.directory, path), until),
    }));
  call.print(
    { files },
    files
      .map(({ patch }) => patch)
      .join('')
      .trimEnd(),
  );
  return 0;
}
