import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import ejs from 'ejs';
import type { Answers } from '../answers/answers.ts';
import type { Declaration } from '../plan/catalog.ts';
import type { Entry, Tree } from '../tree/tree.ts';

/** What a template may see. */
export interface Slots {
  answers: Answers;
  controls: Declaration[];
  version: string;
}

const leftovers = new Set([
  'node_modules',
  'cdk.out',
  '.venv',
  '__pycache__',
  '.pytest_cache',
  '.mypy_cache',
  '.ruff_cache',
]);

function filesBelow(root: string, folder = ''): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (leftovers.has(entry.name)) return [];
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    return entry.isDirectory() ? filesBelow(root, path) : [path];
  });
}

/**
 * The files of a repository: a template's path is the output's path, `.ejs` is rendered, a control that is off stays
 * out, and so does a runbook that no control names.
 */
export function render(templates: string, slots: Slots): Tree {
  const on = new Set(slots.controls.map(({ id }) => id));
  const runbooks = new Set(slots.controls.flatMap((control) => control.runbooks ?? []));
  const tree = new Map<string, Entry>();
  for (const path of filesBelow(templates).sort()) {
    const control = /^infra\/controls\/([^/]+)\//.exec(path)?.[1];
    if (control && !on.has(control)) continue;
    const runbook = /^docs\/runbooks\/([^/]+)\.md(\.ejs)?$/.exec(path)?.[1];
    if (runbook && !runbooks.has(runbook)) continue;
    const file = join(templates, path);
    const content = readFileSync(file);
    const mode = statSync(file).mode & 0o100 ? '100755' : '100644';
    if (!path.endsWith('.ejs')) tree.set(path, { content, mode });
    else {
      // Nothing here is HTML: a slot is escaped by the template for the language that it stands in.
      const text = ejs.render(content.toString(), slots, { escape: String, filename: file });
      tree.set(path.slice(0, -'.ejs'.length), { content: Buffer.from(text), mode });
    }
  }
  return tree;
}
