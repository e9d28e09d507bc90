import { seal } from './baseline/seal.ts';
import { applyOverlays } from './overlay/apply.ts';
import { type OverlaidPath, overlaidPaths } from './plan/overlaid.ts';
import type { Plan } from './plan/plan.ts';
import { unitsBrought } from './plan/units.ts';
import { render } from './render/render.ts';
import type { Tree } from './tree/tree.ts';
import { readKinds } from './units/kind.ts';

/**
 * The road: a repository's files from a plan, the overlays laid over them, with their lock and base. The same answers and
 * overlays give the same bytes.
 */
export function generate(templates: string, plan: Plan): Tree {
  return generateWithOverlays(templates, plan).tree;
}

/** The same, with what overlays did to which path. */
export function generateWithOverlays(templates: string, plan: Plan): { tree: Tree; brought: OverlaidPath[] } {
  const { version, answers, sources, controls, layers, ours } = plan;
  const on = new Set(controls.map(({ id }) => id));
  const overlays = layers.map(({ overlay }) => overlay);
  const kinds = readKinds(templates);
  const units = [...plan.units, ...unitsBrought(overlays, { ...plan, kinds })];
  const laid = applyOverlays(render(templates, { ...plan, units }), overlays, { answers, on, ours });
  const recorded = layers.map(({ recorded }) => recorded);
  const tree = seal(laid.tree, { generator: version, overlays: recorded, answers: { ...answers }, sources }, laid);
  return { tree, brought: overlaidPaths(laid.provenance, tree) };
}
