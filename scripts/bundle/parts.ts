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

function byNotice(parts: Part[]): Map<string, Part[]> {
  const groups = new Map<string, Part[]>();
  for (const part of parts) groups.set(part.notice, [...(groups.get(part.notice) ?? []), part]);
  return groups;
}

/** Libraries with the same text are above it together. */
export function notices(parts: Part[]): string {
  const head =
    'create-secure-ml contains the libraries below. Each is followed by what its licence asks to be handed on.';
  const sections = [...byNotice(parts)].map(([notice, same]) => {
    return `${same.map(({ name, version, licence }) => `${name} ${version} (${licence})`).join('\n')}\n\n${notice}`;
  });
  return `${[head, ...sections].join(`\n\n${'-'.repeat(78)}\n\n`)}\n`;
}
