import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = new URL('..', import.meta.url).pathname;

/** From left to right; rooms of one step do not know each other, except where a step says so. */
const steps = [
  ['bin'],
  ['commands'],
  ['generators'],
  ['upgrade'],
  ['generate'],
  ['guard', 'render', 'baseline'],
  ['plan'],
  ['answers'],
  ['git', 'overlay'],
  ['tree'],
  ['refusal'],
];
const stepOf = (room: string) => steps.findIndex((rooms) => rooms.includes(room));

/** src/plan/catalog.ts -> plan; src/generate.ts -> generate; generators/app/index.ts -> generators. */
function roomOf(file: string): string {
  const [top, next = ''] = file.split('/');
  return top === 'src' ? next.replace(/\.ts$/, '') : (top ?? '');
}

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));
}

const files = ['src', 'generators'].flatMap(sources);

/** Imports of values and of types alike: a type that points left ties two rooms as well. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, path = '']) =>
    relative(root, join(root, dirname(file), path)),
  );
}

describe('the house', () => {
  it.each(files)('%s stands in a room that has a place', (file) => {
    expect(stepOf(roomOf(file))).toBeGreaterThanOrEqual(0);
  });

  it.each(files)('%s imports only rooms further right', (file) => {
    const left = importsOf(file).filter((target) => {
      if (!target.startsWith('src/') && !target.startsWith('generators/')) return false;
      const [here, there] = [roomOf(file), roomOf(target)];
      return here !== there && stepOf(there) <= stepOf(here);
    });
    expect(left).toEqual([]);
  });

  it.each([...files, ...sources('templates/infra')])('%s can be read in one sitting', (file) => {
    expect(readFileSync(join(root, file), 'utf8').split('\n').length).toBeLessThanOrEqual(251);
  });
});
