import { readJourneys } from '../../templates/judge/prove/journey.ts';
import { withControls } from '../../templates/judge/prove/row.ts';
import { type JourneyTable, journeyTable } from '../../templates/judge/show/journeys.ts';
import type { Answers } from '../answers/answers.ts';
import { type Declaration, readCatalog } from '../plan/catalog.ts';
import { folderIn } from '../tree/path.ts';
import { readTemplates } from '../tree/templates.ts';
import type { Entry, Tree } from '../tree/tree.ts';
import { filesOf, filesWritten, folderOf, readKinds, type UnitKind, unitKindOf, unitPathOf } from '../units/kind.ts';
import { printUnit, type Unit } from '../units/unit.ts';
import { compiled } from './compile.ts';

/** What a template may see. */
export interface Slots {
  answers: Answers;
  controls: Declaration[];
  version: string;
  /** What is left to the owner because the partition or the region lacks a control's services. */
  elsewhere?: readonly string[];
  /** What `add` brought. */
  units?: readonly Unit[];
  /** What could be brought, for tables. */
  kinds?: readonly UnitKind[];
}

/** One template as a file: rendered where its name ends in `.ejs`. `path` is the template's, `to` the output's. */
function written(path: string, to: string, entry: Entry, slots: object): [string, Entry] {
  if (!to.endsWith('.ejs')) return [to, entry];
  const text = compiled(path, entry.content.toString())(slots);
  return [to.slice(0, -'.ejs'.length), { ...entry, content: Buffer.from(text) }];
}

/** A unit's own files: those of its kind, in its own folder, and its workflow. */
function unitFiles(all: Tree, kinds: UnitKind[], unit: Unit, slots: Slots): [string, Entry][] {
  const kind = kinds.find((one) => one.kind === unit.kind) as UnitKind;
  const files = [...filesOf(all, unit.kind)].map(([path, entry]) =>
    written(`infra/units/${unit.kind}/${path}`, unitPathOf(unit, path), entry, { ...slots, unit }),
  );
  return [[`${folderOf(unit.name)}unit.json`, { content: printUnit(unit, kind), mode: '100644' }], ...files];
}

/**
 * The files of a repository: a template's path is the output's path, `.ejs` is rendered, a control that is off stays
 * out, and so do a runbook that no control and no unit names and a folder of a control that is off. The files of a kind are written once for each unit of it.
 */
export function render(templates: string, given: Slots): Tree {
  return rendered(templates, given, [...readTemplates(templates).keys()]);
}

/** By the files that they were read from: a fleet renders some file of every repository. */
const tables = new WeakMap<Tree, (UnitKind & { files: string[] })[]>();

function tabledKinds(all: Tree, kinds: UnitKind[]): (UnitKind & { files: string[] })[] {
  const known =
    tables.get(all) ?? kinds.map((one) => ({ ...one, files: filesWritten(all, { kind: one.kind, name: 'NAME' }) }));
  tables.set(all, known);
  return known;
}

/** What people must be able to do with these answers, and what attackers try; where they stop only a judge knows. */
function journeysOf({ controls, answers, units = [] }: Slots): JourneyTable {
  const ids = controls.map(({ id }) => id);
  const settings = withControls({ ...answers, units }, ids);
  return journeyTable(
    controls.flatMap(({ id, journeys: text }) =>
      text ? readJourneys(text, `infra/controls/${id}/journeys.json`, settings) : [],
    ),
  );
}

const pages = 'docs/runbooks/';

/** Those of some templates, by their paths among them. */
export function rendered(templates: string, given: Slots, wanted: Iterable<string>): Tree {
  const on = new Set(given.controls.map(({ id }) => id));
  const all = readTemplates(templates);
  const kinds = readKinds(templates);
  const tabled = tabledKinds(all, kinds);
  let journeys: JourneyTable | undefined;
  const slots = {
    units: [],
    elsewhere: [],
    ...given,
    kinds: tabled,
    get journeys() {
      journeys ??= journeysOf(given);
      return journeys;
    },
  };
  const present = new Set(slots.units.map(({ kind }) => kind));
  const declared = [...slots.controls, ...kinds.filter(({ kind }) => present.has(kind))];
  const runbooks = new Set(declared.flatMap((each) => each.runbooks ?? []));
  const owners = new Map(readCatalog(templates).flatMap(({ id, folders = [] }) => folders.map((one) => [one, id])));
  const tree = new Map<string, Entry>(slots.units.flatMap((unit) => unitFiles(all, kinds, unit, slots)));
  for (const path of wanted) {
    const entry = all.get(path);
    if (!entry || unitKindOf(path)) continue;
    const control = folderIn('infra/controls/', path);
    if (control !== undefined && !on.has(control)) continue;
    if (path.startsWith(pages) && !runbooks.has(path.slice(pages.length).replace(/\.md(\.ejs)?$/, ''))) continue;
    const owner = owners.get(path.slice(0, Math.max(0, path.indexOf('/'))));
    if (owner && !on.has(owner)) continue;
    tree.set(...written(path, path, entry, slots));
  }
  return tree;
}
