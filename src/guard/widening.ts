import { createHash } from 'node:crypto';
import { byNewRole, type RightsOfRole } from '../../templates/judge/compare/new-roles.ts';
import { newRolesIn, ratchetResources } from '../../templates/judge/ratchet/resources.ts';
import { judging } from '../judging/judging.ts';
import { Refusal } from '../refusal.ts';
import { typedWord } from '../typed.ts';
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
    what: `It is not proven that access stays the same: ${what}`,
    fix: `Look at the policies that it names, then accept it: ${waive(id)}`,
  };
}

function ofNewRole({ id, what, digest }: RightsOfRole): Objection {
  const fix = `Look at all of them (npm run access in the merged code), then accept exactly these: secure-ml waive ${typedWord(id, 'ID')} --digest ${digest}`;
  return { id, digest, what, fix };
}

/** What the comparison says that a person must accept; waivers of access are left out by the comparison itself. */
export function objectionsOf(
  { wider = [], latent = [], escalations = [], unproven: open = [] }: Comparison,
  roles: readonly string[] = [],
) {
  const rights = byNewRole(wider, roles);
  return [
    ...rights.others.map((each) => objection('Wider access', each)),
    ...rights.roles.map(ofNewRole),
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
    return objectionsOf(document, newRolesIn(ratchetResources(before), ratchetResources(after)));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return [unproven(`the templates could not be compared: ${error.what}`)];
  }
}
