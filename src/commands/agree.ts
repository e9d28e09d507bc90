import { realpathSync } from 'node:fs';
import { untilInterrupted } from '../interrupt.ts';
import { type OverlayOrigin, originOf } from '../overlay/origin.ts';
import { Refusal } from '../refusal.ts';
import { somebodyIsThere } from '../terminal.ts';
import type { Tree } from '../tree/tree.ts';
import { areOthers, installedFor } from '../trust/installed.ts';
import { digestsOfWritten, type Running } from '../trust/runs.ts';
import { agreedAt, agreeToFolder, agreeToOrigin, readAgreed } from '../trust/state.ts';
import { typedWord } from '../typed.ts';
import type { Call } from './call.ts';

const canAsk = ({ values }: Call) => !values.yes && !values.json && somebodyIsThere();

async function ask(what: string, lines: readonly string[], question: string): Promise<boolean> {
  const { promptTrust: askTrust } = await import('../../generators/run.ts');
  return untilInterrupted(askTrust(what, lines, question));
}

/** Has somebody agreed on this machine that the code with this digest runs in this folder? */
export const hasAgreed = (folder: string, digest: string): boolean => agreedAt(realpathSync(folder)).includes(digest);

/**
 * May code of the repository at `folder` run, with the packages that are installed there? Somebody agreed to this folder and digest on
 * this machine before, says so with --trust-repository, or answers now.
 */
export async function mayRun(
  call: Call,
  folder: string,
  digest: string,
  what: string,
  running: Running = 'synthesis',
): Promise<boolean> {
  const place = realpathSync(folder);
  const known = agreedAt(place);
  const isKnown = known.includes(digest);
  const installed = isKnown || canAsk(call) || call.values['trust-repository'] ? installedFor(place, running) : [];
  const others = isKnown && areOthers(installed, known);
  if (others)
    call.say('The installed packages changed since you agreed, and their lock file did not. Install them again.');
  const agreed =
    (isKnown && !others) ||
    Boolean(call.values['trust-repository']) ||
    (canAsk(call) &&
      (await ask(
        what,
        [place, known.length > 0 ? 'It changed since you agreed to it.' : 'Nobody has agreed to it on this machine.'],
        'Do you know who wrote it, and may it run?',
      )));
  // What is used stays among the newest.
  if (agreed) agreeToFolder(place, [...installed, digest]);
  return agreed;
}

/** Remembers code that this program wrote into a folder, its synthesis and its workload. `others`: did an overlay write some of it? */
export function agreeToOwn(folder: string, tree: Tree, others: boolean): void {
  agreeToFolder(realpathSync(folder), digestsOfWritten(tree, others));
}

/** Remembers code that was merged from what somebody agreed to. */
export function agreeToDigest(folder: string, digest: string): void {
  agreeToFolder(realpathSync(folder), [digest]);
}

/**
 * The registry to fetch an overlay from, if a project names one. Refuses an origin that only a file names, the lock or a project's
 * .npmrc, and that nobody agreed to on this machine. What a person types is theirs.
 */
export async function agreedRegistry(
  call: Call,
  spec: string,
  from: string,
  typed: boolean,
): Promise<OverlayOrigin['registry'] | undefined> {
  const origin = originOf(spec, from);
  if (!origin) return undefined;
  const named = origin.registry ? 'the .npmrc of this folder' : 'the lock of this repository';
  if ((typed && !origin.registry) || readAgreed().origins.includes(origin.name)) {
    if (typed) agreeToOrigin(origin.name);
    return origin.registry;
  }
  const what = `An overlay would be fetched from ${origin.name}, which ${named} names`;
  const agreed = Boolean(call.values['trust-repository']) || (canAsk(call) && (await ask(what, [spec], 'Fetch it?')));
  if (!agreed) {
    const fix = typed
      ? 'If you know it, add --trust-repository, or put the registry into your own ~/.npmrc.'
      : `If you know it, type it yourself: --org ${typedWord(spec, 'SPEC')}. Or add --trust-repository, or --keep-overlays`;
    throw new Refusal({ code: 'overlay/origin', what: `${what}, and nobody has agreed to it on this machine`, fix });
  }
  agreeToOrigin(origin.name);
  return origin.registry;
}
