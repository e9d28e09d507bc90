import { type Answers, partitionNameOf, type Tier, tiers } from '../answers/answers.ts';
import { folderIn } from '../tree/path.ts';
import { readTemplates } from '../tree/templates.ts';
import type { Entry, Tree } from '../tree/tree.ts';
import { asTyped } from '../typed.ts';

/** What `add` asks of a kind; the value is under `key` in the unit's unit.json. */
export interface UnitQuestion {
  key: string;
  prompt: string;
  /** One line on what the answer changes. */
  yields: string;
  /**
   * `some` and `one` take of `choices`, and of the units of the kind `of`; `text` takes what `pattern` matches, `list` some of it; `unit` the name of a unit of
   * the kind `of`; `whole` a number from `least` to `most`.
   */
  type: 'some' | 'one' | 'text' | 'list' | 'unit' | 'whole' | 'yes';
  /** null: there is none, and somebody has to say. */
  default: unknown;
  of?: string;
  /** A control that makes one as well, by its own id. */
  control?: string;
  choices?: string[];
  pattern?: string;
  /** What `pattern` wants, in words: "a parameter path such as limits/daily". */
  form?: string;
  least?: number;
  most?: number;
}

/** One call that somebody makes with a unit of the kind, for `secure-ml rehearse`; texts may name `{unit}`, `{project}`, `{arn:raw}`. */
export interface UnitRehearsal {
  /** A person who signed in, a job role, `{unit}` for the unit's own role; the first of a value's roles, or the first job that is not. */
  as: string | { first: string } | { not: string };
  title: string;
  from?: 'inside' | 'outside';
  /** `s3:GetObject` as the SDK names it, or `launch` for a job that is started and followed to its end. */
  call: string;
  with: Record<string, unknown>;
  /** IAM refuses it; without this it goes through. */
  refused?: true;
  /** Played where these values are so, or hold that; and where there is something in those. */
  where?: Record<string, unknown>;
  some?: string[];
}

/** A kind of unit: templates/infra/units/<kind>/kind.json. */
export interface UnitKind {
  kind: string;
  title: string;
  why: string;
  asks: UnitQuestion[];
  /** Controls that its proofs and constructs build on. */
  needs: string[];
  /** The lowest tier that it is offered in; all when absent. */
  from?: Tier;
  /** The highest tier that it is offered in, and why not above. */
  until?: Tier;
  untilWhy?: string;
  /** Partitions where the service exists; all when absent. */
  partitions?: string[];
  /** USD a month that one unit costs deployed and idle. */
  fixedMonthlyUsd?: number;
  /** What people may look for under the kind's name or another, and where it is. */
  notFor?: { words: string[]; what: string; fix: string };
  /** It holds data, which outlives the unit. */
  keepsData?: true;
  /** What its parts are called after the unit's name and a dash, in AWS, in rows or as constructs: no other unit has that name. */
  ends: string[];
  /** What arrives with it, for the plan and the table in docs/units.md. */
  brings: string[];
  /** Who may do what with it, in a few words, for the tables of kinds. */
  rights: string;
  /** What people read about it. */
  alerts: string;
  /** The claim that its proofs bear out: SECURITY.md has it for each unit. */
  proves: string;
  /** Pages in docs/runbooks that come with it. */
  runbooks?: string[];
  /** Who uses it, and who is stopped, in a rehearsal; in order. */
  rehearsal: UnitRehearsal[];
}

const folder = 'infra/units/';

/** By the files that they were read from: the package's do not change. */
const read = new WeakMap<Tree, UnitKind[]>();

/** Every kind that the templates have, by name. */
export function readKinds(templates: string): UnitKind[] {
  const all = readTemplates(templates);
  const known =
    read.get(all) ??
    [...all.keys()]
      .filter((path) => /^infra\/units\/[^/]+\/kind\.json$/.test(path))
      .map((path) => JSON.parse((all.get(path) as Entry).content.toString()) as UnitKind);
  read.set(all, known);
  return known;
}

/** By the files that they were read from. */
const ofKinds = new WeakMap<Tree, ReadonlyMap<string, Tree>>();

function filesByKind(all: Tree): ReadonlyMap<string, Tree> {
  const kinds = new Map<string, Map<string, Entry>>();
  for (const path of all.keys()) {
    const kind = unitKindOf(path);
    if (kind === undefined) continue;
    const entry = all.get(path) as Entry;
    const files = kinds.get(kind) ?? new Map<string, Entry>();
    kinds.set(kind, files);
    const below = path.slice(folder.length + kind.length + 1);
    if (below !== 'kind.json') files.set(below, entry);
  }
  return kinds;
}

/** The kind's files as the templates have them, by their path below the unit's folder. */
export function filesOf(all: Tree, kind: string): Tree {
  const kinds = ofKinds.get(all) ?? filesByKind(all);
  ofKinds.set(all, kinds);
  return kinds.get(kind) ?? new Map();
}

/** The kind that a template's path belongs to; none for what every repository has. */
export const unitKindOf = (path: string): string | undefined => folderIn(folder, path);

/** A workflow has to lie where GitHub reads workflows (GitHub Docs, "About workflows"); all else is in the unit's folder. */
export function unitPathOf({ kind, name }: { kind: string; name: string }, path: string): string {
  return path.replace(/\.ejs$/, '') === 'workflow.yml'
    ? `.github/workflows/${kind}-${name}${path.slice('workflow'.length)}`
    : folderOf(name) + path;
}

/** Where a unit's files lie in a repository. */
export const folderOf = (unit: string): string => `${folder}${unit}/`;

/** What a unit is written as: names in its folder, and the path of its workflow. */
export function filesWritten(all: Tree, unit: { kind: string; name: string }): string[] {
  const folderPath = folderOf(unit.name);
  return ['unit.json', ...filesOf(all, unit.kind).keys()]
    .map((path) => unitPathOf(unit, path.replace(/\.ejs$/, '')))
    .map((path) => (path.startsWith(folderPath) ? path.slice(folderPath.length) : path))
    .sort();
}

/** Why a kind is not offered with these answers, as the end of "bucket is not offered: "; undefined where it is. */
export function closed(
  { from, until, untilWhy, partitions, needs }: UnitKind,
  answers: Answers,
  on: ReadonlySet<string>,
  commandFor = (id: string) => `secure-ml control ${id}`,
): string | undefined {
  const partition = partitionNameOf(answers.region);
  if (partitions && !partitions.includes(partition)) return `the service is not in ${partition}`;
  if (from && tiers.indexOf(answers.sensitivity) < tiers.indexOf(from)) return `it begins at the tier ${from}`;
  if (until && tiers.indexOf(answers.sensitivity) > tiers.indexOf(until)) return untilWhy;
  const missing = needs.filter((id) => !on.has(id));
  return missing.length > 0
    ? missing.map((id) => `it needs the control ${id} (${asTyped(commandFor(id))})`).join(', ')
    : undefined;
}
