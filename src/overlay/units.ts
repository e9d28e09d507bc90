import type { Accepted, Finding } from '../finding.ts';
import type { Tree } from '../tree/tree.ts';
import { typedWord } from '../typed.ts';
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

/** What to type, and then how to be let off. */
const instead = (finding: Finding, what: string): Finding => ({
  ...finding,
  fix: `${what}. ${finding.fix.replace(/^Fix it, or: /, 'Or: ')}`,
});

/** The units that an overlay forbids the kind of; `there` are those that the repository has already. */
export function forbidden(
  units: readonly Kinded[],
  policies: readonly Policy[],
  accepted: Accepted,
  there: readonly Kinded[] = units,
): Finding[] {
  return policies.flatMap((policy) =>
    Object.entries(policy.forbid.units).flatMap(([kind, { why }]) => {
      const names = units.filter((unit) => unit.kind === kind).map(({ name }) => name);
      if (names.length === 0) return [];
      const rule = { ...by(policy), why, key: kind, id: `policy/${policy.name}/forbid/unit/${kind}` };
      const what = `units of the kind ${kind} are forbidden, and ${names.join(', ')} ${names.length > 1 ? 'are' : 'is'} one`;
      const found = { ...policyFindingOf(rule, what, accepted), path: `infra/units/${names[0]}/unit.json` };
      const old = names.find((name) => there.some((unit) => unit.name === name));
      return [
        instead(
          found,
          old ? `Type: secure-ml remove ${typedWord(old, 'NAME')}` : 'To see the other kinds: secure-ml add --list',
        ),
      ];
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
      return [instead(found, `Type: secure-ml add ${typedWord(kind, 'KIND')} NAME`)];
    }),
  );
}

/** What stops a change of the units: those of forbidden kinds, and the last one of a required kind that is taken away. */
export function brokenBy(
  units: readonly Kinded[],
  before: readonly Kinded[],
  policies: readonly Policy[],
  accepted: Accepted,
): Finding[] {
  const already = new Set(lacking(before, policies, accepted).map(({ id }) => id));
  const lost = lacking(units, policies, accepted).filter(({ id }) => !already.has(id));
  return [...forbidden(units, policies, accepted, before), ...lost];
}
