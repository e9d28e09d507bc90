import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Objection, waive } from './guard.ts';
import { runIn } from './synthesis.ts';

/** What `infra/access.ts --since DIR --json` prints, as far as it is read here. */
interface Comparison {
  wider?: Told[];
  latent?: (Told & { direction?: string })[];
  escalations?: Told[];
  unproven?: string[];
}

interface Told {
  id?: string;
  text?: string;
}

const entry = 'infra/access.ts';

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

/** What the comparison says that a person must accept; waivers of access are left out by the comparison itself. */
export function objectionsOf({ wider = [], latent = [], escalations = [], unproven: open = [] }: Comparison) {
  return [
    ...wider.map((each) => objection('Wider access', each)),
    ...escalations.map((each) => objection('Leads to more access', each)),
    ...latent
      .filter(({ direction }) => direction !== 'narrower')
      .map((each) => objection('Wider access once a new action exists', each)),
    ...open.map(unproven),
  ];
}

/** Who may do more after the upgrade, by the merged project's own engine, laid out below `project`. */
export async function widenings(project: string, before: string, after: string): Promise<Objection[]> {
  if (!existsSync(join(project, entry))) return [unproven(`the merged project has no ${entry}`)];
  const { exitCode, stdout, stderr } = await runIn(project, [entry, '--since', before, '--assembly', after, '--json']);
  if (exitCode !== 0 && exitCode !== 1) {
    return [unproven(`the comparison ended with ${exitCode}: ${stderr.trim().split('\n').slice(-4).join(' ')}`)];
  }
  try {
    return objectionsOf(JSON.parse(stdout) as Comparison);
  } catch {
    return [unproven('the comparison printed no JSON')];
  }
}
