import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandList, commands } from '../../src/commands/commands.ts';
import { fitted } from '../../src/lines.ts';
import { root } from '../program.ts';

const folder = join(root, 'src/commands');
const files = readdirSync(folder).filter((name) =>
  readFileSync(join(folder, name), 'utf8').includes('export const help ='),
);

describe.each(files)('the help of %s', (file) => {
  it('fits terminals of 40 to 120 columns, and loses no word', async () => {
    const { help } = (await import(join(folder, file))) as { help: string };
    const words = (page: string) => page.replaceAll(/ \\\n/g, ' ').split(/\s+/);
    for (const width of [120, 80, 50, 40]) {
      const shown = fitted(help, width);
      // A text in quotes stays whole: broken, it would be another one.
      const whole = /^ *"[^"]*"( \\)?$/;
      expect(
        shown
          .split('\n')
          .filter((line) => line.length > width && !whole.test(line) && / \S+ \S/.test(line.trim().slice(0, width))),
      ).toEqual([]);
      expect(shown).not.toContain('\n\n\n');
      expect(words(shown)).toEqual(words(help));
    }
  });

  it('is one screen of 80 columns and 24 lines, with room for the prompt', async () => {
    const { help } = (await import(join(folder, file))) as { help: string };
    const page = file === 'create.ts' ? `${help}\n\n${commandList(commands)}` : help;
    expect(fitted(page, 80).split('\n').length).toBeLessThan(24);
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

  it('has lines of its own for the words of every option where one of them leaves too little room', () => {
    const page =
      '  --yes              ask nothing\n  --a, --b\n                     both\n  --long, --longer   to all of them';
    expect(fitted(page, 30)).toBe(
      '  --yes\n    ask nothing\n  --a, --b\n    both\n  --long, --longer\n    to all of them',
    );
  });

  it('is filled as a paragraph, however it was broken', () => {
    expect(fitted('usage\n\none two\nthree', 9)).toBe('usage\n\none two\nthree');
    expect(fitted('usage\n\none two\nthree', 20)).toBe('usage\n\none two three');
  });

  it('can be pasted where it is a command that needs several', () => {
    expect(fitted('Examples\n  secure-ml access --why training "from outside the network"', 30)).toBe(
      'Examples\n  secure-ml access --why \\\n    training \\\n    "from outside the network"',
    );
  });
});
