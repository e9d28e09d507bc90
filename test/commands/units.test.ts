import { expect, test } from 'vitest';
import { gather } from '../../src/answers/sources.ts';
import * as add from '../../src/commands/add.ts';
import type { Call, Command } from '../../src/commands/call.ts';
import * as remove from '../../src/commands/remove.ts';
import * as upgrade from '../../src/commands/upgrade.ts';
import { generate as render } from '../../src/generate.ts';
import { templates, version } from '../../src/package.ts';
import { readCatalog } from '../../src/plan/catalog.ts';
import { plan } from '../../src/plan/plan.ts';
import { Refusal } from '../../src/refusal.ts';
import { generate, type Sandbox, sandbox } from '../sandbox.ts';

const values = { 'without-guards': true, yes: true };

async function run(command: Command, box: Sandbox, positionals: string[], given: Call['values'] = {}) {
  let document: Record<string, unknown> = {};
  const code = await command.run({
    positionals,
    values: { ...values, ...given },
    directory: box.project,
    say: () => {},
    print: (printed) => {
      document = printed as Record<string, unknown>;
    },
  });
  return { code, document };
}

function repository(): Sandbox {
  const box = sandbox();
  generate(box, render(templates, plan(readCatalog(templates), gather('my-ml', []), version)));
  return box;
}

const unit = 'infra/units/features/unit.json';

test('add brings a unit’s files and its line in SECURITY.md, remove takes them away, and nothing else changes', async () => {
  const box = repository();
  const before = box.git('rev-parse', 'HEAD^{tree}');
  expect((await run(add, box, ['bucket', 'features'], { set: ['readers=training'] })).code).toBe(0);
  expect(JSON.parse(box.read(unit))).toEqual({
    kind: 'bucket',
    readers: ['training'],
    writers: ['processing'],
    bucket: 'create',
  });
  const changed = box.git('diff', '--cached', '--name-only').split('\n');
  const beside = changed.filter(
    (path) => path && !/^(\.secure-ml\/|infra\/units\/features\/|SECURITY\.md$)/.test(path),
  );
  expect(beside).toEqual([]);
  box.git('commit', '--quiet', '--message', 'features');
  expect((await run(remove, box, ['features'])).code).toBe(0);
  box.git('commit', '--quiet', '--message', 'without');
  expect(box.git('rev-parse', 'HEAD^{tree}')).toBe(before);
});

test('an upgrade keeps units with what their owner wrote into them', async () => {
  const box = repository();
  await run(add, box, ['bucket', 'features']);
  box.put(unit, box.read(unit).replace('"bucket": "create"', '"bucket": "create",\n  "note": "ours"'));
  box.git('commit', '--all', '--quiet', '--message', 'features');
  const upgraded = await run(upgrade, box, []);
  expect(upgraded.code).toBe(0);
  expect(JSON.parse(box.read(unit)).note).toBe('ours');
});

test('a unit of a kind that we do not have is left alone', async () => {
  const box = repository();
  box.put('infra/units/own/unit.json', '{ "kind": "ours" }\n');
  box.git('add', '--all');
  box.git('commit', '--quiet', '--message', 'own');
  expect((await run(add, box, ['bucket', 'features'])).code).toBe(0);
  expect(box.read('infra/units/own/unit.json')).toBe('{ "kind": "ours" }\n');
});

test.each([
  [['buket', 'x'], [], 'add/kind'],
  [['bucket'], [], 'add/name'],
  [['bucket', 'x', 'y'], [], 'add/two'],
  [['bucket', 'Features'], [], 'add/name'],
  [['bucket', 'raw'], [], 'add/name'],
  [['bucket', 'features'], ['readers=nobody'], 'add/answers'],
  [['bucket', 'features'], ['reader=training'], 'add/answers'],
])('add %j with %j is refused as %s, and nothing changes', async (words, set, code) => {
  const box = repository();
  await expect(run(add, box, words, { set })).rejects.toMatchObject({ code });
  expect(box.git('status', '--porcelain')).toBe('');
});

test('a second unit of one name is refused, and so is taking away what is not there', async () => {
  const box = repository();
  await run(add, box, ['bucket', 'features']);
  box.git('commit', '--quiet', '--message', 'features');
  await expect(run(add, box, ['bucket', 'features'])).rejects.toMatchObject({ code: 'add/exists' });
  await expect(run(remove, box, ['labels'])).rejects.toThrowError(Refusal);
});

test('what a unit names has to be there, and is not taken away while something names it', async () => {
  const box = repository();
  const commit = (message: string) => box.git('commit', '--quiet', '--message', message);
  const weekly = ['schedule', 'weekly'];
  await expect(run(add, box, weekly)).rejects.toMatchObject({ code: 'add/answers' });
  await expect(run(add, box, weekly, { set: ['pipeline=nightly'] })).rejects.toMatchObject({
    code: 'add/answers',
    faults: [{ key: 'pipeline', fix: 'Type: secure-ml add pipeline nightly' }],
  });
  // A unit of another kind is not meant.
  await run(add, box, ['bucket', 'nightly-data']);
  commit('bucket');
  await expect(run(add, box, weekly, { set: ['pipeline=nightly-data'] })).rejects.toMatchObject({
    code: 'add/answers',
  });
  await run(add, box, ['pipeline', 'nightly']);
  commit('pipeline');
  expect((await run(add, box, weekly, { set: ['pipeline=nightly'] })).code).toBe(0);
  commit('schedule');
  await expect(run(remove, box, ['nightly'])).rejects.toMatchObject({ code: 'remove/named' });
  await run(remove, box, ['weekly']);
  commit('no schedule');
  expect((await run(remove, box, ['nightly'])).code).toBe(0);
});
