import type { Accepted, Finding } from '../finding.ts';
import type { Tree } from '../tree/tree.ts';
import { policyFindingOf } from './policy.ts';
import type { Policy } from './policy-record.ts';

const declaration = /^infra\/units\/([^/]+)\/unit\.json$/;

/** A unit by its name, and its kind. */
export interface Kinded {
  name: string;
  kind: string;
}

/** The units whose unit.json a tree has; one that cannot be read has no kind. */
export function unitsIn(tree: Tree): Kinded[] {
  return [...tree].flatMap(([path, { content }]) => {
    const [, name] = declaration.exec(path) ?? [];
    if (!name) return [];
    try {
      const { kind } = JSON.parse(content.toString()) as { kind?: unknown };
      return [{ name, kind: String(kind) }];
    } catch {
      return [];
    }
  });
}

export const isDeclaration = (path: string): boolean => declaration.test(path);

const by = ({ name, version, contact }: Policy) => ({ who: `${name} ${version}`, contact });

/** The units that an overlay forbids the kind of. */
export function forbidden(units: readonly Kinded[], policies: readonly Policy[], accepted: Accepted): Finding[] {
  return policies.flatMap((policy) =>
    Object.entries(policy.forbid.units).flatMap(([kind, { why }]) => {
      const names = units.filter((unit) => unit.kind === kind).map(({ name }) => name);
      if (names.length === 0) return [];
      const rule = { ...by(policy), why, key: kind, id: `policy/${policy.name}/forbid/unit/${kind}` };
      const what = `units of the kind ${kind} are forbidden, and ${names.join(', ')} ${names.length > 1 ? 'are' : 'is'} one`;
      return [{ ...policyFindingOf(rule, what, accepted), path: `infra/units/${names[0]}/unit.json` }];
    }),
  );
}

/** The kinds that an overlay asks for and no unit is of. */
export function lacking(units: readonly Kinded[], policies: readonly Policy[], accepted: Accepted): Finding[] {
  return policies.flatMap((policy) =>
    Object.entries(policy.require.units).flatMap(([kind, { why }]) => {
      if (units.some((unit) => unit.kind === kind)) return [];
      const rule = { ...by(policy), why, key: kind, id: `policy/${policy.name}/require/unit/${kind}` };
      const found = policyFindingOf(rule, `a unit of the kind ${kind} is required, and there is none`, accepted);
      return [{ ...found, fix: `Type: secure-ml add ${kind} NAME. ${found.fix.replace(/^Fix it, or: /, 'Or: ')}` }];
    }),
  );
}
