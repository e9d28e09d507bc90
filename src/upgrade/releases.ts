/** What a version moved: files, or whole folders where both end with "/". Paths below the project's folder. */
export interface Release {
  version: string;
  moved: Record<string, string>;
}

/** Append-only: a repository of any older version replays what happened since. Nothing is ever guessed from similarity. */
export const releases: readonly Release[] = [{ version: '0.1.0', moved: {} }];

const parts = (version: string) => version.split('-', 1)[0]?.split('.').map(Number) ?? [];

/** Negative where `a` is older. A pre-release counts as its release. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)];
  const index = [0, 1, 2].find((at) => left[at] !== right[at]);
  return index === undefined ? 0 : (left[index] ?? 0) - (right[index] ?? 0);
}

/** The moves of every version after `since`, oldest first. */
export function movesSince(since: string, history: readonly Release[] = releases): [string, string][] {
  return history
    .filter(({ version }) => compareVersions(version, since) > 0)
    .toSorted((a, b) => compareVersions(a.version, b.version))
    .flatMap(({ moved }) => Object.entries(moved));
}
