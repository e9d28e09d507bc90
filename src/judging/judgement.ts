import { nobody } from '../../templates/judge/cast.ts';
import { contentDigest } from '../../templates/judge/compare/accepted.ts';
import { affordable, spending } from '../../templates/judge/decide/effort.ts';
import { rememberedFor } from '../../templates/judge/decide/remembered.ts';
import { scopeOf } from '../../templates/judge/prove/what.ts';
import type { Assembly } from '../../templates/judge/read/assembly.ts';
import { modelOf } from '../../templates/judge/read/model.ts';
import { eachOnce, type NotProven } from '../../templates/judge/read/not-proven.ts';
import { openValues } from '../../templates/judge/read/open-values.ts';
import type { Cell } from '../../templates/judge/show/cell.ts';
import { matrix } from '../../templates/judge/show/matrix.ts';
import { unansweredIn } from '../../templates/judge/show/not-proven.ts';
import { noBoundary } from './weaknesses/boundary.ts';
import { escalation } from './weaknesses/escalation.ts';
import { deletableEvidence } from './weaknesses/evidence.ts';
import { handedOver } from './weaknesses/handed.ts';
import { openNetwork } from './weaknesses/network.ts';
import { open } from './weaknesses/open.ts';
import { RuleReads } from './weaknesses/rule-reads.ts';
import { unencrypted } from './weaknesses/unencrypted.ts';
import type { Looked, Weakness } from './weaknesses/weakness.ts';

/** What is said of templates that need not be of this generator. */
export interface Judgement {
  accounts: string[];
  /** Of each stack its name and the file of its template. */
  stacks: { name: string; file: string }[];
  resources: number;
  cells: (Cell & { account: string })[];
  weaknesses: Weakness[];
  notProven: NotProven[];
}

/** By what is said of one that does not come to its end. */
const looks: Record<string, (looked: Looked) => Weakness[]> = {
  'what is open to others': open,
  'what is handed to other accounts': handedOver,
  'what is open to networks': openNetwork,
  'which permissions become others': escalation,
  'what has no boundary': noBoundary,
  'what is not encrypted': unencrypted,
  'who can delete evidence': deletableEvidence,
};

/** Statements that are compared: some seconds. */
export const most = 2_700_000;
/** The same of each part of a comparison: both versions are judged, and then compared. */
export const mostSince = 800_000;
const tooMuch = 'the policies are too many, or too unlike each other, to be compared in seconds';

/** What is said of a look at an account that did not come to its end. */
export const unlooked = ({ stacks }: Assembly, what: string): NotProven => {
  // Who accepts it accepts nothing of other templates.
  const digest = contentDigest(JSON.stringify(stacks.map(({ template }) => template)));
  return { stack: stacks[0]?.name ?? '', logicalId: '', path: '', what, why: tooMuch, digest };
};

/** What of the weaknesses was not looked at. */
export const unlookedIn = ({ notProven }: Judgement): NotProven[] =>
  notProven.filter(({ what, why }) => why === tooMuch && what !== whoCanDoWhat);

export const whoCanDoWhat = 'who can do what';

/** Nobody has a name there, and nothing is claimed. */
const nowhere = { name: '', repository: 'none', accounts: {} };

/** Templates are judged, and compared with others. */
export const modelOfOne = rememberedFor((assembly: Assembly) => modelOf([assembly]));

/** `isWhole`: with who can do what, and not the weaknesses alone. */
export function judgementOf(assemblies: Assembly[], isWhole = true, limit = most): Judgement {
  const each = spending(limit, () =>
    assemblies.map((assembly) => {
      const model = modelOfOne(assembly);
      const region = assembly.stacks[0]?.region ?? 'us-east-1';
      const scope = scopeOf({ ...nowhere, region }, assembly.account, model.partition, nobody);
      const asked = new RuleReads();
      const looked = { assembly, model, scope, asked };
      const notProven = [...model.notProven];
      const bounded = <T>(what: string, look: () => T[]): T[] => {
        const found = affordable(look);
        if (!found) notProven.push(unlooked(assembly, what));
        return found ?? [];
      };
      const weaknesses = Object.entries(looks).flatMap(([what, look]) => bounded(what, () => look(looked)));
      const cells = isWhole ? bounded(whoCanDoWhat, () => matrix(model, scope)) : [];
      notProven.push(...unansweredIn(cells, assembly.stacks[0]?.name));
      const open = openValues(assembly, (resource, where) => asked.has(resource, where));
      return {
        cells: cells.map((cell) => ({ account: assembly.account, ...cell })),
        notProven: eachOnce([...open, ...notProven]),
        weaknesses,
      };
    }),
  );
  return {
    accounts: assemblies.map(({ account }) => account),
    stacks: assemblies.flatMap(({ stacks }) => stacks.map(({ name, file = name }) => ({ name, file }))),
    resources: assemblies.reduce((sum, { resources }) => sum + resources.length, 0),
    cells: each.flatMap(({ cells }) => cells),
    weaknesses: once(each.flatMap(({ weaknesses }) => weaknesses)),
    notProven: each.flatMap(({ notProven }) => notProven),
  };
}

const once = (all: Weakness[]): Weakness[] => [...new Map(all.map((each) => [each.id, each])).values()];
