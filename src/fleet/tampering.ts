import { createHash } from 'node:crypto';
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isEdited, isJudge, whatOf, workflowPath } from '../../templates/infra/guarded.ts';
import { isNestedPackage, takesPlace } from '../../templates/infra/tools.ts';
import { answersForGate, standsInAs, workflowNameOf } from '../../templates/infra/workflows.ts';
import { contentAt } from '../baseline/drift.ts';
import { type Lock, lockPath } from '../baseline/lock.ts';
import { lockedAnswers } from '../baseline/recorded.ts';
import type { Listing } from '../files/listing.ts';
import { standing } from '../files/standing.ts';
import type { Finding } from '../finding.ts';
import { controlAt } from '../plan/control-at.ts';
import { plan } from '../plan/plan.ts';
import { rendered } from '../render/render.ts';
import { isPristine, type Tree } from '../tree/tree.ts';
import { workTree } from '../trust/worktree.ts';
import { typedWord } from '../typed.ts';
import { parsedAs } from './added-workflow.ts';
import { catalogOfTemplates } from './answered.ts';
import { published } from './published.ts';

/** What this version of the generator writes for the recorded answers: the paths of guarded files, and each one's content. */
function expectedFiles(lock: Lock, templates: string): { paths: string[]; wanted(path: string): Buffer } {
  const planned = plan(catalogOfTemplates(templates), lockedAnswers(lock), lock.generator);
  const on = new Set(planned.controls.map(({ id }) => id));
  const { files } = published(templates);
  const paths = Object.keys(files).filter((path) => {
    const control = controlAt(path);
    return !control || on.has(control);
  });
  const hasSlots = (path: string) => files[path] === null;
  let slotted: Tree | undefined;
  let copied: Tree | undefined;
  return {
    paths,
    wanted(path) {
      if (hasSlots(path)) slotted ??= rendered(templates, planned, paths.filter(hasSlots).map(templateOf));
      else copied ??= rendered(templates, planned, paths);
      return (slotted?.get(path) ?? copied?.get(path))?.content as Buffer;
    },
  };
}

const templateOf = (path: string) => `${path}.ejs`;

function finding(path: string, state: string, content: Buffer | undefined): Finding {
  const digest = createHash('sha256')
    .update(content ?? '')
    .digest('hex');
  return {
    id: `judge/${path}`,
    kind: 'judge',
    level: 'error',
    what: whatOf(path, state),
    fix: `secure-ml diff ${typedWord(path, 'FILE')} shows it. To accept it as it is: secure-ml waive ${typedWord(`judge/${path}`, 'ID')} --digest ${digest}`,
    path,
    digest,
  };
}

/**
 * What an overlay of the lock made of a file. What its workflows do is an organization's choice: a note. The gate's workflow and all
 * else that proves has to be accepted, since anybody can write an overlay into the lock; so has what came without consent.
 */
function byOverlay(lock: Lock, path: string, found: Finding, wanted: (path: string) => Buffer): Finding {
  const locked = lock.files.get(path);
  const overlay = lock.overlays.find(({ policy, removes }) =>
    locked ? policy.name === locked.overlay : removes.includes(path),
  );
  if (!overlay) return found;
  const isTheirs = workflowPath.test(path) && !answersForGate(wanted(path).toString()) && overlay.runs !== '';
  const what = `${found.what} (by the overlay ${overlay.policy.name}, as ${lockPath} says)`;
  return isTheirs ? { ...found, level: 'note', what } : { ...found, what };
}

/** What is known already. */
interface Known {
  templates: string;
  version: string;
  /** Files that were found to be what the lock says: they are not read again. */
  unedited: ReadonlySet<string>;
  /** What the base has of each file, where that is what the lock says. */
  pristine: ReadonlyMap<string, Buffer> | undefined;
  /** What is in the repository's folders. */
  listing: Listing;
}

/**
 * Edited, deleted, ejected and added files of what judges the repository. They are compared with what this program writes,
 * not with the lock: whoever edits a judge can edit the lock beside it. Of another version, only what the lock says is known.
 */
export function tampering(directory: string, lock: Lock, { templates, version, unedited, pristine, listing }: Known) {
  if (lock.generator !== version) return [...ofOtherVersion(directory, lock), ...besides(directory, listing)];
  const { files } = published(templates);
  const { paths, wanted } = expectedFiles(lock, templates);
  const isExpected = (path: string) =>
    files[path] ? lock.files.get(path)?.blob === files[path] : pristine?.get(path)?.equals(wanted(path));
  const changed = paths.flatMap((path): Finding[] => {
    if (unedited.has(path) && isExpected(path)) return [];
    const found = contentAt(directory, path);
    if (!found) return [byOverlay(lock, path, finding(path, 'deleted', undefined), wanted)];
    if (isPristine(found, files[path] ?? undefined)) return [];
    if (!isEdited(path, found.toString(), wanted(path).toString())) return [];
    const state = lock.files.get(path)?.owner === 'ejected' ? 'ejected and edited' : 'edited';
    return [byOverlay(lock, path, finding(path, state, found), wanted)];
  });
  const isAdded = (path: string) => !(`judge/${path}` in files || path.endsWith('.md'));
  const added = foundIn(directory, 'judge', isAdded, (path, content) => [finding(path, 'added', content)]);
  return [
    ...changed,
    ...added,
    ...besides(directory, listing),
    ...namesakes(directory, files, workflowNames(paths, wanted)),
  ];
}

