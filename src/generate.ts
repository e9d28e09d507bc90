import { seal } from './baseline/seal.ts';
import type { Plan } from './plan/plan.ts';
import { render } from './render/render.ts';
import type { Tree } from './tree/tree.ts';

/** The road: a repository's files from a plan, with their lock and base. The same answers give the same bytes. */
export function generate(templates: string, plan: Plan): Tree {
  const { version, answers, sources } = plan;
  return seal(render(templates, plan), { generator: version, overlays: [], answers: { ...answers }, sources });
}
