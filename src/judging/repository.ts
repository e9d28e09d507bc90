import { claimTitle, type Unit } from '../../templates/infra/units.ts';
import { addedRows } from '../../templates/judge/prove/added.ts';
import { isObject, type Json, parseJson } from '../../templates/judge/read/json.ts';
import { recordedAnswers } from '../answers/recorded.ts';
import type { Lock } from '../baseline/lock.ts';
import { enabledControls, enabledPath, formerEnabledPath } from '../overlay/enabled.ts';
import { controlsFor, type Declaration, readCatalog } from '../plan/catalog.ts';
import { Refusal } from '../refusal.ts';
import { faultInJson, withoutMark } from '../shape/json-place.ts';
import { keptKeyIn } from '../shape/kept-keys.ts';
import { readTemplates } from '../tree/templates.ts';
import type { Tree } from '../tree/tree.ts';

/** A control, or a set of rows, as the engine takes it: declarations and rows are data. */
export interface Judgable {
  declaration: { id: string; title: string; inherits?: string };
  rows: string;
  file: string;
  /** journeys.json, where there is one. */
  journeys?: string;
  /** Its checks are this program's own; those of others are run in their repository alone. */
  isBuiltIn: boolean;
  /** Rows alone: there are no checks. */
  isRows?: boolean;
  /** The unit that it is the claim of. */
  unit?: Unit;
}

/** What is judged of a repository, read as data. */
export interface JudgedRepository {
  /** The text of settings.json. */
  settings: string;
  units: { name: string; [key: string]: unknown }[];
  enabled: string[];
  controls: Judgable[];
  /** The text of its cast, where it has one. */
  cast: string | undefined;
  file(path: string): string;
  /** The text of accepted.json. */
  accepted?: string;
}

const settingsPath = 'settings.json';
const acceptedPath = 'accepted.json';
const noRows = '[]';

const textIn = (tree: Tree, path: string): string | undefined => {
  const text = tree.get(path)?.content.toString();
  return text === undefined ? undefined : withoutMark(text);
};

const refusedFile = (what: string, where: string) =>
  new Refusal({ code: 'judge/file', what, where, fix: 'Fix the file, or restore it from the last commit.' });

function parsed(text: string, where: string): unknown {
  let document: unknown;
  try {
    document = parseJson(text);
  } catch {
    throw refusedFile(`It is not JSON: ${faultInJson(text)}`, where);
  }
  const key = keptKeyIn(document);
  if (key !== undefined) throw refusedFile(`The key "${key}" has no place in it`, where);
  return document;
}

/** Rows that a repository has of a control and the program has not: its own, judged apart from the control's. */
function ownRows(builtIn: string, here: string, file: string): string {
  parsed(here, file);
  return addedRows(builtIn, here);
}

function unitsIn(tree: Tree): JudgedRepository['units'] {
  const names = [...tree.keys()].flatMap((path) => /^infra\/units\/([^/]+)\/unit\.json$/.exec(path)?.[1] ?? []);
  return names.sort().map((name) => {
    const path = `infra/units/${name}/unit.json`;
    return { ...(parsed(textIn(tree, path) ?? '{}', path) as object), name };
  });
}

/** What the answers turn on: a control that was generated, or that this version would generate, and is not on, fails its proof. */
function expected(catalog: Declaration[], settings: unknown, lock: Lock | undefined, version: string): Set<string> {
  const generated = (id: string) => lock?.files.has(`infra/controls/${id}/control.ts`) ?? false;
  if (!lock) return new Set();
  const { answers } = recordedAnswers(settings, lock, []);
  const on = controlsFor(catalog, answers).map(({ id }) => id);
  return new Set(on.filter((id) => generated(id) || lock.generator === version));
}

/** Reads a repository's tree; undefined where it is none of this generator's. `templates`, `version`: the program's own. */
export function repositoryOf(
  tree: Tree,
  lock: Lock | undefined,
  { templates, version }: { templates: string; version: string },
): JudgedRepository | undefined {
  const settings = textIn(tree, settingsPath);
  if (settings === undefined || !(tree.has(enabledPath) || tree.has(formerEnabledPath))) return undefined;
  const given = parsed(settings, settingsPath);
  if (!isObject(given as Json)) throw refusedFile('It holds no JSON object', settingsPath);
  const own = readTemplates(templates);
  const catalog = readCatalog(templates);
  const builtIn = new Map(catalog.map((declaration) => [declaration.id, declaration]));
  const enabled = [...new Set([...enabledControls(tree), ...expected(catalog, given, lock, version)])];
  const controls = enabled.flatMap((id): Judgable[] => {
    const file = `infra/controls/${id}/proofs.json`;
    const here = textIn(tree, file) ?? noRows;
    const way = `infra/controls/${id}/journeys.json`;
    const hereJourneys = textIn(tree, way) ?? noRows;
    const declaration = builtIn.get(id);
    if (!declaration) {
      const given = parsed(textIn(tree, `infra/controls/${id}/control.json`) ?? '{}', file) as { title?: unknown };
      const title = String(given.title ?? id);
      return [{ declaration: { id, title }, rows: here, journeys: hereJourneys, file, isBuiltIn: false }];
    }
    const rows = textIn(own, file) ?? noRows;
    const journeys = textIn(own, way) ?? noRows;
    const more = ownRows(rows, here, file);
    const moreJourneys = ownRows(journeys, hereJourneys, way);
    const judged: Judgable = { declaration, rows, journeys, file, isBuiltIn: true };
    const added = { id: `${id}/own`, title: `Rows and journeys that this repository adds to ${id}` };
    return more === noRows && moreJourneys === noRows
      ? [judged]
      : [judged, { declaration: added, rows: more, journeys: moreJourneys, file, isBuiltIn: false, isRows: true }];
  });
  const units = unitsIn(tree);
  const claims = units.flatMap((unit): Judgable[] => {
    const { name, kind } = unit;
    const file = `infra/units/${name}/proofs.json`;
    const rows = textIn(tree, file);
    if (rows === undefined) return [];
    const journeys = textIn(tree, `infra/units/${name}/journeys.json`);
    // The checks of a kind that this program brings are its own; those of another kind run in its repository alone.
    const isBuiltIn = own.has(`infra/units/${String(kind)}/kind.json`);
    const isRows = isBuiltIn
      ? !own.has(`infra/units/${String(kind)}/proof.ts`)
      : !tree.has(`infra/units/${name}/proof.ts`);
    const declaration = { id: `unit/${name}`, title: claimTitle(String(kind), name) };
    return [{ declaration, rows, ...(journeys && { journeys }), file, isBuiltIn, isRows, unit: unit as Unit }];
  });
  return {
    settings,
    units,
    enabled,
    controls: [...controls, ...claims],
    cast: textIn(tree, 'infra/cast.json'),
    ...(tree.has(acceptedPath) && { accepted: textIn(tree, acceptedPath) ?? '' }),
    file(path) {
      const found = textIn(tree, path);
      if (found === undefined)
        throw new Refusal({ code: 'judge/file', what: 'It is missing', where: path, fix: 'secure-ml check' });
      return found;
    },
  };
}
