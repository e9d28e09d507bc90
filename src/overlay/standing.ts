import type { Json } from '../../templates/judge/read/json.ts';
import type { Accepted, Finding } from '../finding.ts';
import { withoutMark } from '../shape/json-place.ts';
import { isPristine, type Tree } from '../tree/tree.ts';
import { enabledControls, enabledPath, formerEnabledPath } from './enabled.ts';
import { brokenRules, policyFindingOf } from './policy.ts';
import type { Policy } from './policy-record.ts';
import { forbidden, isDeclaration, lacking, unitsIn } from './units.ts';

function settingsOf(tree: Tree): { [key: string]: Json } | undefined {
  try {
    const value = JSON.parse(withoutMark(tree.get('settings.json')?.content.toString() ?? ''));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** All that checkPolicy looks at, so that a repository need not be read whole. `written`: the paths of its lock. */
export function judgedPaths(policies: readonly Policy[], written: Iterable<string>): string[] {
  if (policies.length === 0) return [];
  const required = policies.flatMap(({ require }) => [
    ...Object.keys(require.files),
    ...Object.keys(require.controls).map((id) => `infra/controls/${id}/control.ts`),
  ]);
  const units = [...written].filter(isDeclaration);
  return [...new Set(['settings.json', enabledPath, formerEnabledPath, ...required, ...units])];
}

/** The policies that require a file, so that `eject` can refuse with their names. */
export function requirersOf(path: string, policies: readonly Policy[]): Policy[] {
  return policies.filter(({ require }) => Object.hasOwn(require.files, path));
}

/**
 * Where a repository deviates from the policies that its lock records: broken rules on answers, required files that are
 * missing or, where the policy says so, changed, required controls that are off, kinds of units that are forbidden or lacking. `locked` has the blob ids of the files
 * as they were written. Needs no overlay and no network.
 */
export function checkPolicy(
  tree: Tree,
  locked: ReadonlyMap<string, { blob: string }>,
  policies: readonly Policy[],
  accepted: Accepted,
): Finding[] {
  if (policies.length === 0) return [];
  const settings = settingsOf(tree);
  const on = enabledControls(tree);
  const required = policies.flatMap(({ name, version, contact, require }) => {
    const by = { who: `${name} ${version}`, contact };
    const files = Object.entries(require.files).flatMap(([path, { why, unchanged }]) => {
      const rule = { ...by, why, key: path, id: `policy/${name}/require/${path}` };
      const entry = tree.get(path);
      if (!entry) return [policyFindingOf(rule, `${path} is required and missing`, accepted, path)];
      if (!unchanged || isPristine(entry.content, locked.get(path)?.blob)) return [];
      return [policyFindingOf(rule, `${path} has to stay as it was written and was changed`, accepted, path)];
    });
    const controls = Object.entries(require.controls).flatMap(([control, { why }]) => {
      const rule = { ...by, why, key: control, id: `policy/${name}/require/control/${control}` };
      const file = tree.has(enabledPath) ? enabledPath : formerEnabledPath;
      return on.has(control)
        ? []
        : [policyFindingOf(rule, `the control ${control} is required and off`, accepted, file)];
    });
    return [...files, ...controls];
  });
  const units = unitsIn(tree);
  const kinds = [...forbidden(units, policies, accepted), ...lacking(units, policies, accepted)];
  const unreadable: Finding = {
    id: 'policy/settings',
    kind: 'policy',
    level: 'error',
    what: 'settings.json cannot be read, so no rule on answers can be checked',
    fix: 'Fix the file, or restore it from the last commit: git checkout HEAD -- settings.json',
    path: 'settings.json',
  };
  const answers = settings ? brokenRules(settings, policies, accepted) : [unreadable];
  // A required control can be off by its answer and in the code; one finding tells it.
  return [...answers, ...required.filter(({ id }) => !answers.some((told) => told.id === id)), ...kinds];
}
