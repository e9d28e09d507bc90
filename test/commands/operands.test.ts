import { describe, expect, it } from 'vitest';
import { commands } from '../../src/commands/commands.ts';
import { scratchDirectory, secureMl } from '../program.ts';

const scratch = scratchDirectory();

describe('a word that a command does not read', () => {
  it.each(Object.entries(commands))('is refused by %s', async (name, load) => {
    const { operands = 0 } = await load();
    if (operands === Number.POSITIVE_INFINITY) return;
    const words = Array.from({ length: operands + 1 }, (_, at) => `/nonexistent/${at}`);
    const { exitCode, stdout, stderr } = await secureMl([name, ...words], { cwd: scratch });
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`Unexpected argument "/nonexistent/${operands}"`);
    if (operands === 0) expect(stderr.replaceAll(/\s+/g, ' ')).toContain(`secure-ml ${name} -C DIR`);
  });
});
