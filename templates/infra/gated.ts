import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { castOf, joinCasts } from '../judge/cast.ts';
import { proveSubject, type Subject } from '../judge/cli.ts';
import { withAcceptedPlaces } from '../judge/compare/accepted-places.ts';
import type { Gated } from '../judge/gate/gate.ts';
import type { Proposed } from '../judge/gate/proposal.ts';
import { addedRows } from '../judge/prove/added.ts';
import { cast } from './cast.ts';
import { settingsOf } from './config.ts';
import { type ProvenControl, readControls } from './controls/catalog.ts';
import type { Judged } from './controls/check.ts';
import { enabled } from './controls/enabled.ts';
import { guardedPaths, isEdited, isJudge, whatOf, workflowPath } from './guarded.ts';
import { ratchet, ratchetPaths, strictnessOf } from './strictness.ts';
import { isNestedPackage, toolPaths } from './tools.ts';
import { claimTitle, type Unit } from './units.ts';
import { answersForGate, workflowNameOf } from './workflows.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const lockPath = '.secure-ml/lock.json';

/** What is checked out here, which is what judges. */
function here(path: string): string | undefined {
  return existsSync(root + path) ? readFileSync(root + path, 'utf8') : undefined;
}

function pathsHere(): string[] {
  const below = (folder: string): string[] =>
    existsSync(root + folder)
      ? readdirSync(root + folder, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map(({ parentPath, name }) => `${parentPath.slice(root.length)}/${name}`.replaceAll('\\', '/'))
      : [];
  const top = toolPaths.filter((path) => existsSync(root + path));
  return [...['infra', 'judge', 'tools', '.github/workflows'].flatMap(below), ...top];
}

const generatorOf = (text: string | undefined) => /^ {2}"generator": "([^"]*)"/m.exec(text ?? '')?.[1] ?? 'none';

/** Files that judge, and that the proposed change has other than they are here; and new ones that take the place of such. */
function edits(proposed: Proposed): { path: string; what: string }[] {
  const guarded = guardedPaths(pathsHere(), here);
  const irregular = new Set(proposed.irregular);
  const changed = [...guarded].flatMap((path) => {
    const found = proposed.text(path);
    const state = found !== undefined ? 'edited' : irregular.has(path) ? 'a link' : 'deleted';
    if (found !== undefined && !isEdited(path, found, here(path) ?? '')) return [];
    // A control that is off, or a unit that is gone, takes its proof with it: that is told by itself.
    return found === undefined && isOff(path, proposed) ? [] : [{ path, what: whatOf(path, state) }];
  });
  const names = new Set(
    [...guarded].filter((path) => workflowPath.test(path)).map((path) => workflowNameOf(here(path) ?? '')),
  );
  const added = [...proposed.paths, ...proposed.irregular].flatMap((path) => {
    if (guarded.has(path)) return [];
    if (isJudge(path) || isNestedPackage(path)) return [{ path, what: whatOf(path, 'added') }];
    const text = workflowPath.test(path) ? (proposed.text(path) ?? '') : '';
    const name = workflowNameOf(text);
    if (name && names.has(name)) return [{ path, what: `${path} is called "${name}", as a workflow that judges` }];
    return answersForGate(text) ? [{ path, what: `${path} may set the statuses that the gate sets` }] : [];
  });
  const unlocked = here(lockPath) !== undefined && !proposed.paths.includes(lockPath);
  const older = !unlocked && generatorOf(proposed.text(lockPath)) !== generatorOf(here(lockPath));
  const version = {
    path: lockPath,
    what: `${lockPath} says that another version wrote this: ${generatorOf(proposed.text(lockPath))}, and not ${generatorOf(here(lockPath))}`,
  };
  const lock = { path: lockPath, what: `${lockPath} is gone: nobody could compare the judge with the published one` };
  return [...changed, ...added, ...(unlocked ? [lock] : []), ...(older ? [version] : [])];
}

function onIn(proposed: Proposed): readonly string[] {
  const read = strictnessOf(proposed.text);
  return typeof read === 'string' ? enabled : read.controls;
}

function isOff(path: string, proposed: Proposed): boolean {
  const [, kind, name = ''] = /^infra\/(controls|units)\/([^/]+)\//.exec(path) ?? [];
  if (kind === 'controls') return !onIn(proposed).includes(name);
  return kind === 'units' && !proposed.paths.includes(`infra/units/${name}/unit.json`);
}

