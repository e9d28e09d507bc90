import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../program.ts';

test('each case that the page on peers names is there', () => {
  const page = readFileSync(join(root, 'docs/upgrade-peers.md'), 'utf8');
  const cells = page.split('\n').flatMap((line) => line.split('|')[4] ?? []);
  const named = cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name as string));
  expect(named.length).toBeGreaterThan(20);
  const missing = named.filter((name) => !existsSync(join(root, name)) && !existsSync(join(root, 'test/merges', name)));
  expect(missing).toEqual([]);
});
