import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { traced } from '../../src/trace.ts';
import { program as launcher, root } from '../program.ts';

const folder = dirname(launcher);
/** What has the code of the command that is started. */
const program = join(folder, 'both.cjs');

describe('a bug of ours', () => {
  it('tells the line in the repository, not that of the minified package', () => {
    const code = readFileSync(program, 'utf8');
    const mark = 'is not empty. Name one that does not exist yet';
    const before = code.slice(0, code.indexOf(mark)).split('\n');
    const at = `${program}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
    const [, file = '', line = ''] =
      /at run \((src[^:]+):(\d+)\)/.exec(traced(`Error: x\n    at run (${at})`, folder)) ?? [];
    expect(file).toBe('src/commands/create.ts');
    // The map has an entry for every thirty-six lines: the place is on the line that is told or up to thirty-five below it.
    const source = readFileSync(join(root, file), 'utf8')
      .split('\n')
      .slice(Number(line) - 1, Number(line) + 35);
    expect(source.join('\n')).toContain(mark);
  });

  it('leaves lines of others as they are', () => {
    const stack = 'Error: x\n    at node:fs:1:1\n    at run (/nowhere/else.js:1:2)';
    expect(traced(stack, folder)).toBe(stack);
    expect(traced(stack)).toBe(stack);
  });
});
