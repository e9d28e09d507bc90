import { placeIn } from '../fleet/at-top.ts';
import { lines } from '../lines.ts';
import { templates } from '../package.ts';
import { readTemplates } from '../tree/templates.ts';
import { asTyped } from '../typed.ts';
import { filesOf, filesWritten, folderOf, type UnitKind } from '../units/kind.ts';
import type { Unit } from '../units/unit.ts';

/** What will be added, before it is: files, answers, monthly cost. */
export function planOf({ name, values }: Unit, kind: UnitKind): string[] {
  const files = filesWritten(readTemplates(templates), { kind: kind.kind, name });
  const rows: [string, string][] = [
    ...Object.entries(values).map(([key, value]): [string, string] => [key, [value].flat().join(', ') || 'none']),
    ['Brings', kind.brings.join(', ')],
    ['Who may', kind.rights],
    ['Alerts', kind.alerts],
    ['Files', `${folderOf(name)} ${files.join(', ')}`],
    ['Fixed cost', `${(kind.fixedMonthlyUsd ?? 0).toFixed(2)} USD a month, and use on top`],
  ];
  const indent = Math.max(...rows.map(([label]) => label.length)) + 4;
  const width = Math.max(40, Math.min(process.stderr.columns ?? 120, 120)) - indent;
  return [
    `The plan for ${kind.kind} ${name}`,
    ...rows.flatMap(([label, text]) =>
      lines(text, width).map((line, at) => `${(at === 0 ? `  ${label}` : '').padEnd(indent)}${line}`),
    ),
  ];
}

/** What is to be known of its workflow, where it brings one into a folder of a larger repository. */
export function workflowNote({ kind }: Unit, directory: string): string[] {
  const brings = [...filesOf(readTemplates(templates), kind).keys()].some((path) => path.startsWith('workflow.yml'));
  if (!brings || !placeIn(directory)) return [];
  return [
    asTyped(
      'Its workflow does not run from here: GitHub reads .github/workflows at the top of a repository alone. Once this is committed: secure-ml workflows',
    ),
  ];
}
