import semver from 'semver';
import type { Json } from '../../templates/judge/read/json.ts';
import { Refusal } from '../refusal.ts';
import type { Entry, Tree } from '../tree/tree.ts';
import { pathProblems, treeProblems } from './checks.ts';
import { controlProblems } from './controls.ts';
import { boundProblems, type Policy, policyOf, refuseAll } from './policy-record.ts';
import { overlaySchema } from './schema.ts';
import { problems } from './shape.ts';
import { parseUntrusted } from './untrusted.ts';

export interface Overlay extends Policy {
  /** A semantic version range of create-secure-ml. */
  generator: string;
  defaults: Record<string, Json>;
  remove: string[];
  moves: { from: string; to: string; since: string }[];
  slots: ReadonlySet<string>;
  owner: Record<string, 'generated' | 'seeded'>;
  /** What is below files/, by the path in the repository. */
  files: Tree;
}

/**
 * Reads an overlay's tree: overlay.json, and what is below files/. Everything that is wrong is told at once, with
 * its JSON pointer. `where` names the overlay's source in the refusal. Nothing of the overlay is run.
 */
export function readOverlay(tree: Tree, where = 'overlay'): Overlay {
  const json = tree.get('overlay.json');
  if (!json) {
    throw new Refusal({
      code: 'overlay/none',
      what: 'There is no overlay.json',
      where,
      fix: 'Name the folder that has overlay.json, or make one: secure-ml overlay new DIR',
    });
  }
  const value = parseUntrusted(json.content, 'overlay.json');
  const found = [...treeProblems(tree), ...problems(value, overlaySchema())];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuseAll(found, where) as never;
  // What the schema finds no fault with is looked at further, so that all faults are told at once.
  const faulty = new Set(found.map(({ at }) => at.split('/')[1]));
  const sound = Object.fromEntries(Object.entries(value).filter(([key]) => !faulty.has(key)));
  const overlay = overlayOf(sound as unknown as Document, tree);
  const ranged = faulty.has('generator') || !('generator' in sound) || semver.validRange(overlay.generator) !== null;
  refuseAll(
    [
      ...found,
      ...(ranged
        ? []
        : [{ at: '/generator', what: `is ${JSON.stringify(overlay.generator)}, which is not a version range` }]),
      ...boundProblems(overlay.limit),
      ...controlProblems(overlay.files),
      ...pathProblems(overlay),
    ],
    where,
  );
  return overlay;
}

/** overlay.json as the schema describes it. */
type Document = Policy &
  Pick<Overlay, 'generator'> &
  Partial<Omit<Overlay, keyof Policy | 'slots' | 'files' | 'generator'>> & { slots?: string[] };

function overlayOf(document: Document, tree: Tree): Overlay {
  const files = new Map<string, Entry>();
  for (const [path, entry] of tree) if (path.startsWith('files/')) files.set(path.slice('files/'.length), entry);
  return {
    ...policyOf(document),
    generator: document.generator,
    defaults: document.defaults ?? {},
    remove: document.remove ?? [],
    moves: document.moves ?? [],
    slots: new Set(document.slots),
    owner: document.owner ?? {},
    files,
  };
}

/** The overlay fits this version of create-secure-ml, or a refusal that names both. */
export function assertFits({ name, version, generator }: Overlay, ours: string): void {
  if (semver.satisfies(ours, generator, { includePrerelease: true })) return;
  throw new Refusal({
    code: 'overlay/generator',
    what: `Overlay ${name} ${version} fits create-secure-ml ${generator}, and this is ${ours}`,
    fix: `Use a version of ${name} that fits ${ours}, or install a create-secure-ml that is ${generator}`,
  });
}
