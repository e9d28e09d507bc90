import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './program.ts';

/** Rooms from left to right; those in one line are beside each other. A room may import itself and what is further right. */
const order = [
  ['bin'],
  ['commands'],
  ['generators'],
  ['fleet'],
  ['upgrade'],
  ['generate'],
  ['guard', 'render', 'baseline'],
  ['plan'],
  ['answers'],
  ['git', 'overlay'],
  ['tree'],
  ['explain'],
  ['finding'],
  ['refusal', 'interrupt', 'lines', 'terminal', 'package', 'trace', 'typed'],
];

const sources = ['src', 'generators'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true })
    .map((file) => `${folder}/${file}`)
    .filter((file) => file.endsWith('.ts')),
);

function roomOf(file: string): string {
  const [folder, first = ''] = file.split('/');
  return folder === 'generators' ? 'generators' : first.replace(/\.ts$/, '');
}

const rank = (room: string) => order.findIndex((rooms) => rooms.includes(room));

describe('the house', () => {
  it('has a place for every room', () => {
    expect(sources.map(roomOf).filter((room) => rank(room) < 0)).toEqual([]);
  });

  it.each(sources)('%s imports only rooms further right, and is no longer than 250 lines', (file) => {
    const text = readFileSync(join(root, file), 'utf8');
    const imported = [...text.matchAll(/(?:from|import\()\s*'(\.[^']+\.ts)'/g)].map(([, path = '']) =>
      relative(root, join(root, dirname(file), path)),
    );
    const wrong = imported.map(roomOf).filter((room) => room !== roomOf(file) && rank(room) <= rank(roomOf(file)));
    expect(wrong).toEqual([]);
    expect(text.split('\n').length).toBeLessThanOrEqual(251);
  });
});
