import type { Plan } from './plan/plan.ts';
import { render } from './render/render.ts';
import type { Tree } from './tree/tree.ts';

/** The road: a repository's files from a plan. */
export function generate(templates: string, plan: Plan): Tree {
  return render(templates, plan);
}
