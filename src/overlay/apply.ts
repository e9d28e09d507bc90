import { Refusal } from '../refusal.ts';
import type { Entry, Tree } from '../tree/tree.ts';
import { controlsOf } from './controls.ts';
import type { Overlay } from './overlay.ts';
import { collisions } from './place.ts';
import { fillSlots } from './slots.ts';

/** What an overlay did to a path of the output. */
export interface Provenance {
  overlay: string;
  how: 'added' | 'replaced' | 'removed';
}

export interface OverlaidTree {
  tree: Tree;
  /** Only the paths that overlays touched; the generator made all others. */
  provenance: ReadonlyMap<string, Provenance>;
  /** Files that are written once and then the repository's. */
  seeded: ReadonlySet<string>;
}

const controlOf = (path: string) => /^infra\/controls\/([^/]+)\/.+/.exec(path)?.[1];

function conflict(what: string, fix: string): never {
  throw new Refusal({ code: 'overlay/conflict', what, fix });
}

/** Two overlays that want different things of one path: told with both names, before anything is laid. */
function assertApart(overlays: readonly Overlay[]): void {
  const claims = new Map<string, { name: string; entry: Entry | undefined }>();
  for (const { name, files, remove } of overlays) {
    const wanted: [string, Entry | undefined][] = [
      ...files,
      ...remove.map((path): [string, undefined] => [path, undefined]),
    ];
    for (const [path, entry] of wanted) {
      const other = claims.get(path);
      const same = entry && other?.entry ? entry.content.equals(other.entry.content) : entry === other?.entry;
      if (other && !same) {
        const acts = `${other.name} ${other.entry ? 'brings' : 'removes'} it, ${name} ${entry ? 'brings' : 'removes'} it`;
        conflict(
          `Overlays contradict each other about ${path}: ${acts}`,
          'Their owners have to agree; leave one out until then.',
        );
      }
      claims.set(path, { name, entry });
    }
  }
  for (const { name, remove } of overlays) {
    for (const path of remove) {
      const needs = overlays.find(({ require }) => Object.hasOwn(require.files, path));
      if (needs) conflict(`${name} removes ${path}, which ${needs.name} requires`, 'Their owners have to agree.');
    }
  }
}

function layOne(tree: Map<string, Entry>, provenance: Map<string, Provenance>, overlay: Overlay, facts: Facts): void {
  const { name, files, remove, slots } = overlay;
  const own = new Set(controlsOf(overlay).map(({ id }) => id));
  for (const path of remove) {
    // A newer generator may have dropped the file already; that is what the overlay wants.
    if (tree.delete(path)) provenance.set(path, { overlay: name, how: 'removed' });
  }
  for (const [path, entry] of files) {
    const control = controlOf(path);
    if (control && (facts.ours.has(control) || !own.has(control))) {
      const what = facts.ours.has(control) ? `is the generator's own control` : 'has no control.json in the overlay';
      conflict(
        `${name} brings ${path}, and "${control}" ${what}`,
        'Give the control an id and a control.json of its own.',
      );
    }
    if (control && !facts.on.has(control)) continue;
    const content = slots.has(path)
      ? Buffer.from(fillSlots(path, entry.content.toString(), facts.answers))
      : entry.content;
    provenance.set(path, { overlay: name, how: tree.has(path) ? 'replaced' : 'added' });
    tree.set(path, { ...entry, content });
  }
}

interface Facts {
  answers: object;
  /** The controls that are on, the overlays' own among them. */
  on: ReadonlySet<string>;
  /** The controls that the generator's catalogue has, on or off. */
  ours: ReadonlySet<string>;
}

/** The rendered output with the overlays laid over it, in their order. Pure: `tree` stays as it is. */
export function applyOverlays(tree: Tree, overlays: readonly Overlay[], facts: Facts): OverlaidTree {
  if (overlays.length === 0) return { tree, provenance: new Map(), seeded: new Set() };
  assertApart(overlays);
  const laid = new Map(tree);
  const provenance = new Map<string, Provenance>();
  for (const overlay of overlays) layOne(laid, provenance, overlay, facts);
  const [collision] = collisions(laid.keys());
  if (collision) {
    const who = provenance.get(collision[1]) ?? provenance.get(collision[0]);
    const what = `${collision[0]} and ${collision[1]} would be one file on some disks`;
    conflict(`${who ? `${who.overlay}: ` : ''}${what}`, 'Rename the one that the overlay brings.');
  }
  const owners = overlays.flatMap(({ owner }) => Object.entries(owner));
  return {
    tree: new Map([...laid].sort(([a], [b]) => (a < b ? -1 : 1))),
    provenance,
    seeded: new Set(owners.flatMap(([path, owner]) => (owner === 'seeded' && laid.has(path) ? [path] : []))),
  };
}
