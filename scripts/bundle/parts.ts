import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** A library of which something is in the bundle. */
export interface Part {
  name: string;
  version: string;
  licence: string;
  /** What its licence asks to be handed on: the text of its licence and notice files. */
  notice: string;
  /** Where it is in package-lock.json. */
  place: string;
}

/** What may be in the package. Anything else, and a part that names none, fails the build. */
const allowed = [
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'CC-BY-3.0',
  'Unlicense',
];

/** An SPDX expression of the shape A, (A OR B) or (A AND B). */
export function isAllowed(licence: string): boolean {
  const bare = licence.replace(/^\((.*)\)$/, '$1');
  if (bare.includes(' AND ')) return bare.split(' AND ').every((one) => allowed.includes(one));
  return bare.split(' OR ').some((one) => allowed.includes(one));
}

/** The folder of the library that a file of the bundle belongs to: node_modules/a/node_modules/@b/c. */
function placeOf(input: string): string | undefined {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
}

function noticeIn(folder: string): string {
  const files = readdirSync(folder).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name));
  return files
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim())
    .join('\n\n');
}

interface PackageJson {
  name: string;
  version: string;
  license?: string | { type: string };
  author?: string | { name: string };
}

export function partOf(root: string, place: string): Part {
  const folder = join(root, place);
  const { name, version, license, author }: PackageJson = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  const licence = (typeof license === 'object' ? license.type : license) ?? 'unknown';
  if (!isAllowed(licence))
    throw new Error(`${name} ${version}: its licence is ${licence}, which may not be in the package`);
  const holder = typeof author === 'object' ? author.name : author;
  // Some packages carry no licence file: then their declared licence and author are what there is to hand on.
  const notice = noticeIn(folder) || `Licence: ${licence}\nAuthor: ${holder ?? `the authors of ${name}`}`;
  return { name, version, licence, notice, place };
}

/** Every library of which at least one file is in the bundle, by name and version. */
export function partsOf(root: string, { inputs, outputs }: Metafile): Part[] {
  const used = new Set(Object.values(outputs).flatMap((output) => Object.keys(output.inputs)));
  const places = new Set(Object.keys(inputs).flatMap((input) => (used.has(input) ? (placeOf(input) ?? []) : [])));
  return [...places]
    .filter((place) => existsSync(join(root, place, 'package.json')))
    .map((place) => partOf(root, place))
    .sort((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
}

const isHolder = (line: string) => /^\s*(\(c\)|copyright (\(c\)|©|\d))/i.test(line);
const isTitle = (line: string) => /^\W*(the )?\w[\w.-]* licen[cs]e\W*(\(\w+\)\W*)?$/i.test(line);

/** The lines of a notice that name whose it is, and all else, which is often the same as another's but for where its lines break. */
function apart(notice: string): { holders: string; text: string; key: string } {
  const lines = notice.split('\n').filter((line) => !isTitle(line));
  const holders = lines.filter(isHolder).map((line) => line.trim());
  const text = lines
    .filter((line) => !isHolder(line))
    .join('\n')
    .trim();
  return { holders: holders.join('\n'), text, key: text.replaceAll(/\s+/g, ' ') };
}

function groupBy<Value>(values: readonly Value[], keyOf: (value: Value) => string): Value[][] {
  const groups = new Map<string, Value[]>();
  for (const value of values) groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value]);
  return [...groups.values()];
}

/** Libraries with the same text are above it together, those of the same holders side by side. */
export function notices(parts: Part[]): string {
  const head =
    'create-secure-ml contains the libraries below, each with whose it is. What follows them is what their licence asks to be handed on.';
  const read = parts.map((part) => ({ ...part, ...apart(part.notice) }));
  const sections = groupBy(read, ({ key }) => key).map((same) => {
    const owned = groupBy(same, ({ holders }) => holders).map((theirs) => {
      const names = theirs.map(({ name, version, licence }) => `${name} ${version} (${licence})`);
      return [...names, theirs[0]?.holders ?? ''].join('\n').trim();
    });
    return [...owned, same[0]?.text].join('\n\n');
  });
  return `${[head, ...sections].join(`\n\n${'-'.repeat(78)}\n\n`)}\n`;
}
