import { type Answers, defaults, type Tier } from '../answers/answers.ts';
import type { Finding } from '../finding.ts';
import { controlsOf } from '../overlay/controls.ts';
import { valueAt, withValue } from '../overlay/keys.ts';
import { lay, type Provenance } from '../overlay/lay.ts';
import type { Overlay } from '../overlay/overlay.ts';
import { applyPolicy, overlayDefaults, type Sourced } from '../overlay/policy.ts';
import { controlsFor, type Declaration, readCatalog } from '../plan/catalog.ts';
import { render } from '../render/render.ts';
import type { Tree } from '../tree/tree.ts';

/** What an overlay makes of one tier. */
export interface Trial {
  tier: Tier;
  /** The rules that the tier breaks; then nothing is rendered. */
  findings: Finding[];
  /** Answers that the overlay set, by dotted key. */
  set: Record<string, string>;
  provenance: ReadonlyMap<string, Provenance>;
  /** Paths that the overlay removes and that the generator does not write. */
  removesNothing: string[];
  /** Controls of the overlay that are on. */
  controls: string[];
  tree: Tree;
}

type Json = Sourced['answers'][string];

/** `given` are answers by dotted key, as --set gives them. */
function sourced(tier: Tier, overlay: Overlay, given: Record<string, Json>): Sourced {
  const entries = [
    ...overlayDefaults([overlay]).map(({ key, value }) => [key, value, 'overlay'] as const),
    ...Object.entries(given).map(([key, value]) => [key, value, 'flag'] as const),
    ['sensitivity', tier, 'flag'] as const,
  ];
  let answers = defaults('trial', tier) as unknown as Sourced['answers'];
  const sources: Record<string, string> = {};
  for (const [key, value, source] of entries) {
    answers = withValue(answers, key, value);
    sources[key] = source;
  }
  return { answers, sources };
}

/** Renders the output for a tier and lays the overlay over it. Nothing is written or run. */
export function attempt(
  overlay: Overlay,
  tier: Tier,
  given: Record<string, Json>,
  { templates, version }: { templates: string; version: string },
): Trial {
  const { answers, sources, findings } = applyPolicy(sourced(tier, overlay, given), [overlay]);
  const set = Object.fromEntries(
    Object.keys(sources).flatMap((key) =>
      sources[key] === 'overlay' ? [[key, JSON.stringify(valueAt(answers, key))]] : [],
    ),
  );
  const nothing = { tier, findings, set, provenance: new Map(), removesNothing: [], controls: [], tree: new Map() };
  if (findings.length > 0) return nothing;
  const catalog = readCatalog(templates);
  const ours = new Set(catalog.map(({ id }) => id));
  const own = controlsOf(overlay, ours) as Declaration[];
  const decided = answers as unknown as Answers;
  const controls = controlsFor([...catalog, ...own], decided);
  const on = new Set(controls.map(({ id }) => id));
  const rendered = render(templates, { answers: decided, controls, version });
  const { tree, provenance } = lay(rendered, [overlay], { answers, on, ours });
  return {
    ...nothing,
    provenance,
    removesNothing: overlay.remove.filter((path) => !rendered.has(path)),
    controls: own.flatMap(({ id }) => (on.has(id) ? [id] : [])),
    tree,
  };
}
