import { cast as builtInCast } from '../../templates/infra/cast.ts';
import { settingsOf } from '../../templates/infra/config.ts';
import type { Judged } from '../../templates/infra/controls/check.ts';
import type { Unit } from '../../templates/infra/units.ts';
import { type Cast, castOf, joinCasts, nobody } from '../../templates/judge/cast.ts';
import { unprovenId, withoutAccepted } from '../../templates/judge/compare/accepted.ts';
import {
  type AcceptedPlace,
  placesOf,
  withAcceptedPlaces,
  withInheritance,
} from '../../templates/judge/compare/accepted-places.ts';
import { compareAccess, compareAssemblies } from '../../templates/judge/compare/assemblies.ts';
import { diffDocument, exitCode, renderText } from '../../templates/judge/compare/explain.ts';
import { affordable, spending } from '../../templates/judge/decide/effort.ts';
import { rememberedFor } from '../../templates/judge/decide/remembered.ts';
import { type ControlResult, prove } from '../../templates/judge/prove/controls.ts';
import { fromAccounts } from '../../templates/judge/prove/row.ts';
import { type Project, scopeOf } from '../../templates/judge/prove/what.ts';
import { type Assembly, assembliesOf, readAssemblies } from '../../templates/judge/read/assembly.ts';
import { conditionsGiven, givenOf, parametersIn } from '../../templates/judge/read/given.ts';
import { type Json, parseJson } from '../../templates/judge/read/json.ts';
import { modelOf } from '../../templates/judge/read/model.ts';
import { said } from '../../templates/judge/read/not-proven.ts';
import type { Given } from '../../templates/judge/read/parameters.ts';
import { readStacks, type Stacks } from '../../templates/judge/read/stacks.ts';
import type { Cell } from '../../templates/judge/show/cell.ts';
import { matrix } from '../../templates/judge/show/matrix.ts';
import { notProvenInWords, unansweredIn } from '../../templates/judge/show/not-proven.ts';
import { printableInline } from '../../templates/judge/show/printable.ts';
import { reachAnswer } from '../../templates/judge/show/reach.ts';
import { explainDecision } from '../../templates/judge/show/why.ts';
import { explanationInWords, matrixInWords } from '../../templates/judge/show/words.ts';
import {
  type Judgement,
  judgementOf,
  modelOfOne,
  most,
  mostSince,
  unlooked,
  unlookedIn,
  whoCanDoWhat,
} from './judgement.ts';
import { lowered } from './lowered.ts';
import { digestOfTemplates, partsOf } from './parts.ts';
import { builtInChecks } from './proofs.ts';
import type { Judgable, JudgedRepository } from './repository.ts';

/** What a command prints of a judgement, and its exit code. */
export interface PrintedJudgement {
  code: 0 | 1;
  document: unknown;
  text: string;
}

/** Templates beside no repository of this generator: nobody has a name there, and nothing is claimed. */
const nowhere: Project = { name: '', region: 'us-east-1', repository: 'none', accounts: {} };

const json = (text: string | undefined): Json => {
  try {
    return text === undefined ? null : parseJson(text);
  } catch {
    return null;
  }
};

function subjectOf(repository: JudgedRepository | undefined): { project: Project; cast: Cast } {
  if (!repository) return { project: nowhere, cast: nobody };
  const units = repository.units as Unit[];
  return {
    project: settingsOf(repository.settings, units),
    cast: joinCasts(builtInCast, castOf(json(repository.cast))),
  };
}

/** Every control of a repository on its assembly: rows as data, checks of this program's own; no code of the repository. */
async function proofs(assemblies: Assembly[], repository: JudgedRepository): Promise<ControlResult[]> {
  const settings = settingsOf(repository.settings, repository.units as Unit[]);
  const { cast } = subjectOf(repository);
  const folderOf = ({ declaration: { id }, unit }: Judgable) => (unit ? `units/${unit.kind}` : `controls/${id}`);
  const builtIn = repository.controls.filter(({ isBuiltIn, isRows }) => isBuiltIn && !isRows);
  const checks = await builtInChecks([...new Set(builtIn.map(folderOf))]);
  const controls = repository.controls.map((judgable) => {
    const { isBuiltIn, isRows, unit, ...control } = judgable;
    const own = isBuiltIn ? checks.get(folderOf(judgable)) : undefined;
    const asked = own && { checks: (judged: Judged) => own(judged, unit) };
    return { ...control, ...(isRows ? { checks: () => [] } : asked) };
  });
  const { enabled, file } = repository;
  const results = prove(assemblies, controls, { settings, enabled, file }, cast);
  return withInheritance(withAcceptedPlaces(results, repository.accepted), repository.accepted);
}

