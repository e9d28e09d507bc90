import { blobId, type Entry, isBinary, soundTree, type Tree } from '../tree/tree.ts';
import { packBase } from './archive.ts';
import { basePath, type Lock, type Locked, lockPath, printLock } from './lock.ts';
import { isSeeded } from './ownership.ts';

/** What a lock says beyond the files. */
export type SealedOrigin = Pick<Lock, 'generator' | 'overlays' | 'answers' | 'sources'>;

/** What overlays made of the files: who brought a path, and what is written once. */
export interface OverlayTraces {
  provenance: ReadonlyMap<string, { overlay: string }>;
  seeded: ReadonlySet<string>;
}

/** What the lock says of them. */
export function overlayTraces({ files }: Pick<Lock, 'files'>): OverlayTraces {
  const all = [...files];
  return {
    provenance: new Map(all.flatMap(([path, { overlay }]) => (overlay ? [[path, { overlay }]] : []))),
    seeded: new Set(all.flatMap(([path, { owner }]) => (owner === 'seeded' ? [path] : []))),
  };
}

/** What is kept from the lock before: files given back, files that a person deleted. */
export interface KeptFromLock {
  ejected: ReadonlySet<string>;
  removed: readonly string[];
}

/** Lock and base of a rendered tree. A binary is in the lock by its id and is not kept. */
export function sealOf(
  files: Tree,
  origin: SealedOrigin,
  layers: OverlayTraces,
  kept?: KeptFromLock,
): { lock: Buffer; base: Buffer } {
  const locked = new Map<string, Locked>();
  const pristine = new Map<string, Buffer>();
  for (const path of files.keys()) {
    const { content, mode } = files.get(path) as Entry;
    const owner = kept?.ejected.has(path)
      ? 'ejected'
      : isSeeded(path) || layers.seeded.has(path)
        ? 'seeded'
        : 'generated';
    const overlay = layers.provenance.get(path)?.overlay;
    const blob = blobId(content);
    locked.set(path, overlay ? { mode, blob, owner, overlay } : { mode, blob, owner });
    if (owner === 'generated' && !isBinary(content)) pristine.set(path, content);
  }
  const lock = printLock({ ...origin, files: locked, removed: kept?.removed ?? [] });
  return { lock, base: packBase(pristine) };
}

/** The rendered files with their lock and base: a repository that can be upgraded. */
export function seal(
  files: Tree,
  origin: SealedOrigin,
  layers: OverlayTraces = { provenance: new Map(), seeded: new Set() },
): Tree {
  const none = { content: Buffer.alloc(0), mode: '100644' } as const;
  const sealed = soundTree(new Map(files).set(lockPath, none).set(basePath, none));
  const { lock, base } = sealOf(unsealed(files), origin, layers);
  sealed.set(lockPath, { content: lock, mode: '100644' });
  sealed.set(basePath, { content: base, mode: '100644' });
  return sealed;
}

/** The rendered files alone, without what seal added. */
export function unsealed(tree: Tree): Tree {
  if (!tree.has(lockPath) && !tree.has(basePath)) return tree;
  const files = new Map(tree);
  files.delete(lockPath);
  files.delete(basePath);
  return files;
}
