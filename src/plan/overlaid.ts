import type { Provenance } from '../overlay/apply.ts';
import { whatItDoes } from '../overlay/kinds.ts';
import type { Tree } from '../tree/tree.ts';
import type { AppliedOverlay } from './overlays.ts';

/** A path that an overlay touches in a new repository. */
export interface OverlaidPath {
  path: string;
  overlay: string;
  how: 'new' | 'replaces' | 'removes';
  /** What the file does there; none: nothing. */
  does?: string;
}

const words = { added: 'new', replaced: 'replaces', removed: 'removes' } as const;

/** Every path that overlays touched, in the order of the paths. */
export function overlaidPaths(provenance: ReadonlyMap<string, Provenance>, tree: Tree): OverlaidPath[] {
  return [...provenance]
    .map(([path, { overlay, how }]): OverlaidPath => {
      const entry = tree.get(path);
      const does = entry && whatItDoes(path, entry);
      return { path, overlay, how: words[how], ...(does !== undefined && { does }) };
    })
    .sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** The same as a person reads it, below the plan: nothing where there are no overlays. */
export function broughtText(brought: readonly OverlaidPath[], layers: readonly AppliedOverlay[]): string {
  return layers
    .map(({ overlay: { name, version } }) => {
      const rows = brought
        .filter(({ overlay }) => overlay === name)
        .map(({ path, how, does }) => `  ${how.padEnd(9)} ${path}${does ? `: ${does}` : ''}`);
      const head = rows.length > 0 ? `Overlay ${name} ${version} brings` : `Overlay ${name} ${version} brings no file`;
      return [head, ...rows].join('\n');
    })
    .join('\n');
}
