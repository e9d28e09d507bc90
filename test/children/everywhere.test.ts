import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../program.ts';

/** What is in the parentheses that open at `start`. */
function argumentsAt(text: string, start: number): string {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text[at] === '(') depth++;
    if (text[at] === ')' && --depth === 0) return text.slice(start, at + 1);
  }
  throw new Error(`no end of the parentheses at ${start}`);
}

const calls = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => {
    const text = readFileSync(join(root, 'src', file), 'utf8');
    return [...text.matchAll(/\b(execa|spawn|spawnSync|execFileSync|execFile)(?=\()/g)].map(({ index, 0: name }) => ({
      where: `src/${file}: ${name}`,
      name,
      given: argumentsAt(text, index + name.length),
    }));
  });

describe('a process that the program starts', () => {
  it('is found', () => {
    expect(calls.length).toBeGreaterThan(12);
  });

  // git's options of answers/environment.ts are in a constant beside the call.
  it.each(calls.filter(({ where }) => !where.startsWith('src/answers/environment.ts')))(
    'gets its variables by a list, never all of them: $where',
    ({ name, given }) => {
      expect(given).toMatch(/\benv\b/);
      // execa adds all of this process's own unless told not to.
      if (name === 'execa') expect(given).toContain('extendEnv: false');
    },
  );
});
