import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { asTyped, typedWord } from '../../src/typed.ts';
import { scratchDirectory, secureMl } from '../program.ts';

const byNpx = (text: string) => asTyped(text, { npm_command: 'exec' });

describe('what a person is told to type', () => {
  it('has the name that started us: npx create-secure-ml for who has nothing installed', () => {
    expect(byNpx('To revert: secure-ml upgrade --abort')).toBe('To revert: npx create-secure-ml upgrade --abort');
    expect(byNpx('Type: create-secure-ml my-ml --yes')).toBe('Type: npx create-secure-ml my-ml --yes');
    expect(byNpx('secure-ml waive ID (--help says)')).toBe('npx create-secure-ml waive ID (--help says)');
  });

  it.each([
    'Run: npx create-secure-ml@0.1.0 upgrade, or npx create-secure-ml upgrade',
    'npm init secure-ml my-ml -- --set KEY=VALUE',
    'secure-ml 0.2.0 changed .secure-ml and npm exec create-secure-ml -- upgrade',
    'git checkout HEAD -- .secure-ml (or a commit before they broke)',
  ])('leaves alone what is whole already: %s', (text) => {
    expect(byNpx(text)).toBe(text);
  });

  it.each([
    ['pnpm/10.0.0 npm/? node/v20.20.2 linux x64', 'pnpm dlx create-secure-ml upgrade'],
    ['yarn/4.5.0 npm/? node/v20.20.2 linux x64', 'yarn dlx create-secure-ml upgrade'],
    ['yarn/1.22.22 npm/? node/v20.20.2 linux x64', 'npx create-secure-ml upgrade'],
    ['bun/1.2.0 npm/? node/v22.0.0 linux x64', 'bunx create-secure-ml upgrade'],
  ])('has the name that exists for who came by %s', (agent, typed) => {
    expect(asTyped('secure-ml upgrade', { npm_config_user_agent: agent })).toBe(typed);
    expect(asTyped(typed, { npm_config_user_agent: agent })).toBe(typed);
    expect(asTyped('secure-ml check', { npm_config_user_agent: agent, npm_command: 'run-script' })).toBe(
      'secure-ml check',
    );
  });

  it('is the program where it is installed', () => {
    expect(asTyped('Type: secure-ml check', { npm_command: 'run-script' })).toBe('Type: secure-ml check');
  });
});

describe('a name of somebody else in a command that a person is told to type', () => {
  it.each(['docs/runbooks/x.md', 'git+https://h.example/x.git#v1.2', '@acme/overlay@^1', 'widening/role/raw/*'])(
    'stays as it is: %s',
    (name) => expect(typedWord(name, 'NAME')).toBe(name),
  );

  it.each(['a b.md', 'x;touch y', 'a|b&c', "it's", '~/x', 'größe', '(x)', '<y>', '#x'])('is in quotes: %s', (name) =>
    expect(typedWord(name, 'NAME')).toBe(`"${name}"`),
  );

  it.each([
    ['a variable', '$(touch x).yaml'],
    ['a command', 'a`touch x`'],
    ['a quote', 'a"; touch x; "'],
    ['a quote of PowerShell', 'a” ; touch x'],
    ['a backslash', 'a\\'],
    ['a variable of cmd.exe', '%COMSPEC%'],
    ['the history of a shell', 'a!touch'],
    ['an option', '--output=x'],
    ['an option in quotes', '- x'],
    ['a line of its own', 'a\nb'],
    ['text that runs the other way', 'a\u202eb'],
    ['nothing', ''],
  ])('is not shown where a shell or a program would act on it: %s', (_, name) =>
    expect(typedWord(name, 'NAME')).toBe('NAME'),
  );
});

describe('who came by pnpm, where nothing is installed', () => {
  const scratch = scratchDirectory();
  const agent = 'pnpm/10.0.0 npm/? node/v20.20.2 linux x64';
  const said = async (cwd: string, ...words: string[]) => {
    const env = { npm_config_user_agent: agent };
    const { stdout, stderr } = await secureMl(words, { cwd: join(scratch, cwd), env });
    return `${stderr}\n${stdout}`;
  };

  it('is told it by each line that names a command: new, help, check in a folder of a larger repository', async () => {
    await execa('git', ['init', '--quiet'], { cwd: scratch });
    expect(await said('.', 'my-ml', '--yes', '--no-install')).toMatch(
      /its folder: pnpm dlx create-secure-ml workflows\n[\s\S]*evidence: pnpm dlx create-secure-ml report$/m,
    );
    expect(await said('my-ml', 'check')).toMatch(/^warning drift\/workflows: .* pnpm dlx create-secure-ml workflows$/m);
    expect(await said('.', 'eject', '--help')).toMatch(/^pnpm dlx create-secure-ml eject PATH\.\.\.$/m);
  });
});
