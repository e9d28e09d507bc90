import type { Json } from '../../templates/judge/read/json.ts';
import type { Tree } from '../tree/tree.ts';
import { enabledPath, formerEnabledPath } from './enabled.ts';
import { collisions, misplaced } from './place.ts';
import type { ShapeFinding } from './shape.ts';
import { languageOf } from './slots.ts';
import { parseUntrusted } from './untrusted.ts';

/** npm runs these of a package without being asked (npm docs, "scripts", Life Cycle Scripts). */
const lifecycle = /^(pre|post)?(install|pack|prepare|publish|publishOnly|uninstall)$/;
/** One rendering of the answers each; the generator alone writes them. */
const ours = new Set(['settings.json', enabledPath, formerEnabledPath]);

/** The parts of an overlay that name paths. */
interface Naming {
  files: Tree;
  remove: string[];
  moves: { from: string; to: string }[];
  slots: ReadonlySet<string>;
  owner: Record<string, unknown>;
  require: { files: Record<string, unknown> };
}

/** Paths that lead out, name nothing, or contradict each other. */
export function pathProblems({ files, remove, moves, slots, owner, require }: Naming): ShapeFinding[] {
  const named: [string, string][] = [
    ...remove.map((path, index): [string, string] => [`/remove/${index}`, path]),
    ...moves.flatMap(({ from, to }, index): [string, string][] => [
      [`/moves/${index}/from`, from],
      [`/moves/${index}/to`, to],
    ]),
    ...[...slots].map((path, index): [string, string] => [`/slots/${index}`, path]),
    ...Object.keys(owner).map((path): [string, string] => ['/owner', path]),
    ...Object.keys(require.files).map((path): [string, string] => ['/require/files', path]),
  ];
  const found = named.flatMap(([at, path]) => {
    const fault = misplaced(path);
    return fault ? [{ at, what: `the path ${JSON.stringify(path)} ${fault}` }] : [];
  });
  const absent = (at: string, path: string) =>
    files.has(path) ? [] : [{ at, what: `files/ has no ${JSON.stringify(path)}` }];
  for (const path of slots) {
    found.push(...absent('/slots', path));
    if (!languageOf(path))
      found.push({ at: '/slots', what: `no slot is known for a file like ${JSON.stringify(path)}` });
  }
  for (const path of Object.keys(owner)) found.push(...absent('/owner', path));
  for (const { to } of moves) found.push(...absent('/moves', to));
  for (const path of remove) {
    const at = '/remove';
    if (files.has(path)) found.push({ at, what: `${path} is removed and is below files/ too` });
    if (Object.hasOwn(require.files, path)) found.push({ at, what: `${path} is removed and required too` });
    if (ours.has(path)) found.push({ at, what: `${path} is the generator's own` });
    if (/^infra\/controls\/[^/]+\//.test(path)) {
      found.push({ at, what: `${path} belongs to a control; controls are switched by lock or defaults: controls.ID` });
    }
  }
  for (const path of files.keys())
    if (ours.has(path)) found.push({ at: '/files', what: `${path} is the generator's own` });
  return found;
}

/** What is wrong with an overlay's tree as such: its names, and a package that would run something. */
export function treeProblems(tree: Tree): ShapeFinding[] {
  const found = [...tree.keys()].flatMap((path) => {
    const fault = misplaced(path);
    return fault ? [{ at: '', what: `the path ${JSON.stringify(path)} ${fault}` }] : [];
  });
  for (const [one, other] of collisions(tree.keys())) {
    found.push({ at: '', what: `${JSON.stringify(one)} and ${JSON.stringify(other)} would be one file on some disks` });
  }
  const manifest = tree.get('package.json');
  const scripts = manifest && (parseUntrusted(manifest.content, 'package.json') as { scripts?: Json } | null)?.scripts;
  for (const script of typeof scripts === 'object' && scripts !== null ? Object.keys(scripts) : []) {
    if (lifecycle.test(script))
      found.push({ at: '', what: `package.json has the script "${script}"; an overlay is data` });
  }
  return found;
}
