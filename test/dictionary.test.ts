import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './program.ts';

const sourcesBelow = (...folders: string[]) =>
  folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `${folder}/${file}`),
  );

const definition = /^export (?:async )?(?:abstract )?(?:function\*?|const|class|interface|type|enum|let) (\w+)/gm;
const definedIn = (file: string) =>
  [...readFileSync(join(root, file), 'utf8').matchAll(definition)].map(([, name = '']) => name);

/** `src/commands`: files that a loader reads all alike, by the names that each of them exports. */
const shapes: Record<string, readonly string[]> = {
  'src/commands': ['help', 'operands', 'options', 'run'],
  'templates/infra/controls': ['alerts', 'apply', 'checks', 'close'],
  'templates/infra/units': ['alerts', 'apply', 'checks', 'close'],
};
const isOfShape = (file: string, name: string) =>
  Object.entries(shapes).some(([folder, names]) => file.startsWith(`${folder}/`) && names.includes(name));

/** Names that more than one file of a program defines, and where. */
function twice(files: string[]): Record<string, string[]> {
  const where: Record<string, string[]> = {};
  for (const file of files)
    for (const name of new Set(definedIn(file)))
      if (!isOfShape(file, name)) where[`${name} `] = [...(where[`${name} `] ?? []), file];
  return Object.fromEntries(Object.entries(where).filter(([, places]) => places.length > 1));
}

describe('one word, one thing', () => {
  it('in the program, which holds the judge', () => {
    expect(twice(sourcesBelow('src', 'generators', 'templates/judge'))).toEqual({});
  });

  it('in a generated repository, which holds the judge too', () => {
    expect(twice(sourcesBelow('templates/infra', 'templates/judge'))).toEqual({});
  });

  it('no room has two files of one name', () => {
    const named = sourcesBelow('src', 'generators', 'templates/judge').map((file) => {
      const room = file.split('/').slice(0, file.startsWith('templates/') ? 3 : 2);
      return `${room.join('/')}: ${basename(file)}`;
    });
    expect(named.filter((name, index) => named.indexOf(name) !== index)).toEqual([]);
  });

  it('finds a name that is defined twice', () => {
    expect(Object.keys(twice(sourcesBelow('src', 'templates/infra')))).toContain('Tier ');
  });
});
