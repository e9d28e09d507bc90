import semver from 'semver';
import type { Overlay } from './overlay.ts';

/** The moves that an overlay has declared since a version of it, for an upgrade from there. */
export function overlayMovesSince({ moves }: Pick<Overlay, 'moves'>, version: string): [string, string][] {
  return moves.filter(({ since }) => semver.gt(since, version)).map(({ from, to }) => [from, to]);
}
