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

function json(text: string): unknown {
  try {
    return JSON.parse(text);
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
  const [here, there] = [json(found), json(wanted)];
  // npm runs these before and after the script itself.
  const scripts = [...judging, ...installing].flatMap((name) => [name, `pre${name}`, `post${name}`]);
  if (scripts.some((name) => at(here, 'scripts', name) !== at(there, 'scripts', name))) return true;
  // A workspace is installed in the place of a package of its name.
  if (['type', 'workspaces'].some((name) => !same(at(here, name), at(there, name)))) return true;
  const named = sections.flatMap((section) => Object.keys((at(there, section) ?? {}) as Values));
  const isForeign = (name: string) =>
    sections.some((section) => {
      const spec = at(here, section, name);
      return spec !== undefined && !isVersion(spec);
    });
  const overrides = at(here, 'overrides');
  return named.some(isForeign) || (overrides !== undefined && !leavesOf(overrides).every(isVersion));
}

/** A version is bound to its content: the same version with another one is another program (npm Docs, "package-lock.json"). */
function otherLock(found: string, wanted: string): boolean {
  const [here, there] = [at(json(found), 'packages'), at(json(wanted), 'packages')];
  if (!isValues(here) || !isValues(there)) return true;
  const isOurs = (path: string) =>
    path !== '' && Object.keys(there).some((one) => one && `${path}/`.startsWith(`${one}/`));
  return Object.entries(here).some(([path, entry]) => {
    if (!isOurs(path)) return false;
    const known = there[path];
    const differs = (name: string) => !same(at(entry, name), at(known, name));
    // What a package bundles is in its own content.
    const isBound = known ? at(known, 'integrity') !== undefined : at(entry, 'inBundle') !== true;
    if (isBound && at(entry, 'integrity') === undefined) return true;
    if (['resolved', 'link', 'name'].some(differs)) return true;
    return at(entry, 'version') === at(known, 'version') && differs('integrity');
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
    [...there].some(([key, value]) => here.get(key) !== value) ||
    [...here.keys()].some((key) => !there.has(key) && !isFreeSetting(key))
  );
}

/** Tsx loads what these say in the place of what is imported (TSConfig Reference). */
const loading = ['paths', 'baseUrl', 'rootDirs', 'plugins', 'jsxImportSource', 'customConditions'];

function otherCompiler(found: string, wanted: string): boolean {
  const [here, there] = [json(found.replaceAll(/^\s*\/\/.*$/gm, '')), json(wanted)];
  if (!isValues(here) || !same(here.extends, at(there, 'extends'))) return true;
  return loading.some((name) => !same(at(here, 'compilerOptions', name), at(there, 'compilerOptions', name)));
}

/** Git Docs, "gitattributes": what is checked out otherwise than it was committed, or not shown in a review. */
const hiding =
  /\s(filter=|working-tree-encoding=|ident\b|eol=|-text\b|text=|-diff\b|diff=|binary\b|merge=|-merge\b|linguist-(generated|vendored))/;
const ofJudging = /^\s*("?\/?(\*|judge|infra|tools|\.github|package\.json)|\[attr\])/;

function otherAttributes(found: string, wanted: string): boolean {
  const known = new Set(wanted.split('\n'));
  return found.split('\n').some((line) => !known.has(line) && ofJudging.test(line) && hiding.test(line));
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
