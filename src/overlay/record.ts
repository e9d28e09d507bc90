import type { Json } from '../../templates/judge/read/json.ts';
import { Refusal } from '../refusal.ts';
import type { Entry, Tree } from '../tree/tree.ts';
import { digest } from './digest.ts';
import { isMissed, whatItDoes } from './kinds.ts';
import type { Overlay } from './overlay.ts';
import { misplaced } from './place.ts';
import { type Policy, readPolicy, recordPolicy } from './policy-record.ts';
import type { Fetched } from './source.ts';

/** What lock.json keeps of an overlay. With it, policy is checked without the overlay and without a network. */
export interface Recorded {
  spec: string;
  resolved: string;
  integrity: string;
  /** Digest of the overlay's files that the repository runs; a person approved them. Empty text: there are none. */
  runs: string;
  /** Files of the generator that it leaves out. */
  removes: string[];
  policy: Policy;
}

/** What an overlay does to a repository beyond pages and pictures, for a person to agree to. */
export interface Runs {
  paths: string[];
  /** What each path does, in words that follow it. */
  does: string[];
  digest: string;
}

/** The overlay's files that are not known to be inert, and what it removes, for the plan to name before anybody agrees. */
export function runsOf({ files, remove = [] }: Pick<Overlay, 'files'> & Partial<Pick<Overlay, 'remove'>>): Runs {
  const found = [...files].flatMap(([path, entry]) => {
    const does = whatItDoes(path, entry);
    return does === undefined ? [] : [{ path, entry, does }];
  });
  const removed = remove.filter(isMissed).map((path) => ({ path, does: 'it is removed' }));
  const all = [...found, ...removed].sort((one, other) => (one.path < other.path ? -1 : 1));
  // A removal has a place of its own in the digest: no file of an overlay has a path that ends in a slash.
  const gone = removed.map(({ path }): [string, Entry] => [`${path}/`, { content: Buffer.alloc(0), mode: '100644' }]);
  const code: Tree = new Map([...found.map(({ path, entry }): [string, Entry] => [path, entry]), ...gone]);
  return {
    paths: all.map(({ path }) => path),
    does: all.map(({ path, does }) => `${path}: ${does}`),
    digest: code.size > 0 ? digest(code) : '',
  };
}

/** Nobody has approved what this overlay runs, in this very content. */
export function needsApproval(
  overlay: Pick<Overlay, 'name' | 'files'> & Partial<Pick<Overlay, 'remove'>>,
  recorded: readonly Recorded[],
): boolean {
  const { digest: now } = runsOf(overlay);
  return now !== '' && recorded.find(({ policy }) => policy.name === overlay.name)?.runs !== now;
}

export function record({ spec, resolved, integrity }: Fetched, overlay: Overlay): Recorded {
  return {
    spec,
    resolved,
    integrity,
    runs: runsOf(overlay).digest,
    removes: overlay.remove,
    policy: recordPolicy(overlay),
  };
}

const shapes = (): Record<Exclude<keyof Recorded, 'policy' | 'removes'>, RegExp> => ({
  spec: /^[^\p{Cc}\p{Cf}]{1,500}$/u,
  resolved: /^[^\p{Cc}\p{Cf}]{1,500}$/u,
  integrity: /^sha512-[A-Za-z0-9+/]{86}==$/,
  runs: /^(sha512-[A-Za-z0-9+/]{86}==)?$/,
});

/** Reads the lock's `overlays`: untrusted, as the whole lock is. `where` is the lock's path. */
export function readRecorded(value: Json, where: string): Recorded[] {
  const refuse = (what: string) =>
    new Refusal({
      code: 'overlay/record',
      what,
      where,
      fix: 'Restore the file from the last commit: git checkout HEAD -- .secure-ml',
    });
  if (!Array.isArray(value) || value.length > 16) throw refuse('"overlays" is not a list of 16 at the most');
  return value.map((item, index) => {
    if (typeof item !== 'object' || item === null || Array.isArray(item))
      throw refuse(`overlays.${index} is not an object`);
    const texts = Object.entries(shapes()).map(([key, shape]) => {
      const text = Object.hasOwn(item, key) ? item[key] : undefined;
      if (typeof text !== 'string' || !shape.test(text))
        throw refuse(`overlays.${index}.${key} is not what it should be`);
      return [key, text];
    });
    const removes = Object.hasOwn(item, 'removes') ? item.removes : [];
    if (!Array.isArray(removes) || removes.some((path) => typeof path !== 'string' || misplaced(path)))
      throw refuse(`overlays.${index}.removes is not a list of paths`);
    return {
      ...(Object.fromEntries(texts) as Omit<Recorded, 'policy' | 'removes'>),
      removes: removes as string[],
      policy: readPolicy(item.policy ?? null, where),
    };
  });
}
