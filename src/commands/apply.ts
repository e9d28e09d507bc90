import { projectNameFault } from '../answers/project-name.ts';
import { type Gathered, gatherOver } from '../answers/sources.ts';
import { invalidAnswers } from '../answers/validate.ts';
import type { Lock } from '../baseline/lock.ts';
import { answersOf, settingsPath } from '../baseline/recorded.ts';
import { generate } from '../generate.ts';
import { git } from '../git/git.ts';
import { readBlobs } from '../git/objects.ts';
import { findRepository, type GitRepository } from '../git/repository.ts';
import type { Guard } from '../guard/guard.ts';
import { applyWaivers, formerPath, readWaivers, waiversPath } from '../guard/waiver.ts';
import { type AskedFor, acceptedWith } from '../guard/wanted.ts';
import { overlayDefaults } from '../overlay/policy.ts';
import type { Recorded } from '../overlay/record.ts';
import { brokenBy } from '../overlay/units.ts';
import { templates, version } from '../package.ts';
import { readCatalog } from '../plan/catalog.ts';
import { type AppliedOverlay, type Governed, govern, joined } from '../plan/overlays.ts';
import { type Plan, plan } from '../plan/plan.ts';
import { refusalOf } from '../plan/refuse.ts';
import { Refusal } from '../refusal.ts';
import { readKinds, type UnitKind } from '../units/kind.ts';
import { parseUnit, type Unit } from '../units/unit.ts';
import { keptOverlay } from '../upgrade/merge/kept.ts';
import { type Committed, readCommitted } from '../upgrade/merge/sides.ts';
import { compareVersions } from '../upgrade/releases.ts';
import { applyTree, type Result } from '../upgrade/upgrade.ts';
import type { Call } from './call.ts';
import { keepRules, setsOf } from './given.ts';
import { guardsOf } from './guards.ts';
import { approve, fetchAppliedOverlay, specsOf } from './overlay-specs.ts';

/** What is wanted of a repository that exists. */
export interface Wish {
  /** `news` brings newer overlays; `same` keeps them, and the generator's version too. */
  overlays: 'news' | 'same';
  /** The commit message that git proposes. */
  what: string;
  /** Changes the recorded answers; --set comes after it. */
  change?(recorded: Gathered): Gathered;
  /** Changes the units that the repository has. */
  units?(recorded: readonly Unit[]): readonly Unit[];
  /** What is asked for is shown, stops nothing, and gets a line in accepted.json with its reason. */
  wanted?: AskedFor;
  /** Deleted paths that are asked for again. */
  restore?(path: string): boolean;
  /** Another text for the pristine one, where what it leaves out is asked for again. */
  asIf?(path: string, pristine: string): string;
}

export interface AppliedChange {
  before: Gathered;
  plan: Plan;
  lock: Lock;
  result: Result;
  preview: boolean;
  /** What was asked for: the commit message that git proposes. */
  what: string;
  /** Who answers for a line of accepted.json that it needs. */
  owner: string | undefined;
}

function unreachable({ policy, spec }: Recorded, error: unknown): never {
  if (!(error instanceof Refusal) || error.code !== 'overlay/source') throw error;
  throw new Refusal({
    code: 'upgrade/overlay-unreachable',
    what: `Overlay ${policy.name} ${policy.version} cannot be fetched: ${error.what}`,
    where: spec,
    fix: `Say where it is: --org SPEC. Or keep what it added: --keep-overlays`,
  });
}

async function appliedOverlays(
  call: Call,
  wish: Wish,
  repository: GitRepository,
  committed: Committed,
): Promise<AppliedOverlay[]> {
  const { overlays: recorded } = committed.lock;
  const given = await Promise.all(
    specsOf(call).map((spec) => fetchAppliedOverlay(call, spec, call.directory, call.directory, recorded, true)),
  );
  // One after the other: where a person is asked, they are asked one thing at a time.
  const stacked: AppliedOverlay[] = [];
  const bringOne = async (one: Recorded): Promise<AppliedOverlay> => {
    const newer = given.find(({ overlay }) => overlay.name === one.policy.name);
    if (newer) return newer;
    if (call.values['keep-overlays']) return keptOverlay(repository, committed, one);
    const fetched = fetchAppliedOverlay(call, one.spec, call.directory, call.directory, recorded, false);
    if (wish.overlays === 'news') return fetched.catch((error) => unreachable(one, error));
    const found = await fetched.catch((error) => {
      if (error instanceof Refusal && error.code === 'overlay/origin') call.say(`${error.what}. ${error.fix}`);
      return undefined;
    });
    if (found?.recorded.integrity === one.integrity) return { ...found, recorded: one };
    call.say(`Overlay ${one.policy.name} ${one.policy.version} is not available: what it added is kept.`);
    return keptOverlay(repository, committed, one);
  };
  for (const one of recorded) stacked.push(await bringOne(one));
  return [...stacked, ...given.filter((one) => !stacked.includes(one))];
}

async function headFile({ top }: GitRepository, { head }: Committed, path: string): Promise<Buffer | undefined> {
  const id = head.get(path)?.id;
  return id === undefined ? undefined : (await readBlobs(top, [id])).get(id);
}

