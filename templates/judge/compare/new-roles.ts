import { createHash } from 'node:crypto';

/** A right of somebody, as a comparison tells it. */
interface Right {
  id?: string;
  text?: string;
  principal?: string;
}

export interface RightsOfRole {
  id: string;
  what: string;
  /** Of exactly these rights: with one more or another it is a different one. */
  digest: string;
}

/** A role that is new has all its rights anew: a person looks at the role, and accepts exactly these rights of it at once. */
function rightsOf(role: string, rights: readonly Right[]): RightsOfRole {
  const ids = rights.map(({ id, text }) => id ?? text ?? '').sort();
  const what = `${role} is a new role, with ${rights.length} rights; the first: ${rights[0]?.text}`;
  return { id: `access/new-role-${role}`, what, digest: createHash('sha256').update(ids.join()).digest('hex') };
}

/** The rights of roles that are new, by role, and those of everybody else. */
export function byNewRole<T extends Right>(rights: readonly T[], roles: readonly string[]) {
  const roleOf = ({ principal }: Right) => roles.find((role) => principal?.endsWith(`:role/${role}`));
  const grouped = roles.map((role) => [role, rights.filter((each) => roleOf(each) === role)] as const);
  return {
    others: rights.filter((each) => roleOf(each) === undefined),
    roles: grouped.flatMap(([role, some]) => (some.length > 0 ? [rightsOf(role, some)] : [])),
  };
}
