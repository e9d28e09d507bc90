import { controlsIn } from '../../templates/infra/strictness.ts';
import type { Tree } from '../tree/tree.ts';

/** The controls that are on: a list of ids, in the order in which they are applied. */
export const enabledPath = 'infra/controls/enabled.json';
/** Where the list was in version 0.1.0, as TypeScript. From 0.2.0 on this file reads the list. */
export const formerEnabledPath = 'infra/controls/enabled.ts';

const comments = /\/\*[\s\S]*?\*\/|\/\/.*$/gm;

/** The ids in the TypeScript of version 0.1.0. A line that is commented out is a control that is off. Undefined where it is not a plain list. */
export function formerControlsIn(text: string): string[] | undefined {
  const list = /^\s*export const enabled(?:: string\[\])? = \[([^[\]]*)\];\s*$/.exec(text.replace(comments, ''))?.[1];
  if (list === undefined) return undefined;
  const ids = list.split(',').map((id) => id.trim());
  if (ids.at(-1) === '') ids.pop();
  return ids.every((id) => /^(['"])[\w-]+\1$/.test(id)) ? ids.map((id) => id.slice(1, -1)) : undefined;
}

/** Comments that say something: neither the generator's nor a control that is commented out. */
export function remarksIn(text: string): string[] {
  return (text.match(comments) ?? []).filter(
    (comment) => !comment.startsWith('/** The controls that are on') && !/^\/\/\s*['"][\w-]+['"],?\s*$/.test(comment),
  );
}

/** The list without an id, in the form of either file. */
export function withoutControl(text: string, id: string): string {
  const ids = controlsIn(text);
  if (!ids) return text.replace(`  '${id}',\n`, '');
  return textOf(ids.filter((one) => one !== id));
}

/** The list as the generator writes it. */
export const textOf = (ids: readonly string[]): string => `${JSON.stringify(ids, null, 2)}\n`;

/** The text of a repository's list, as enabled.json has it; undefined where there is none, or none that can be read. */
export function enabledText(tree: Tree): string | undefined {
  const text = tree.get(enabledPath)?.content.toString();
  if (text !== undefined) return text;
  const ids = formerControlsIn(tree.get(formerEnabledPath)?.content.toString() ?? '');
  return ids && JSON.stringify(ids);
}

/** The ids that the list names and whose folder is there. */
export function enabledControls(tree: Tree): Set<string> {
  const on = controlsIn(enabledText(tree)) ?? [];
  return new Set(on.filter((id) => tree.has(`infra/controls/${id}/control.ts`)));
}
