import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fitted } from '../../src/lines.ts';
import { root } from '../program.ts';

const folder = join(root, 'src/commands');
const files = readdirSync(folder).filter((name) =>
  readFileSync(join(folder, name), 'utf8').includes('export const help ='),
);

describe.each(files)('the help of %s', (file) => {
  it('fits terminals of 80 and of 50 columns, and loses no word', async () => {
    const { help } = (await import(join(folder, file))) as { help: string };
    for (const width of [80, 50]) {
      const shown = fitted(help, width);
      expect(
        shown.split('\n').filter((line) => line.length > width && / \S+ \S/.test(line.trim().slice(0, width))),
      ).toEqual([]);
      expect(shown.split(/\s+/)).toEqual(help.split(/\s+/));
    }
  });

  it('has an example', async () => {
    const { help } = (await import(join(folder, file))) as { help: string };
    expect(help).toMatch(/^ {2}((create-)?secure-ml|source) /m);
  });
});

describe('a line of help', () => {
  it('goes on below where its words began', () => {
    expect(fitted('  --yes   ask nothing at all of anybody', 26)).toBe(
      '  --yes   ask nothing at\n          all of anybody',
    );
    expect(fitted('    short', 40)).toBe('    short');
  });
});
