import { isSecurity } from '../../baseline/ownership.ts';
import type { Blob, Side } from '../../git/objects.ts';

/** The three versions of a file. A missing one did not exist. */
export interface Stages {
  base?: Blob | undefined;
  mine?: Blob | undefined;
  incoming?: Blob | undefined;
}

/** What happens to a file, and why. `merge`: both sides changed it, contents decide. */
export interface FileDecision {
  path: string;
  does: 'add' | 'update' | 'remove' | 'keep' | 'merge' | 'conflict';
  why: string;
  stages: Stages;
  /** The name that the base and the new version know it by, where a person renamed it. */
  from?: string;
}

/** What is known beyond the three sides. */
export interface Knowledge {
  /** Given back or seeded: a person's alone. */
  theirOwn: ReadonlySet<string>;
  isSeeded(path: string): boolean;
  /** Paths that a person deleted before. */
  removed: ReadonlySet<string>;
  /** Inferred renames of the person: the generator's path to the person's. */
  renames: ReadonlyMap<string, string>;
  /** Paths that come back although they were deleted: a control that is turned on again, a policy's demand. */
  restore(path: string): boolean;
}

interface Sides {
  base: Side;
  mine: Side;
}

const same = (a: Blob | undefined, b: Blob | undefined) => a?.id === b?.id && a?.mode === b?.mode;
const isFile = (blob: Blob | undefined) => blob === undefined || blob.mode.startsWith('100');

function bothHave(path: string, stages: Stages, from?: string): FileDecision | undefined {
  const { base, mine, incoming } = stages;
  if (same(mine, incoming) || same(incoming, base)) return undefined;
  if (same(mine, base)) return { path, does: 'update', why: 'you have not edited it', stages };
  const place = from === undefined ? {} : { from };
  if (!isFile(mine)) {
    const kind = mine?.mode === '120000' ? 'a symbolic link' : 'a submodule';
    return { path, does: 'conflict', why: `you made it ${kind}, the new version changes the file`, stages, ...place };
  }
  return { path, does: 'merge', why: base ? 'both changed it' : 'both added it', stages, ...place };
}

/** Renamed and nothing else: the same content, which no second file of either side has. */
function isExact(base: Side, mine: Side, from: string, to: string): boolean {
  const id = base.get(from)?.id;
  const holders = (side: Side) => [...side.values()].filter((blob) => blob.id === id).length;
  return mine.get(to)?.id === id && holders(base) === 1 && holders(mine) === 1;
}

function personLacks(
  path: string,
  base: Blob,
  incoming: Blob,
  sides: Sides,
  known: Knowledge,
): FileDecision | undefined {
  const { mine } = sides;
  const stages = { base, incoming };
  const name = known.renames.get(path);
  if (known.restore(path)) return { path, does: 'add', why: 'it is asked for again', stages };
  if (name === undefined) {
    return { path, does: 'keep', why: 'you deleted it; it stays deleted', stages };
  }
  const renamed = { base, mine: mine.get(name), incoming };
  if (same(base, incoming))
    return { path: name, from: path, does: 'keep', why: `taken for your rename of ${path}`, stages: renamed };
  // Content that becomes a policy by its new name is a person's to look at.
  const stays = isSecurity(path) && isExact(sides.base, mine, path, name);
  if (!stays && (isSecurity(path) || isSecurity(name))) {
    const why = `it looks like your rename of ${path}, which the new version changes; no change of a security file follows a guess`;
    return { path: name, from: path, does: 'conflict', why, stages: renamed };
  }
  const followed = bothHave(name, renamed, path);
  return followed && { ...followed, from: path, why: `taken for your rename of ${path}; ${followed.why}` };
}

function generatorDropped(
  path: string,
  base: Blob,
  mine: Blob | undefined,
  known: Knowledge,
): FileDecision | undefined {
  const name = known.renames.get(path);
  if (!mine)
    return name
      ? {
          path: name,
          from: path,
          does: 'keep',
          why: `the new version has no ${path} any more; your renamed copy stays`,
          stages: { base },
        }
      : undefined;
  if (same(mine, base))
    return {
      path,
      does: 'remove',
      why: 'the new version has no such file, and you have not edited it',
      stages: { base, mine },
    };
  return { path, does: 'conflict', why: 'the new version removes it, and you edited it', stages: { base, mine } };
}

function decisionFor(path: string, base: Side, mine: Side, incoming: Side, known: Knowledge): FileDecision | undefined {
  const [b, o, t] = [base.get(path), mine.get(path), incoming.get(path)];
  if (known.theirOwn.has(path)) return undefined;
  if (known.isSeeded(path)) {
    if (b || o || !t || known.removed.has(path)) return undefined;
    return { path, does: 'add', why: 'a new file to start from; it is yours from now on', stages: { incoming: t } };
  }
  if (b && !t) return generatorDropped(path, b, o, known);
  if (b && t && !o) return personLacks(path, b, t, { base, mine }, known);
  if (t && !o) {
    const stays = known.removed.has(path) && !known.restore(path);
    if (stays) return { path, does: 'keep', why: 'you deleted it; it stays deleted', stages: { incoming: t } };
    return { path, does: 'add', why: 'new in this version', stages: { incoming: t } };
  }
  return bothHave(path, { base: b, mine: o, incoming: t });
}

/**
 * Three-way by whole files. Afterwards only files that both sides hold are left to merge by content, so that git has
 * no deletion to take for half of a rename: a widening in one policy cannot land in another.
 */
export function decideFiles(base: Side, mine: Side, incoming: Side, known: Knowledge): FileDecision[] {
  const paths = [...new Set([...base.keys(), ...incoming.keys()])].sort();
  return paths.flatMap((path) => decisionFor(path, base, mine, incoming, known) ?? []);
}
