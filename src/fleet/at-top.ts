import { existsSync, lstatSync, readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { walk } from '../files/guarded.ts';
import { readBelow } from '../files/read.ts';
import type { Finding } from '../finding.ts';

const folder = '.github/workflows';
const mostWorkflow = 1024 * 1024;

/** A folder of a larger repository. */
export interface Place {
  /** The repository's top. */
  top: string;
  /** The folder below it, with forward slashes. */
  below: string;
}

/** Where this folder is in the repository around it; undefined where it is the top of one, or in none. */
export function placeIn(directory: string): Place | undefined {
  const here = realpathSync(directory);
  let top = here;
  while (!existsSync(join(top, '.git'))) {
    if (dirname(top) === top) return undefined;
    top = dirname(top);
  }
  return top === here ? undefined : { top, below: relative(top, here).split(sep).join('/') };
}

/**
 * Deploy and the images of units keep their names: their roles trust the workflow of that name alone
 * (infra/controls/oidc-deploy/trust.ts, infra/units/image/trust.ts).
 */
export const nameAtTop = (file: string, project: string): string =>
  isTrustedByName(file) ? file : `${project}-${file}`;
const isTrustedByName = (path: string) => /(^|\/)(deploy|image-[^/]*)\.yml$/.test(path);

const quoted = (text: string) => JSON.stringify(text);
/** In a filter `+` repeats what is before it (GitHub Docs, "Workflow syntax", filter pattern cheat sheet): a folder may be called c++. */
const pattern = (path: string) => quoted(path.replaceAll('+', '\\+'));

/**
 * What a folder's name has that workflows cannot name: patterns of filters and of uploaded files, an expression, a second line (GitHub
 * Docs, "Workflow syntax"; "Evaluate expressions").
 */
export const unnameable = (below: string): string | undefined => /\$\{\{|[\p{Cc}\\"*?![\]]/u.exec(below)?.[0];
const firstLine = (below: string, file: string) =>
  `# Written by "secure-ml workflows" from ${below}/${folder}/${file}: change that file, then run it again.\n`;

/** A job's own lines. Without a checkout there is no folder to work in. */
const withoutCheckout = (job: string) => (job.includes('actions/checkout@') ? job : atWorkspace(job));
const atWorkspace = (job: string) =>
  job.replace(/^( {4})(permissions:)/m, '$1defaults:\n$1  run:\n$1    working-directory: .\n$1$2');

/**
 * A workflow of a folder as one of the repository around it, which GitHub runs from .github/workflows of the top alone (GitHub Docs,
 * "About workflows"). Pull requests stay without a filter of paths: a required status of a workflow that is skipped by one waits for
 * ever (GitHub Docs, "Troubleshooting required status checks").
 */
export function workflowAtTop(file: string, text: string, below: string, project: string): string {
  const name = nameAtTop(file, project);
  const changed = text
    .replace(/^name: (.+)$/m, `name: ${project} $1`)
    .replace(/^( {4}workflows: )\[check\]$/m, `$1["${project} check"]`)
    .replace(
      /^( {4}paths: )\[(.*)\]$/m,
      (_, key: string, paths: string) =>
        `${key}[${[...paths.split(', ').map((path) => `${below}/${path}`), `${folder}/${name}`].map(pattern).join(', ')}]`,
    )
    .replace(
      /^( {4})(branches: \[.*\])$(?!\n {4}paths:)/m,
      (_, indent: string, branches: string) =>
        `${indent}${branches}\n${indent}paths: [${pattern(`${below}/**`)}, ${pattern(`${folder}/${name}`)}]`,
    )
    .replace(
      /^permissions: \{\}$/m,
      () => `permissions: {}\n\ndefaults:\n  run:\n    working-directory: ${quoted(below)}`,
    )
    .replace(/^( {2}group: )(deploy|upgrade)$/m, `$1$2-${project}`)
    .replaceAll(/^( +node-version-file: )\.nvmrc$/gm, (_, key: string) => key + quoted(`${below}/.nvmrc`))
    .replaceAll(/^( +path: )cdk\.out$/gm, (_, key: string) => key + quoted(`${below}/cdk.out`))
    .replaceAll('./proposed', '"$GITHUB_WORKSPACE/proposed"')
    .replaceAll('"$last:infra/', '"$last:./infra/')
    .replaceAll(/^( +say )(gate|published) /gm, `$1${project}/$2 `)
    .replaceAll('secure-ml/upgrade', `secure-ml/upgrade-${project}`)
    .replaceAll(`"$RUNNER_TEMP/upgrade-${project}`, '"$RUNNER_TEMP/upgrade');
  const at = changed.search(/^jobs:$/m);
  const jobs = changed.slice(at).split(/(?=^ {2}[\w-]+:$)/m);
  return firstLine(below, file) + changed.slice(0, at) + jobs.map(withoutCheckout).join('');
}

/** The workflows of a folder as they have to be at the top, by name; `project` is the repository's name. */
export function workflowsFor(directory: string, { below }: Place, project = basename(directory)): Map<string, string> {
  if (!walk(directory, folder)?.isDirectory()) return new Map();
  const files = readdirSync(join(directory, folder)).filter((name) => name.endsWith('.yml'));
  return new Map(
    files.sort().flatMap((file): [string, string][] => {
      const text = readBelow(directory, `${folder}/${file}`, mostWorkflow)?.toString().replaceAll('\r\n', '\n');
      return text ? [[`${folder}/${nameAtTop(file, project)}`, workflowAtTop(file, text, below, project)]] : [];
    }),
  );
}

/** What is at a path of the top, as far as it is a regular file. */
export function standsAtTop(top: string, path: string): string | undefined {
  return walk(top, path)?.isFile()
    ? readBelow(top, path, mostWorkflow)?.toString().replaceAll('\r\n', '\n')
    : undefined;
}

/** The folder from whose workflow it was written. */
const writtenFrom = (text: string): string | undefined =>
  /^# Written by "secure-ml workflows" from ([^\0\n]{1,2000})\/\.github\/workflows\/[^/\n]+: /.exec(text)?.[1];

/** A project with a name, in a folder of a larger repository. */
export interface PlacedProject extends Place {
  project: string;
}

/** Was it written from a workflow of this folder, or of the folder in which this project was before it was moved? */
export function isFrom(text: string, { top, below, project }: PlacedProject): boolean {
  const from = writtenFrom(text);
  if (from === undefined || from === below) return from === below;
  const isGone = !lstatSync(join(top, from, '.secure-ml'), { throwIfNoEntry: false });
  return isGone && text.includes(`\nname: ${project} `);
}

/** The folder of another project, from whose workflow it was written. */
export const ofOther = (text: string, project: PlacedProject): string | undefined =>
  isFrom(text, project) ? undefined : writtenFrom(text);

/** Why a second project of the repository has no workflow of this name at the top. */
export function takenBy(path: string, other: string): string {
  const why = isTrustedByName(path)
    ? 'a role trusts the workflow of that name alone, so one project of a repository can be deployed from it'
    : 'both projects have the same name';
  return `${path} is that of ${other}: ${why}`;
}

/** Do the workflows of a folder run, and are they at the top what they are here? */
export function topFindings(directory: string, project: string): Finding[] {
  const place = placeIn(directory);
  if (!place || !lstatSync(join(directory, folder), { throwIfNoEntry: false })) return [];
  const wanted = [...workflowsFor(directory, place, project)];
  const finding = (id: string, level: Finding['level'], what: string): Finding => {
    return { id: `drift/${id}`, kind: 'drift', level, what, fix: 'secure-ml workflows' };
  };
  const there = wanted.map(([path, text]) => ({ path, text, found: standsAtTop(place.top, path) }));
  const named = { ...place, project };
  if (there.every(({ found }) => found === undefined || !isFrom(found, named))) {
    const what = `The workflows of ${place.below} do not run: GitHub reads ${folder} only at the top of a repository`;
    return wanted.length > 0 ? [finding('workflows', 'warning', what)] : [];
  }
  return there
    .filter(({ text, found }) => text !== found)
    .map(({ path, found }) => {
      const other = found === undefined ? undefined : ofOther(found, named);
      if (other !== undefined) {
        const fix = 'Give this project a repository of its own, or deploy it by hand: npm run deploy';
        return { ...finding(`top/${path}`, 'warning', takenBy(path, other)), fix };
      }
      const what =
        found === undefined ? `${path} is missing at the top` : `${path} at the top is not what ${place.below} has`;
      return finding(`top/${path}`, 'error', what);
    });
}
