import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { listed } from '../../src/commands/completion.ts';
import { root, secureMl } from '../program.ts';

const folder = join(root, 'src/commands');
const files = readdirSync(folder).filter((name) =>
  readFileSync(join(folder, name), 'utf8').includes('export const help ='),
);

/** What bash offers for a line, with the last word being typed. */
async function offered(...words: string[]): Promise<string[]> {
  const { stdout: script } = await secureMl(['completion', 'bash'], { cwd: root });
  const line = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _secure_ml`;
  const { stdout } = await execa('bash', ['-c', `${script}\n${line}; printf '%s\\n' "\${COMPREPLY[@]}"`]);
  return stdout.split('\n');
}

describe('completion', () => {
  it('knows every command, which is a file, and its options', async () => {
    const names = files.map((file) => (file === 'create.ts' ? 'new' : file.replace(/\.ts$/, '')));
    const { commands, everywhere } = await listed();
    expect(Object.keys(commands).sort()).toEqual(names.sort());
    expect(commands.waive).toEqual(expect.arrayContaining(['reason', 'owner', 'until']));
    expect(everywhere).toContain('trust-repository');
  });

  it('offers in bash what begins like the word', async () => {
    expect(await offered('secure-ml', 'up')).toEqual(['upgrade']);
    expect(await offered('secure-ml', 'upgrade', '--pre')).toEqual(['--preview']);
    expect(await offered('secure-ml', 'check', '--pre')).toEqual(['']);
    expect(await offered('secure-ml', 'add', 'buck')).toEqual(['bucket']);
  });

  it('names the shells where another one is asked for', async () => {
    const { exitCode, stderr } = await secureMl(['completion', 'tcsh'], { cwd: root });
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('bash, zsh or fish')]);
  });
});
