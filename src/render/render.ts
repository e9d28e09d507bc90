import type { Answers } from '../answers/answers.ts';
import type { Declaration } from '../plan/catalog.ts';
import { readTemplates } from '../tree/templates.ts';
import type { Entry, Tree } from '../tree/tree.ts';
import { compiled } from './compile.ts';

/** What a template may see. */
export interface Slots {
  answers: Answers;
  controls: Declaration[];
  version: string;
}

/**
 * The files of a repository: a template's path is the output's path, `.ejs` is rendered, a control that is off stays
 * out, and so does a runbook that no control names.
 */
export function render(templates: string, slots: Slots): Tree {
  const on = new Set(slots.controls.map(({ id }) => id));
  const runbooks = new Set(slots.controls.flatMap((control) => control.runbooks ?? []));
  const tree = new Map<string, Entry>();
  for (const [path, entry] of readTemplates(templates)) {
    const control = /^infra\/controls\/([^/]+)\//.exec(path)?.[1];
    if (control && !on.has(control)) continue;
    const runbook = /^docs\/runbooks\/([^/]+)\.md(\.ejs)?$/.exec(path)?.[1];
    if (runbook && !runbooks.has(runbook)) continue;
    if (!path.endsWith('.ejs')) tree.set(path, entry);
    else {
      const text = compiled(path, entry.content.toString())(slots);
      tree.set(path.slice(0, -'.ejs'.length), { ...entry, content: Buffer.from(text) });
    }
  }
  return tree;
}