/**
 * What there is to say of the files of a folder; nothing where it, or one above it, is a link: that leads anywhere, and is told by its
 * files. Packages are told by nestedPackages; no other name hides a file.
 */
function foundIn(
  directory: string,
  folder: string,
  isWanted: (path: string) => boolean,
  tell: (path: string, content: Buffer) => Finding[],
): Finding[] {
  if (!standing(directory, folder)?.isDirectory()) return [];
  const isLeftOut = (path: string) => /(^|\/)node_modules$/.test(path);
  const files = workTree(`${directory}/${folder}`, { isWanted, isLeftOut, hasLinks: true });
  if (!files) return [finding(folder, 'more than can be read', undefined)];
  return [...files].flatMap(([path, { content }]) => tell(`${folder}/${path}`, content));
}

/** What takes the place of what judges in a folder, and in those below it where `isDeep`. */
function placesTaken(directory: string, top: string, listing: Listing, isDeep: boolean): Finding[] {
  const found: Finding[] = [];
  // Folders can be nested deeper than functions can call themselves.
  const left = [top];
  for (let folder = left.pop(); folder !== undefined; folder = left.pop()) {
    const entries = listing.in(folder);
    if (!entries && isDeep) {
      // What has a name that is not UTF-8 is read as another one, where nothing is. Of any other folder the system says why nobody may look.
      const place = join(directory, folder);
      if (lstatSync(place, { throwIfNoEntry: false })) readdirSync(place);
    }
    for (const [name, entry] of entries ?? []) {
      const path = folder ? `${folder}/${name}` : name;
      if (entry.isDirectory() && !isNestedPackage(path)) {
        if (isDeep) left.push(path);
        continue;
      }
      const content = () => contentAt(directory, path);
      if (takesPlace(path, () => content()?.toString())) found.push(finding(path, 'added', content()));
    }
  }
  return found;
}

/** Packages, settings and lock files beside what judges, which Node, npm, git or Vite would take before those that are generated. */
function besides(directory: string, listing: Listing): Finding[] {
  const top = ['', '.config', 'deploy'].flatMap((folder) => placesTaken(directory, folder, listing, false));
  const below = ['infra', 'judge', 'tools', '.github'].flatMap((folder) =>
    // A link in the place of one of them leads anywhere, and is told by its files.
    listing.at(folder)?.isDirectory() ? placesTaken(directory, folder, listing, true) : [],
  );
  // All that is added to the judge is told already.
  return [...top, ...below].filter(({ path = '' }) => isNestedPackage(path) || !isJudge(path));
}

const workflows = '.github/workflows';

/** The name of each generated workflow, which no answer changes: rendered for the first repository alone. */
const named = new Map<string, string | undefined>();
function workflowNames(paths: string[], wanted: (path: string) => Buffer): Set<string | undefined> {
  const generated = paths.filter((path) => workflowPath.test(path));
  for (const path of generated) if (!named.has(path)) named.set(path, workflowNameOf(wanted(path).toString()));
  return new Set(generated.map((path) => named.get(path)));
}

/** Workflows that stand in for generated ones: they know each other by their names, and the gate is known by its statuses. */
function namesakes(directory: string, files: object, names: ReadonlySet<string | undefined>): Finding[] {
  const isOther = (path: string) => !(`${workflows}/${path}` in files);
  return foundIn(directory, workflows, isOther, (path, content) => {
    const text = content.toString();
    const state = workflowPath.test(path) ? (standsInAs(text, names) ?? parsedAs(text, path, names)) : undefined;
    return state ? [finding(path, state, content)] : [];
  });
}

const upgradePath = '.github/workflows/upgrade.yml';

function ofOtherVersion(directory: string, lock: Lock): Finding[] {
  const edited = [...lock.files].flatMap(([path, { blob }]): Finding[] => {
    if (!/^(judge|infra\/access|infra\/assembly)\//.test(path)) return [];
    const found = contentAt(directory, path);
    return found && isPristine(found, blob) ? [] : [finding(path, found ? 'edited' : 'deleted', found)];
  });
  const unknown: Finding = {
    id: 'judge/version',
    kind: 'judge',
    level: 'warning',
    what: `It has the judge of ${lock.generator}, which this program cannot compare with what that version published`,
    fix: 'secure-ml upgrade, or check with that version',
  };
  const [, named] = /create-secure-ml@(\d[\w.-]*)/.exec(String(contentAt(directory, upgradePath) ?? '')) ?? [];
  const what = `${lockPath} says that ${lock.generator} wrote the judge, and ${upgradePath} says ${named}`;
  const other: Finding[] =
    named && named !== lock.generator ? [{ ...unknown, level: 'error', what, fix: `git log -- ${lockPath}` }] : [];
  return [...edited, ...(other.length > 0 ? other : [unknown])];
}
