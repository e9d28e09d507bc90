import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readBelow } from '../files/read.ts';
import { judging } from '../judging/judging.ts';
import { Refusal } from '../refusal.ts';
import { type Objection, waive } from './guard.ts';

/** What the judge says of two assemblies, as far as it is read here. */
interface Comparison {
  wider?: Told[];
  latent?: (Told & { direction?: string })[];
  escalations?: Told[];
  unproven?: string[];
}

interface Told {
  id?: string;
  text?: string;
  principal?: string;
}

const objection = (what: string, { id, text }: Told): Objection => ({
  ...(id && { id }),
  what: `${what}: ${text ?? 'npm run access -- --since REF says which'}`,
  fix: id ? `Narrow it in the merged code, or accept it: ${waive(id)}` : 'Narrow it in the merged code.',
});

function unproven(what: string): Objection {
  const id = `access/unproven-${createHash('sha256').update(what).digest('hex').slice(0, 12)}`;
  return {
    id,
    what: `It is not proven that nobody may do more: ${what}`,
    fix: `Look at the policies that it names, then accept it: ${waive(id)}`,
  };
}

/** Names of the roles that only the later templates make. */
function newRoles(before: string, after: string): string[] {
  const known = new Set(roleNamesIn(before));
  return roleNamesIn(after).filter((role) => !known.has(role));
}

function roleNamesIn(assembly: string): string[] {
  const files = readdirSync(assembly).filter((file) => file.endsWith('.template.json'));
  return files.flatMap((file) => {
    const text = String(readBelow(assembly, file) ?? '');
    return [...text.matchAll(/"RoleName": ?"([\w+=,.@-]+)"/g)].map(([, role = '']) => role);
  });
}

/** A role that is new has all its rights anew: a person looks at the role, and accepts exactly these rights of it at once. */
function ofNewRole(role: string, rights: Told[]): Objection {
  const digest = createHash('sha256')
    .update(
      rights
        .map(({ id, text }) => id ?? text ?? '')
        .sort()
        .join(),
    )
    .digest('hex');
  const id = `access/new-role-${role}`;
  const [first] = rights;
  return {
    id,
    digest,
    what: `${role} is a new role, with ${rights.length} rights; the first: ${first?.text}`,
    fix: `Look at all of them (npm run access in the merged code), then accept exactly these: secure-ml waive ${id} --digest ${digest}`,
  };
}

/** What the comparison says that a person must accept; waivers of access are left out by the comparison itself. */
export function objectionsOf(
  { wider = [], latent = [], escalations = [], unproven: open = [] }: Comparison,
  roles: readonly string[] = [],
) {
  const roleOf = ({ principal }: Told) => roles.find((role) => principal?.endsWith(`:role/${role}`));
  const grouped = roles.map((role) => [role, wider.filter((each) => roleOf(each) === role)] as const);
  return [
    ...wider.filter((each) => !roleOf(each)).map((each) => objection('Wider access', each)),
    ...grouped.flatMap(([role, rights]) => (rights.length > 0 ? [ofNewRole(role, rights)] : [])),
    ...escalations.map((each) => objection('Leads to more access', each)),
    ...latent
      .filter(({ direction }) => direction !== 'narrower')
      .map((each) => objection('Wider access once a new action exists', each)),
    ...open.map(unproven),
  ];
}

/** Who may do more after the upgrade, by this program's own judge; `accepted` names the file of accepted findings. */
export async function widenings(before: string, after: string, accepted: string): Promise<Objection[]> {
  try {
    const { document } = await judging((engine) => engine.compared(before, after, accepted));
    return objectionsOf(document, newRoles(before, after));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return [unproven(`the templates could not be compared: ${error.what}`)];
  }
}