function cellsOf(
  assemblies: Assembly[],
  repository?: JudgedRepository,
): { cells: Cell[]; notProven: AcceptedPlace[]; text: string } {
  const { project, cast } = subjectOf(repository);
  const each = assemblies.map((one) => {
    const model = modelOf([one]);
    const scope = scopeOf(project, one.account, model.partition, cast);
    const found = spending(most, () => affordable(() => matrix(model, scope)));
    const unanswered = found ? unansweredIn(found, one.account) : [unlooked(one, whoCanDoWhat)];
    return { account: one.account, found: found ?? [], notProven: [...model.notProven, ...unanswered] };
  });
  const notProven = placesOf(
    each.flatMap((one) => one.notProven),
    repository?.accepted,
  );
  const titled = each.map(({ account, found }) => {
    return `${each.length > 1 ? `Account ${account}\n\n` : ''}${matrixInWords(found)}`;
  });
  return {
    cells: each.flatMap(({ account, found }) => found.map((cell) => ({ account, ...cell }))),
    notProven,
    text: [...titled, notProvenInWords(notProven)].filter(Boolean).join('\n\n'),
  };
}

/** The access matrix of every account, and what was not read. */
export const cells = (assembly: string, repository?: JudgedRepository, given?: Given) =>
  cellsOf(readAssemblies(assembly, given), repository);

/**
 * All that a report shows of an assembly, which is read once: every control, the matrix, what is in each account, the digest of
 * all templates, and the roles that act inside of the network.
 */
export async function evidence(assembly: string, repository: JudgedRepository) {
  const assemblies = readAssemblies(assembly);
  const { roles } = subjectOf(repository).cast;
  const { cells, notProven } = cellsOf(assemblies, repository);
  return {
    ...{ cells, notProven, results: await proofs(assemblies, repository) },
    parts: assemblies.map(partsOf),
    digest: digestOfTemplates(assemblies),
    jobs: new Set(Object.keys(roles).filter((name) => roles[name]?.throughEndpoints)),
  };
}

/** One question, decided statement by statement. */
export function why(
  assembly: string,
  words: [string, string, string, string?],
  repository?: JudgedRepository,
  given?: Given,
): PrintedJudgement {
  const { project, cast } = subjectOf(repository);
  const [who, action, what, phrase] = words;
  const found = fromAccounts(readAssemblies(assembly, given), (one) => {
    const model = modelOf([one]);
    return explainDecision({ who, action, what, phrase }, model, scopeOf(project, one.account, model.partition, cast));
  });
  const open = found.some(({ notProven }) => notProven.length > 0);
  return { code: open ? 1 : 0, document: found, text: found.map(explanationInWords).join('\n\n') };
}

/** Whose rights somebody comes by, and by which calls. */
export function reach(assembly: string, who: string, repository?: JudgedRepository, given?: Given): PrintedJudgement {
  const { project, cast } = subjectOf(repository);
  const places = readAssemblies(assembly, given).map((one) => {
    const model = modelOf([one]);
    return { account: one.account, model, scope: scopeOf(project, one.account, model.partition, cast) };
  });
  return reachAnswer(who, places);
}

/** What the second assembly lets somebody do that the first does not, without what the file of accepted findings names. */
export function compared(before: string, after: string, accepted: string, given?: Given) {
  const { diff, escalations, ...rest } = withoutAccepted(compareAssemblies(before, after, given), accepted);
  const text = [
    ...rest.accepted.map((line) => printableInline(`Accepted: ${line}`)),
    ...(rest.accepted.length > 0 ? ['\nApart from that:'] : []),
    renderText(diff, escalations),
  ].join('\n');
  const document = { ...diffDocument(diff, escalations), accepted: rest.accepted };
  return { code: exitCode(diff, escalations), document, text };
}

export { tooLongIn } from './quotas.ts';

export const notProvenText = said;

/** What templates of anybody say: the matrix, weaknesses, and what was not read. */
export const judgement = (stacks: Stacks): Judgement => judgementOf(assembliesIn(stacks));

/** What templates say that are compared with others; `isWhole`: with the matrix. */
export const judgementSince = (stacks: Stacks, isWhole = false): Judgement =>
  judgementOf(assembliesIn(stacks), isWhole, mostSince);

const assembliesIn = rememberedFor(assembliesOf);

/** What the second templates let somebody do that the first do not. */
export function widened(before: Stacks, after: Stacks) {
  const [old, now] = [assembliesIn(before), assembliesIn(after)];
  const modelIn = (all: Assembly[]) => (all.length === 1 ? modelOfOne(all[0] as Assembly) : modelOf(all));
  const { diff, escalations } = compareAccess(modelIn(old), modelIn(now), mostSince);
  const document = diffDocument(diff, escalations);
  const latent = document.latent.filter(({ direction }) => direction === 'wider');
  return {
    document,
    changes: [...document.wider, ...document.escalations, ...latent, ...lowered(old, now)].map(({ id, text }) => ({
      id,
      text,
    })),
    unproven: diff.unproven.map((text) => ({ id: unprovenId(text), text })),
  };
}

export { conditionsGiven as decidedBy, matrixInWords, parametersIn, readStacks, unlookedIn, unprovenId };

/** What the options --condition and --parameters say of the deployment. */
export const readGiven = givenOf;

/** For the rehearsal: one account's templates, and any request decided on them. */
export { rehearsed } from './rehearsed.ts';
