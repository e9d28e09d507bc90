import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * `npm run slice ROOM`: the tests of one room in seconds. A test belongs to the rooms whose files it imports; those that
 * start the whole program, generate repositories, synthesize or build are left to `npm test`.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const slow = /from '(\.\.?\/)+(program|sandbox|terminal|src\/generate|support\/[\w-]+)\.ts'|execa|scripts\/bundle/;
const tests = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => ({ file: `test/${file}`, text: readFileSync(join(root, 'test', file), 'utf8') }));

const roomsOf = (text: string) =>
  [...text.matchAll(/from '(?:\.\.\/)+(?:src|templates|(generators))\/?([a-z-]*)/g)].map(
    ([, top, room]) => top ?? room,
  );

const known = new Map<string, string[]>();
for (const { file, text } of tests)
  if (!slow.test(text))
    for (const room of new Set(roomsOf(text))) if (room) known.set(room, [...(known.get(room) ?? []), file]);

const [room = ''] = process.argv.slice(2);
const files = known.get(room);
if (files) {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const words = [vitest, 'run', '--reporter=dot', '--config', 'test/slice.config.ts', ...files];
  process.exitCode = spawnSync(process.execPath, words, { cwd: root, stdio: 'inherit' }).status ?? 1;
} else {
  const rooms = [...known].sort().map(([name, list]) => `  ${name} (${list.length})`);
  process.stderr.write(`npm run slice ROOM, where ROOM is one of\n${rooms.join('\n')}\n`);
  process.exitCode = 2;
}