function unitsIn({ paths, text }: Proposed): Unit[] {
  const names = paths.flatMap((path) => /^infra\/units\/([^/]+)\/unit\.json$/.exec(path)?.[1] ?? []);
  return names.sort().map((name) => ({ ...JSON.parse(text(`infra/units/${name}/unit.json`) ?? '{}'), name }));
}

const isClaim = ({ declaration: { id } }: ProvenControl) => id.startsWith('unit/');

/** Rows that a change adds to a control, or brings with a control or unit of its own: data, as far as it is data. */
function broughtBy(proposed: Proposed, units: Unit[], known: readonly ProvenControl[]): ProvenControl[] {
  const knownUnits = new Map(known.filter(isClaim).map((control) => [control.declaration.id, control]));
  const here = new Map(known.map((control) => [control.declaration.id, control]));
  const text = (path: string) => proposed.text(path) ?? '[]';
  const controls = onIn(proposed).flatMap((id): ProvenControl[] => {
    const file = `infra/controls/${id}/proofs.json`;
    const [rows, journeys] = [text(file), text(file.replace('proofs', 'journeys'))];
    const mine = here.get(id);
    if (!mine)
      return [{ declaration: { id, title: `${id}, a control that this change brings` }, rows, journeys, file }];
    const more = { rows: addedRows(mine.rows, rows), journeys: addedRows(mine.journeys ?? '[]', journeys) };
    if (more.rows === '[]' && more.journeys === '[]') return [];
    const declaration = { id: `${id}/own`, title: `Rows and journeys that this change adds to ${id}` };
    return [{ declaration, checks: () => [], ...more, file }];
  });
  const claims = units.flatMap((unit): ProvenControl[] => {
    const { name, kind } = unit;
    const folder = `infra/units/${name}/`;
    const [rows, journeys] = [proposed.text(`${folder}proofs.json`), proposed.text(`${folder}journeys.json`)];
    if (rows === undefined) return [];
    // The checks of a unit that is here come from here; those of a new one are its own, and nothing of it is run.
    const known = knownUnits.get(`unit/${name}`);
    const isRows = !proposed.paths.includes(`${folder}proof.ts`);
    const checks = known?.checks ?? (isRows ? () => [] : undefined);
    const declaration = { id: `unit/${name}`, title: claimTitle(kind, name) };
    return [
      { declaration, ...(checks && { checks }), rows, ...(journeys && { journeys }), file: `${folder}proofs.json` },
    ];
  });
  return [...controls, ...claims];
}

/** The proposed answers, units and rows with the proofs that are here. */
async function subjectOf(proposed: Proposed): Promise<Subject<Judged>> {
  const units = unitsIn(proposed);
  const settings = settingsOf(proposed.text('settings.json') ?? '', units);
  const on = new Set(onIn(proposed));
  const known = await readControls();
  const own = known.filter(({ declaration: { id } }) => on.has(id));
  const judged: Judged = {
    settings,
    enabled: [...on],
    file(path) {
      const found = proposed.text(path);
      if (found === undefined) throw new SyntaxError(`${path} is missing in what is proposed`);
      return found;
    },
  };
  // Names that the change adds stand; what they mean here stays.
  const casts = joinCasts(cast, castOf(JSON.parse(proposed.text('infra/cast.json') ?? '{}')));
  return { judged, controls: [...own, ...broughtBy(proposed, units, known)], cast: casts };
}

/** This repository, as the gate takes it. */
export const gated: Gated = {
  isRead: (path) =>
    /^(infra|judge|tools|\.github\/workflows|docs)\//.test(path) ||
    /^ml\/[^/]+\.\w+$/.test(path) ||
    /^[^/]+\.(json|ts)$/.test(path) ||
    ratchetPaths.includes(path) ||
    toolPaths.includes(path) ||
    path === lockPath,
  edits,
  lowered: (proposed) => ratchet(here, proposed.text),
  prove: async (proposed, assembly) =>
    withAcceptedPlaces(proveSubject(await subjectOf(proposed), assembly), proposed.text('accepted.json')),
  accepted: here('accepted.json'),
};
