import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pages, readme } from '../scripts/docs.ts';
import { listed } from '../src/commands/completion.ts';
import { root } from './program.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const documents = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', '.changeset/README.md'].concat(
  readdirSync(join(root, 'docs'), { recursive: true })
    .map((name) => `docs/${name}`)
    .filter((name) => name.endsWith('.md')),
);

/** The anchor that GitHub gives to a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');
const anchorsOf = (text: string) => [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

const { commands, everywhere } = await listed();

describe('pages written from the code', () => {
  it.each(Object.entries(pages()))('docs/%s is current; npm run docs writes it', (name, text) => {
    expect(read(`docs/${name}`)).toBe(text);
  });

  it('README repeats what docs/assurance.md measured; npm run docs writes it', () => {
    expect(read('README.md')).toBe(readme());
    expect(readme()).toMatch(/^\| controls of a confidential repository +\| \d+;/m);
  });
});

const scripts = new Set(
  [read('package.json'), read('templates/package.json.ejs').replaceAll(/<%[\s\S]*?%>/g, '"x"')].flatMap((text) =>
    [...(/"scripts": \{([\s\S]*?)\n {2}\}/.exec(text)?.[1] ?? '').matchAll(/"([^"]+)":/g)].map(([, name]) => name),
  ),
);
/** A call of the program in code: its command, and its options up to where the code ends or another program begins. */
const calls = (text: string) =>
  [...text.matchAll(/(?:^|[`$;&] ?|npx create-|-- )secure-ml ([a-z]+)([^`\n;&|#]*)/gm)].map(
    ([, command = '', rest = '']) => ({
      command,
      options: [...rest.matchAll(/ --([a-z-]+)/g)].map(([, name]) => name),
    }),
  );
const known = ({ command, options }: ReturnType<typeof calls>[number]) =>
  Object.hasOwn(commands, command) &&
  options.every((option = '') => [...everywhere, ...(commands[command] ?? [])].includes(option));

describe.each(documents)('%s', (document) => {
  const text = read(document);

  it('links to nothing that is not there', () => {
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
    const stale = targets.filter((target) => {
      if (/^(https?:|mailto:)/.test(target)) return false;
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? document : relative(root, join(root, dirname(document), path));
      if (!existsSync(join(root, file))) return true;
      return anchor !== undefined && !anchorsOf(read(file)).includes(anchor);
    });
    expect(stale).toEqual([]);
  });

  it('names only commands that are there', () => {
    const run = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name);
    expect(run.filter((name) => !scripts.has(name))).toEqual([]);
    expect(calls(text).filter((call) => !known(call))).toEqual([]);
  });
});

it('a generated repository names only commands and options that are there', () => {
  const pages = readdirSync(join(root, 'templates'), { recursive: true, encoding: 'utf8' }).filter(
    (path) => /\.(md|yml)(\.ejs)?$/.test(path) && !/node_modules|cdk\.out/.test(path),
  );
  const said = pages.flatMap((path) => calls(read(`templates/${path}`)));
  expect(said.length).toBeGreaterThan(3);
  expect(said.filter((call) => !known(call))).toEqual([]);
});

it('the tree in README.md is of folders and files that are written', () => {
  const [, tree = ''] = /```\nmy-ml\n([\s\S]*?)```/.exec(read('README.md')) ?? [];
  const below: string[] = [];
  const paths = tree.split('\n').flatMap((line) => {
    const [, lead = '', names = ''] = /^([│ ]*[├└]── )(\S+(?: \S+\/)?)/.exec(line) ?? [];
    const depth = lead.length / 4;
    below.length = Math.max(depth - 1, 0);
    if (depth === 1) below[0] = names;
    return names
      .split(' ')
      .filter(Boolean)
      .map((name) => (depth > 1 ? `${below[0]}${name}` : name));
  });
  expect(paths.length).toBeGreaterThan(10);
  const isThere = (path: string) => [path, `${path}.ejs`].some((each) => existsSync(join(root, 'templates', each)));
  expect(paths.filter((path) => !isThere(path.replace('<id>', 'trail')))).toEqual([]);
});
