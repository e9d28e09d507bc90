import { type Answers, defaults, type SourcedAnswers, tiers } from '../answers/answers.ts';
import type { Accepted, Finding } from '../finding.ts';
import { controlsOf } from '../overlay/controls.ts';
import type { Overlay } from '../overlay/overlay.ts';
import { applyPolicy, type Held } from '../overlay/policy.ts';
import type { Policy } from '../overlay/policy-record.ts';
import type { Recorded } from '../overlay/record.ts';
import type { Declaration } from './catalog.ts';

/** An overlay with what the lock will keep of it. */
export interface AppliedOverlay {
  overlay: Overlay;
  recorded: Recorded;
}

/** The generator's controls and those that overlays bring. */
export function joined(catalog: Declaration[], layers: readonly AppliedOverlay[]): Declaration[] {
  const ours = new Set(catalog.map(({ id }) => id));
  return [...catalog, ...layers.flatMap(({ overlay }) => controlsOf(overlay, ours) as Declaration[])];
}

export interface Governed extends SourcedAnswers {
  /** The rules on each answer, by dotted key. */
  held: Record<string, Held[]>;
  /** Rules that an answer which somebody gave breaks, waived ones among them. */
  findings: Finding[];
}

/** Resources carry these in their names or are replaced with them: where they exist, nobody but a person changes them. */
const lasting = ['name', 'region', 'buckets.raw', 'buckets.processed', 'buckets.artifacts', 'networkCidr', 'zones'];

/**
 * Answers under the overlays' rules. In a repository that `exists`, a rule moves no answer that would replace what is
 * deployed: it is broken then, and a person decides.
 */
export function govern<T extends SourcedAnswers>(
  given: T,
  policies: readonly Policy[],
  accepted: Accepted = new Map(),
  exists = false,
): T & Governed {
  const apply = ({ answers, sources }: SourcedAnswers) => {
    const chosen = exists ? Object.fromEntries(lasting.map((key) => [key, 'you' as const])) : {};
    const applied = applyPolicy({ answers, sources: { ...sources, ...chosen } }, policies, accepted);
    const kept = exists
      ? Object.fromEntries(lasting.flatMap((key) => (sources[key] ? [[key, sources[key]]] : [])))
      : {};
    return { ...applied, sources: { ...applied.sources, ...kept } };
  };
  return { ...given, ...apply(followingTier(apply(given))) };
}

/** A tier that was raised takes along the network that nobody chose. */
export function followingTier<T extends SourcedAnswers>(sourced: T): T {
  const { answers, sources } = sourced;
  const wanted = tiers.includes(answers.sensitivity) ? defaults('', answers.sensitivity).network : answers.network;
  if (answers.network !== 'none' || wanted === 'none' || (sources.network ?? 'default') !== 'default') return sourced;
  return { ...sourced, answers: { ...answers, network: wanted } satisfies Answers };
}
