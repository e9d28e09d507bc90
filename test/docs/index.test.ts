import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../program.ts';

const text = (path: string) => readFileSync(join(root, path), 'utf8');
const entries = (folder: string) => readdirSync(join(root, folder), { withFileTypes: true });
const { scripts } = JSON.parse(text('package.json')) as { scripts: Record<string, string> };

describe('the pages lead to everything', () => {
  it('README is the index of docs/', () => {
    const index = text('README.md');
    const pages = entries('docs').filter(({ name }) => name.endsWith('.md'));
    expect(pages.map(({ name }) => name).filter((name) => !index.includes(`(docs/${name})`))).toEqual([]);
  });

  it('architecture names each room of src/', () => {
    const page = text('docs/architecture.md');
    const rooms = entries('src').map(({ name }) => name.replace(/\.ts$/, ''));
    expect(rooms.filter((room) => !page.includes(`\`${room}\``))).toEqual([]);
  });

  it('assurance/README names each of its folders, and commands that exist', () => {
    const page = text('assurance/README.md');
    const folders = entries('assurance').filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).filter((name) => !page.includes(`| \`${name}\` `))).toEqual([]);
    const commands = [...page.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name);
    expect(commands.length).toBeGreaterThan(10);
    expect(commands.filter((name) => !scripts[name])).toEqual([]);
  });
});