/** The units of our kinds that HEAD has, by name. Those of other kinds are their owner's alone. */
async function unitsOf({ top }: GitRepository, { head }: Committed, kinds: readonly UnitKind[]): Promise<Unit[]> {
  const declared = [...head].filter(([path]) => /^infra\/units\/[^/]+\/unit\.json$/.test(path));
  const contents = await readBlobs(
    top,
    declared.map(([, { id }]) => id),
  );
  return declared.flatMap(([path, { id }]) => parseUnit(path, contents.get(id) as Buffer, kinds) ?? []);
}

/** A guard whose objections to what was asked for are told and stop nothing. */
const showing =
  (guard: Guard, wanted: AskedFor, isAccepted: boolean): Guard =>
  async (crossing) =>
    (await guard(crossing)).map((each) => {
      if (!wanted.is(each)) return each;
      const fix = isAccepted ? `Asked for: its line is in ${waiversPath}, for the pull request’s review` : each.fix;
      // How it was before and which statement allows it: the pull request shows that.
      return { ...each, what: each.what.split('\n')[0] as string, fix, later: true };
    });

/** Who answers for what a person asks for here; nobody where git knows no address. */
async function ownerAt(directory: string): Promise<string | undefined> {
  const { stdout } = await git(directory, ['config', 'user.email'], { accept: [1] });
  const [address] = /^[^\s@<>]+@[\w.-]+$/.exec(stdout.toString().trim()) ?? [];
  return address;
}

function assertSameVersion(lock: Lock): void {
  if (compareVersions(lock.generator, version) === 0) return;
  throw new Refusal({
    code: 'upgrade/other-version',
    what: `The repository was written by ${lock.generator}, this is ${version}`,
    fix: `Upgrade and commit first: secure-ml upgrade. Or install the version that wrote it: npm install --global create-secure-ml@${lock.generator}`,
  });
}

async function movesOf(layers: readonly AppliedOverlay[], recorded: readonly Recorded[]): Promise<[string, string][]> {
  if (layers.every(({ overlay }) => overlay.moves.length === 0)) return [];
  const { overlayMovesSince: movesSince } = await import('../overlay/moves.ts');
  return layers.flatMap(({ overlay }) => {
    const before = recorded.find(({ policy }) => policy.name === overlay.name)?.policy.version;
    return before === undefined ? [] : movesSince(overlay, before);
  });
}

/**
 * Brings this version of the generator, newer overlays or changed answers into the repository at call.directory: what
 * is in HEAD decides, the result is in index and work tree.
 */
export async function applyChange(call: Call, wish: Wish): Promise<AppliedChange> {
  const repository = await findRepository(call.directory);
  const adopt = Boolean(call.values.adopt);
  const committed = await readCommitted(repository, { adopt });
  const { lock } = committed;
  if (wish.overlays === 'same') assertSameVersion(lock);
  const layers = await appliedOverlays(call, wish, repository, committed);
  const overlays = layers.map(({ overlay }) => overlay);
  const settings = await headFile(repository, committed, settingsPath);
  const before = answersOf(settings, lock, overlayDefaults(overlays));
  const gathered = gatherOver(wish.change?.(before) ?? before, setsOf(call));
  const waivers = readWaivers(
    (await headFile(repository, committed, waiversPath)) ?? (await headFile(repository, committed, formerPath)),
  );
  const { accepted } = applyWaivers(waivers, new Date().toISOString().slice(0, 10));
  const governed: Gathered & Governed = govern(gathered, overlays, accepted, true);
  const catalog = readCatalog(templates);
  const problems = [...gathered.problems, ...invalidAnswers(governed.answers, joined(catalog, layers), before.answers)];
  if (problems.length > 0) throw refusalOf(problems, governed.sources);
  const nameFault = projectNameFault(governed.answers.name);
  if (nameFault) call.say(`Warning: the name "${governed.answers.name}" ${nameFault}: a new deployment would fail.`);
  keepRules(governed, { exists: true });
  const kinds = readKinds(templates);
  const recordedUnits = await unitsOf(repository, committed, kinds);
  const units = wish.units?.(recordedUnits) ?? recordedUnits;
  keepRules({ findings: brokenBy(units, recordedUnits, overlays, accepted) }, { exists: true });
  const decided = plan(catalog, governed, version, layers, { units, kinds });
  // Nothing of an overlay runs before the person's own tools do: it is laid first, and told as wrong where it is.
  const theirs = generate(templates, decided);
  await approve(layers, lock.overlays, call);
  const { wanted } = wish;
  const owner = wish.wanted ? await ownerAt(call.directory) : undefined;
  const preview = Boolean(call.values.preview ?? call.values['dry-run']);
  const result = await applyTree(call.directory, theirs, {
    label: `secure-ml ${version}`,
    what: wish.what,
    preview,
    adopt,
    newerPins: Boolean(call.values['newer-pins']),
    moves: await movesOf(layers, lock.overlays),
    guards: (await guardsOf(call)).map((guard) => (wanted ? showing(guard, wanted, owner !== undefined) : guard)),
    ...(wanted && owner && { answer: (objections) => acceptedWith(waivers, objections, { ...wanted, owner }) }),
    ...(wish.restore && { restore: wish.restore }),
    ...(wish.asIf && { asIf: wish.asIf }),
  });
  if (result.recovered) call.say(result.recovered);
  return {
    ...{ before, plan: decided, lock, result, preview, what: wish.what },
    owner: owner ?? (result.judge && (await ownerAt(call.directory))),
  };
}
