import { parseJson } from '../judge/read/json.ts';
import { unusual } from './workflows.ts';

/**
 * What decides how Node, npm and git come to run or to show the judge. Most of such a file is its owner's: a dependency's new
 * version, a registry, a script. Told is what has another program run in the place of one that judges.
 */

type Values = Record<string, unknown>;

const isValues = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const at = (value: unknown, ...names: string[]): unknown =>
  names.reduce((found, name) => (isValues(found) && Object.hasOwn(found, name) ? found[name] : undefined), value);
const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** What a text says as JSON; undefined where it is none. */
export function jsonOf(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** The scripts that judge; all others are their owner's. */
const judging = ['synth', 'verify', 'access', 'gate', 'test'];
/** npm runs these when it installs (npm Docs, "Scripts: life cycle scripts"). */
const installing = ['install', 'prepare', 'prepublish', 'dependencies'];
const sections = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

/** Of a registry: a file, a link, an address or another package's name is none. */
const isVersion = (spec: unknown) => typeof spec === 'string' && /^[\w.+\-^~<>=*| ]+$/.test(spec);

const leavesOf = (value: unknown): unknown[] => (isValues(value) ? Object.values(value).flatMap(leavesOf) : [value]);

function otherManifest(found: string, wanted: string): boolean {
  const [here, there] = [jsonOf(found), jsonOf(wanted)];
  // npm runs these before and after the script itself.
  const scripts = [...judging, ...installing].flatMap((name) => [name, `pre${name}`, `post${name}`]);
  if (scripts.some((name) => at(here, 'scripts', name) !== at(there, 'scripts', name))) return true;
  // A workspace is installed in the place of a package of its name.
  // Vite loads what "postcss" names.
  if (['type', 'workspaces', 'postcss'].some((name) => !same(at(here, name), at(there, name)))) return true;
  const named = sections.flatMap((section) => Object.keys((at(there, section) ?? {}) as Values));
  const isForeign = (name: string) =>
    sections.some((section) => {
      const spec = at(here, section, name);
      return spec !== undefined && !isVersion(spec);
    });
  const overrides = at(here, 'overrides');
  return named.some(isForeign) || (overrides !== undefined && !leavesOf(overrides).every(isVersion));
}

/** What scripts, and programs that they start, look for on the PATH, where npm puts the programs of packages first. */
const system = ['node', 'npm', 'npx', 'sh', 'env', 'echo', 'git', 'python', 'python3', 'uv', 'cmd'];
const isLinked = (path: string) => !/node_modules\/.*node_modules\//.test(path);

/** The names of a package's programs; of one alone, the name is the package's (npm Docs, "package.json", bin). */
function programsOf(path: string, entry: unknown): string[] {
  const bin = at(entry, 'bin');
  const names = isValues(bin) ? Object.keys(bin) : bin === undefined ? [] : [path, String(at(entry, 'name'))];
  return names.map((name) => name.replace(/^.*[\\/:]/s, ''));
}

/** A version is bound to its content: the same version with another one is another program (npm Docs, "package-lock.json"). */
function otherLock(found: string, wanted: string): boolean {
  const [here, there] = [at(jsonOf(found), 'packages'), at(jsonOf(wanted), 'packages')];
  if (!isValues(here) || !isValues(there)) return true;
  const isOurs = (path: string) =>
    path !== '' && Object.keys(there).some((one) => one && `${path}/`.startsWith(`${one}/`));
  const programs = new Map(system.map((name) => [name, '']));
  for (const [path, entry] of Object.entries(there))
    if (isLinked(path)) for (const name of programsOf(path, entry)) programs.set(name, path);
  return Object.entries(here).some(([path, entry]) => {
    const standsIn = (name: string) => (programs.get(name) ?? path) !== path;
    if (at(entry, 'directories') !== undefined || (isLinked(path) && programsOf(path, entry).some(standsIn)))
      return true;
    if (!isOurs(path)) return false;
    const known = there[path];
    const differs = (name: string) => !same(at(entry, name), at(known, name));
    // What a package bundles is in its own content.
    const isBound = known ? at(known, 'integrity') !== undefined : at(entry, 'inBundle') !== true;
    if (isBound && at(entry, 'integrity') === undefined) return true;
    if (['resolved', 'link', 'name'].some(differs)) return true;
    return at(entry, 'version') === at(known, 'version') && ['integrity', 'bin'].some(differs);
  });
}

/** npm Docs, "npmrc", "config": where packages come from and who may fetch them is free, for the lock says what they hold. */
const isFreeSetting = (key: string) =>
  /^(@[\w.-]+:registry|registry|\/\/\S+|cafile|ca|proxy|https-proxy|noproxy|strict-ssl|fund|audit(-level)?|loglevel|progress|save(-\w+)?)$/.test(
    key,
  );

function settingsIn(text: string): Map<string, string> {
  const lines = text.split('\n').filter((line) => /^\s*[^\s#;]/.test(line));
  return new Map(
    lines.map((line) => {
      const [key = '', ...value] = line.split('=');
      return [key.trim(), value.join('=').trim()];
    }),
  );
}

function otherSettings(found: string, wanted: string): boolean {
  const [here, there] = [settingsIn(found), settingsIn(wanted)];
  return (
    unusual.test(found) ||
    [...there].some(([key, value]) => here.get(key) !== value) ||
    [...here.keys()].some((key) => !there.has(key) && !isFreeSetting(key))
  );
}

/** Tsx loads what these say in the place of what is imported (TSConfig Reference). */
const loading = ['paths', 'baseUrl', 'rootDirs', 'plugins', 'jsxImportSource', 'customConditions'];

function otherCompiler(found: string, wanted: string): boolean {
  const [here, there] = [jsonOf(found.replaceAll(/^[ \t]*\/\/.*$/gm, '')), jsonOf(wanted)];
  if (!isValues(here) || !same(here.extends, at(there, 'extends'))) return true;
  return loading.some((name) => !same(at(here, 'compilerOptions', name), at(there, 'compilerOptions', name)));
}

/** Git Docs, "gitattributes": what is checked out otherwise than it was committed, or not shown in a review. */
const hiding =
  /\s(filter=|working-tree-encoding=|ident\b|eol=|-text\b|text=|-diff\b|diff=|binary\b|merge=|-merge\b|linguist-(generated|vendored))/;
const judgingFolder = /^(judge|infra|tools|\.github)$/i;
const judgingSuffix = /\.(ts|json|mjs|ya?ml|npmrc|gitattributes)$/i;

/** Can a line name a file that judges? By its first folder, or by how a name ends; in doubt it can. */
function namesJudging(line: string, isNested: boolean): boolean {
  const pattern = (/^"([^"\\]*)"\s/.exec(line)?.[1] ?? line.replace(/\s.*/s, '')).replace(/^\//, '');
  const [, folder] = /^([^*?[\\"/]+)\//.exec(pattern) ?? [];
  if (!isNested && folder !== undefined && !judgingFolder.test(folder)) return false;
  return !/^[\w-]+$/.test(pattern) && (judgingSuffix.test(pattern) || !/\.\w+$/.test(pattern));
}

function otherAttributes(found: string, wanted: string, isNested = false): boolean {
  const known = new Set(wanted.split('\n'));
  return found.split('\n').some((line) => !known.has(line) && hiding.test(line) && namesJudging(line.trim(), isNested));
}

const others: Record<string, (found: string, wanted: string) => boolean> = {
  'package.json': otherManifest,
  'package-lock.json': otherLock,
  '.npmrc': otherSettings,
  'tsconfig.json': otherCompiler,
  '.gitattributes': otherAttributes,
  'vitest.config.ts': () => true,
};

/** Files at the top that decide what runs. */
export const toolPaths: readonly string[] = Object.keys(others);

export const isTool = (path: string): boolean => path.startsWith('tools/') || Object.hasOwn(others, path);

/** Does a file at the top have something else run than another text of it? Line ends are `\n`. */
export const runsOther = (path: string, found: string, wanted: string): boolean =>
  others[path]?.(found, wanted) ?? true;

/** Node looks here for packages before it looks in the folder at the top (Node.js Docs, "Modules: loading from node_modules"). */
export const isNestedPackage = (path: string): boolean => /^(infra|judge|tools)\/(.*\/)?node_modules(\/|$)/.test(path);

/**
 * What npm installs in the place of package-lock.json (npm Docs, "npm-shrinkwrap.json"), and what Vite, Vitest and PostCSS load beside
 * vitest.config.ts (postcss-load-config, "Usage").
 */
const besides =
  /^((deploy\/)?npm-shrinkwrap\.json|(vite|postcss)\.config\.\w+|vitest\.(?!config\.ts$)(config|workspace|projects)\.\w+|\.postcssrc(\.\w+)?|\.config\/postcssrc(\.\w+)?)$/i;
const nestedAttributes = /^(infra|judge|tools|\.github)\/(.*\/)?\.gitattributes$/i;

/** Files of no generated repository that tools obey. */
export const isBeside = (path: string): boolean => besides.test(path) || nestedAttributes.test(path);

/** Does a file that is not generated decide what runs, or what a review shows, before those that are? */
export const takesPlace = (path: string, text: () => string | undefined): boolean =>
  isNestedPackage(path) ||
  besides.test(path) ||
  (nestedAttributes.test(path) && otherAttributes(text() ?? '', '', true));
