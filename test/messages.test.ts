import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './program.ts';

/** Where messages for people are written: the program's, and those of the programs that a repository has. */
const rooms = [
  'src',
  'generators',
  ...['doctor', 'deploy', 'live-test', 'judge', 'tools', 'infra'].map((room) => `templates/${room}`),
];
/** Scripts for one shell each. */
const scripts = ['src/commands/completion.ts'];

const sources = rooms
  .flatMap((room) => readdirSync(join(root, room), { recursive: true }).map((file) => `${room}/${file}`))
  .filter((file) => /\.(ts|mjs|ejs)$/.test(file) && !/\.test\.ts$/.test(file) && !scripts.includes(file));

/** The texts of a module: what is between quotes, without lines that are comments. */
function textsOf(file: string): string[] {
  const code = readFileSync(join(root, file), 'utf8').replaceAll(/^\s*(\/\/|\/?\*).*$/gm, '');
  const slot = /\$\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}/g;
  return [...code.matchAll(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g)].map(([text]) =>
    text.slice(1, -1).replaceAll(slot, 'X'),
  );
}

const command = String.raw`(?<![\w./-])(?:git|npm|npx|secure-ml|create-secure-ml|aws|gh|cdk|node|docker|python3?) [a-z-][^\n]*`;
/** What PowerShell 5.1 (about_Operators: no && and ||) or cmd.exe (no quotes but double ones, no $(), no VAR=x before) takes otherwise. */
const faults: [what: string, pattern: RegExp][] = [
  ['a chain', new RegExp(`${command}(?:&&|\\|\\|)`)],
  ['a command in a command', new RegExp(`${command}\\$\\(`)],
  ['single quotes', new RegExp(`${command} (?:--?[\\w-]+[ =])?'[^']+'`)],
  ['a redirection', new RegExp(`${command}(?: 2>| <<| < )`)],
  ['a line that goes on', new RegExp(`${command} \\\\\\\\$`, 'm')],
  ['a variable before a command', /(?:^|[:\s])[A-Z][A-Z_]+=\S+ (?:git|npm|npx|secure-ml|aws|gh|cdk|node) /m],
  ['a shell’s own word', /(?:^|: |`)(?:export [A-Z_]+=|source \w|rm -rf|cp -r|mkdir -p)/m],
];

it.each(faults)('no message tells a person to type %s', (_, pattern) => {
  const found = sources.flatMap((file) =>
    textsOf(file)
      .filter((text) => pattern.test(text))
      .map((text) => `${file}: ${pattern.exec(text)?.[0].slice(0, 120)}`),
  );
  expect(found).toEqual([]);
});

it('the patterns find what they are for', () => {
  const bad = [
    'git add -A && git commit',
    'npm run cdk -- deploy $(cat stacks)',
    "secure-ml waive ID --reason 'it is so'",
    'aws s3 cp - s3://b/k < file',
    'aws logs tail \\\\\n  --follow',
    'AWS_PROFILE=prod npm run deploy',
    'Type: export AWS_PROFILE=prod',
  ];
  for (const [index, [, pattern]] of faults.entries()) expect(bad[index]).toMatch(pattern);
});

/** A git command in a message: `git checkout --ours -- FILE`; its long options up to `--`. */
function gitOptionsIn(text: string): { command: string; option: string }[] {
  return [
    ...text.matchAll(/\bgit (checkout|reset|merge|rebase|revert|commit|fetch|stash|update-index|add)\b([^\n`;:)]*)/g),
  ].flatMap(([, command = '', rest = '']) =>
    [...(rest.split(' -- ')[0] ?? '').matchAll(/ --([a-z][\w-]*)/g)].map(([, option = '']) => ({ command, option })),
  );
}
const usage = new Map<string, string>();
/** What `git COMMAND -h` lists: `--[no-]ours` and `--ours` both. */
function knows(command: string, option: string): boolean {
  if (!usage.has(command)) {
    const { stdout, stderr } = spawnSync('git', [command, '-h'], { encoding: 'utf8' });
    usage.set(command, `${stdout}${stderr}`.replaceAll('[no-]', ''));
  }
  return usage.get(command)?.includes(`--${option.replace(/^no-/, '')}`) ?? false;
}

it('every option of git that a message names is one that git has', () => {
  const named = sources.flatMap((file) =>
    textsOf(file).flatMap((text) => gitOptionsIn(text).map((found) => ({ file, ...found }))),
  );
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter(({ command, option }) => !knows(command, option))).toEqual([]);
  expect(knows('checkout', 'mine')).toBe(false);
});

it('names headings of pages as the pages have them', () => {
  const named = [...sources, 'templates/infra/verify.test.ts'].flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/\b(docs\/[\w/-]+\.md|SECURITY\.md), "([^"]+)"/g)].map(
      ([, page = '', heading = '']) => ({ file, page, heading }),
    ),
  );
  expect(named.length).toBeGreaterThan(2);
  const wrong = named.filter(({ page, heading }) => {
    const places = [page, `${page}.ejs`]
      .map((path) => join(root, 'templates', path))
      .filter((path) => existsSync(path));
    return !places.some((place) => readFileSync(place, 'utf8').includes(`## ${heading}\n`));
  });
  expect(wrong).toEqual([]);
});
