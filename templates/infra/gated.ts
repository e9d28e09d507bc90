import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { castOf, joinCasts } from '../judge/cast.ts';
import { proveSubject, type Subject } from '../judge/cli.ts';
import { withAcceptedPlaces } from '../judge/compare/accepted-places.ts';
import type { Gated } from '../judge/gate/gate.ts';
import type { Proposed } from '../judge/gate/proposal.ts';
import { addedRows } from '../judge/prove/added.ts';
import { parseJson } from '../judge/read/json.ts';
import { cast } from './cast.ts';
import { settingsOf } from './config.ts';
import { type ProvenControl, readControls } from './controls/catalog.ts';
import type { Judged } from './controls/check.ts';
import { enabled } from './controls/enabled.ts';
import { editsOf, lockPath } from './edits.ts';
import { ratchet, ratchetPaths, strictnessOf } from './strictness.ts';
import { toolPaths } from './tools.ts';
import { claimTitle, type Unit } from './units.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

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

function onIn(proposed: Proposed): readonly string[] {
  const read = strictnessOf(proposed.text);
  return typeof read === 'string' ? enabled : read.controls;
}

function unitsIn({ paths, text }: Proposed): Unit[] {
  const names = paths.flatMap((path) => /^infra\/units\/([^/]+)\/unit\.json$/.exec(path)?.[1] ?? []);
  const unitOf = (name: string) => ({ ...(parseJson(text(`infra/units/${name}/unit.json`) ?? '{}') as object), name });
  return names.sort().map((name) => unitOf(name) as Unit);
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
  const casts = joinCasts(cast, castOf(parseJson(proposed.text('infra/cast.json') ?? '{}')));
  return { judged, controls: [...own, ...broughtBy(proposed, units, known)], cast: casts };
}

/** This repository, as the gate takes it. */
export const gated: Gated = {
  isRead: (path) =>
    /^(infra|judge|tools|\.github|docs)\//.test(path) ||
    /^ml\/[^/]+\.\w+$/.test(path) ||
    /^[^/]+\.(json|ts)$/.test(path) ||
    ratchetPaths.includes(path) ||
    toolPaths.includes(path) ||
    path === lockPath,
  edits: (proposed) => editsOf({ paths: pathsHere(), text: here }, proposed, onIn(proposed)),
  lowered: (proposed) => ratchet(here, proposed.text),
  prove: async (proposed, assembly) =>
    withAcceptedPlaces(proveSubject(await subjectOf(proposed), assembly), proposed.text('accepted.json')),
  accepted: here('accepted.json'),
};
