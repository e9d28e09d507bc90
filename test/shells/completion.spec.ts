import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { program } from '../program.ts';
import { keys, runInTerminal } from '../terminal.ts';

const home = realpathSync(mkdtempSync(join(tmpdir(), 'shells-')));
const bin = join(home, 'bin');

beforeAll(() => {
  for (const folder of [bin, join(home, 'here/a folder')]) mkdirSync(folder, { recursive: true });
  for (const name of ['secure-ml', 'create-secure-ml']) symlinkSync(program, join(bin, name));
  writeFileSync(join(home, 'here/answers.json'), '{}');
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Each shell with no settings of a person, and the line that the help gives to read the script. */
const shells: [string, [string, ...string[]], string][] = [
  ['bash', ['bash', '--noprofile', '--norc', '-i'], 'source <(secure-ml completion bash)'],
  ['zsh', ['zsh', '-f', '-i'], 'source <(secure-ml completion zsh)'],
  ['fish', ['fish', '--no-config', '--interactive'], 'secure-ml completion fish | source'],
];

/** What is typed before Tab, and what the line becomes. */
const completed = [
  ['secure-ml up', 'secure-ml upgrade'],
  ['secure-ml upgrade --pre', 'secure-ml upgrade --preview'],
  ['create-secure-ml --sens', 'create-secure-ml --sensitivity'],
  ['secure-ml control two-', 'secure-ml control two-instances'],
  ['secure-ml completion f', 'secure-ml completion fish'],
  ['secure-ml eject answ', 'secure-ml eject answers.json'],
  ['secure-ml --answers answ', 'secure-ml --answers answers.json'],
  ['secure-ml report --output a\\ f', 'secure-ml report --output a\\ folder/'],
];

describe.each(shells)('%s', (_, command, script) => {
  it('completes commands, options, controls and files at the Tab key', async () => {
    const env = { PATH: `${bin}:${process.env.PATH}`, HOME: home, PS1: '$ ', LANG: 'C.UTF-8' };
    const shell = runInTerminal(command, { cwd: join(home, 'here'), cols: 120, env });
    shell.type(`${script}; echo rea''dy\r`);
    await shell.until(/^ready/m);
    for (const [typed, line] of completed) {
      shell.type(`${typed}\t`);
      await shell.until(line ?? '');
      shell.type(keys.erase);
    }
    // An option of one command is not offered behind another.
    shell.type(`secure-ml check --pre\t;echo no''thing\r`);
    const screen = await shell.until(/^nothing/m);
    expect(screen).not.toContain('check --preview');
    shell.kill('SIGKILL');
  });
});
