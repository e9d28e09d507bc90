import type { Tier } from '../answers/answers.ts';
import { valueAt } from '../answers/keys.ts';
import { from, gather } from '../answers/sources.ts';
import type { Finding } from '../finding.ts';
import { applyOverlays, type Provenance } from '../overlay/apply.ts';
import { controlsOf } from '../overlay/controls.ts';
import type { Overlay } from '../overlay/overlay.ts';
import { overlayDefaults } from '../overlay/policy.ts';
import { controlsFor, type Declaration, readCatalog } from '../plan/catalog.ts';
import { govern } from '../plan/overlays.ts';
import { notOffered, unitsOfOverlays } from '../plan/units.ts';
import { render } from '../render/render.ts';
import type { Tree } from '../tree/tree.ts';
import { readKinds } from '../units/kind.ts';

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

/** Renders the output for a tier and lays the overlay over it. Nothing is written or run. */
export function attempt(
  overlay: Overlay,
  tier: Tier,
  given: Readonly<Record<string, unknown>>,
  { templates, version }: { templates: string; version: string },
): Trial {
  const gathered = gather('trial', [
    ...overlayDefaults([overlay]),
    ...from('flag', [...Object.entries(given), ['sensitivity', tier]]),
  ]);
  const { answers, sources, findings } = govern(gathered, [overlay]);
  const set = Object.fromEntries(
    Object.keys(sources).flatMap((key) =>
      sources[key] === 'overlay' ? [[key, JSON.stringify(valueAt(answers, key))]] : [],
    ),
  );
  const nothing = { tier, findings, set, provenance: new Map(), removesNothing: [], controls: [], tree: new Map() };
  if (findings.length > 0) return nothing;
  const catalog = readCatalog(templates);
  const ours = new Set(catalog.map(({ id }) => id));
  const own = controlsOf(overlay, ours);
  const controls = controlsFor([...catalog, ...(own as Declaration[])], answers);
  const on = new Set(controls.map(({ id }) => id));
  const planned = { answers, controls, units: [], kinds: readKinds(templates) };
  const units = unitsOfOverlays([overlay], planned);
  const closed = notOffered(units, planned).map((what): Finding => {
    return { id: 'policy/units', kind: 'policy', level: 'error', what, fix: 'Leave it out where it is not available.' };
  });
  if (closed.length > 0) return { ...nothing, findings: closed };
  const rendered = render(templates, { answers, controls, version, units });
  const { tree, provenance } = applyOverlays(rendered, [overlay], { answers, on, ours });
  return {
    ...nothing,
    provenance,
    removesNothing: overlay.remove.filter((path) => !rendered.has(path)),
    controls: own.flatMap(({ id }) => (on.has(id) ? [id] : [])),
    tree,
  };
}
