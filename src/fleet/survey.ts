import { lstatSync } from 'node:fs';
import semver from 'semver';
import { daysUntil } from '../../templates/judge/compare/acceptance.ts';
import { contentAt } from '../baseline/drift.ts';
import { settingsPath } from '../baseline/recorded.ts';
import { fails } from '../finding.ts';
import { acceptedAt, applyWaivers, readWaivers } from '../guard/waiver.ts';
import { templates } from '../package.ts';
import { Refusal } from '../refusal.ts';
import { type InheritedControl, inheritedAt } from './inherited.ts';
import { type Inspection, inspect } from './inspect.ts';

/** What is known of one repository without running anything of it. */
export interface Standing {
  directory: string;
  /** Why nothing else is known. */
  fault?: string;
  generator?: string;
  overlays: { name: string; version: string }[];
  tier?: string;
  region?: string;
  /** Files of the generator: as written, changed, gone. Those that were ejected or seeded do not count. */
  files: { pristine: number; edited: string[]; deleted: string[] };
  /** What fails its check and no waiver accepts, by id: broken rules, controls that are off, files that the proofs need. */
  broken: string[];
  waivers: { active: number; ending: { id: string; until: string; days: number }[]; expired: string[]; faulty: number };
  /** Controls that somebody else keeps, and who says so. */
  inherited: InheritedControl[];
  /** What `upgrade` would do: nothing, or bring these versions; and how many edited files it would have to merge. */
  upgrade: string;
}

/** The newest versions that the survey compares with. */
export interface Newest {
  generator: string;
  /** By name; an overlay that is not here is not compared. */
  overlays: Record<string, string>;
}

const textOf = (value: unknown) => (typeof value === 'string' && /^[\w.-]{1,64}$/.test(value) ? value : undefined);

/** The tier and region that settings.json names; nothing where it cannot be read. */
function settingsOf(directory: string): { tier?: string; region?: string } {
  try {
    const settings = JSON.parse(
      contentAt(directory, settingsPath)
        ?.toString()
        .replace(/^\ufeff/, '') ?? '{}',
    );
    const [tier, region] = [textOf(settings?.sensitivity), textOf(settings?.region)];
    return { ...(tier && { tier }), ...(region && { region }) };
  } catch {
    return {};
  }
}

/** What a person deleted before is not a loss. */
function filesOf(directory: string, { lock, files }: Inspection): Standing['files'] {
  const removed = new Set(lock?.removed);
  const counted = files.filter(({ path, state }) => !removed.has(path) && state !== 'yours' && state !== 'ejected');
  const changed = counted.filter(({ state }) => state !== 'as generated');
  const gone = ({ path }: { path: string }) => contentAt(directory, path) === undefined;
  return {
    pristine: counted.length - changed.length,
    edited: changed.filter((file) => !gone(file)).map(({ path }) => path),
    deleted: changed.filter(gone).map(({ path }) => path),
  };
}

/** `undefined` where the file cannot be read: then a finding tells it. */
function waiversOf(directory: string, today: string): Standing['waivers'] | undefined {
  try {
    const all = readWaivers(acceptedAt(directory));
    const { accepted } = applyWaivers(all, today);
    const dated = all
      .flatMap(({ id, until }) => (until === undefined ? [] : [{ id, until }]))
      .map(({ id, until }) => ({
        id: String(id).slice(0, 200),
        until: String(until),
        days: daysUntil(String(until), today),
      }));
    const active = dated.filter(({ id }) => accepted.has(id));
    const lasting = [...accepted.values()].filter(({ until }) => until === undefined).length;
    const expired = dated.filter(({ days }) => days < 0).map(({ id }) => id);
    return {
      active: active.length + lasting,
      ending: active.filter(({ days }) => days <= 30),
      expired,
      faulty: all.length - active.length - lasting - expired.length,
    };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return undefined;
  }
}

function upgradeOf(standing: Standing, newest: Newest): string {
  const { generator, overlays, files } = standing;
  const bring = [
    ...(generator && semver.valid(generator) && semver.lt(generator, newest.generator)
      ? [`create-secure-ml ${newest.generator}`]
      : []),
    ...overlays.flatMap(({ name, version }) => {
      const latest = newest.overlays[name];
      return latest && semver.valid(version) && semver.lt(version, latest) ? [`${name} ${latest}`] : [];
    }),
  ];
  if (bring.length === 0) return 'up to date';
  return `bring ${bring.join(', ')}${files.edited.length > 0 ? `; ${files.edited.length} edited file(s) to merge` : ''}`;
}

/** What keeps a repository from being judged at all. */
function faultOf({ findings }: Inspection): string | undefined {
  const found = findings.find(({ id }) => /^(version|waiver)\/(lock|base|file|settings)$/.test(id));
  return found && `${found.path ?? 'lock'}: ${found.what}`;
}

/** A repository of which nothing is known yet. */
export function unknownStanding(directory: string): Standing {
  return {
    directory,
    overlays: [],
    broken: [],
    files: { pristine: 0, edited: [], deleted: [] },
    waivers: { active: 0, ending: [], expired: [], faulty: 0 },
    inherited: [],
    upgrade: 'unknown',
  };
}

/**
 * How one repository stands: what `check` says of it, and what an upgrade would bring. Reads only; runs neither git nor
 * anything of the repository. `today` is YYYY-MM-DD in UTC.
 */
export function survey(directory: string, newest: Newest, today: string): Standing {
  const empty = unknownStanding(directory);
  if (!lstatSync(directory, { throwIfNoEntry: false })) return { ...empty, fault: 'no such directory' };
  let inspection: Inspection;
  try {
    inspection = inspect(directory, newest.generator, today);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ...empty, fault: error.what };
  }
  const { lock, findings } = inspection;
  const fault = faultOf(inspection);
  if (!lock) return { ...empty, ...(fault && { fault }) };
  const standing: Standing = {
    ...empty,
    ...settingsOf(directory),
    ...(fault && { fault }),
    generator: lock.generator,
    overlays: lock.overlays.map(({ policy: { name, version } }) => ({ name, version })),
    files: filesOf(directory, inspection),
    waivers: waiversOf(directory, today) ?? empty.waivers,
    inherited: inheritedAt(directory, lock, templates, today),
    broken: findings
      .filter((finding) => fails(finding) && !/^(waiver|version)$/.test(finding.kind))
      .map(({ id }) => id),
  };
  return { ...standing, upgrade: upgradeOf(standing, newest) };
}

/** Somebody has to look: little is known, a rule is broken, a file is gone, or a waiver has ended or says nothing. */
export function needsLook({ fault, waivers, files, broken }: Standing): boolean {
  return (
    fault !== undefined ||
    broken.length > 0 ||
    waivers.expired.length > 0 ||
    waivers.faulty > 0 ||
    files.deleted.length > 0
  );
}
