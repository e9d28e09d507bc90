import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { from, gather } from '../../src/answers/sources.ts';
import * as add from '../../src/commands/add.ts';
import * as answers from '../../src/commands/answers.ts';
import type { Call, Command } from '../../src/commands/call.ts';
import * as control from '../../src/commands/control.ts';
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

function repository(settings: Parameters<typeof sandbox>[0] = {}, given: [string, unknown][] = []): Sandbox {
  const box = sandbox(settings);
  generate(box, render(templates, plan(readCatalog(templates), gather('my-ml', from('flag', given)), version)));
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

test('what add cannot use is refused, and nothing changes', async () => {
  const box = repository();
  const bad = ['a'.repeat(32), 'a'.repeat(64), 'Features', 'raw', 'aws:x', 'a--b', '-a', 'ünit', 'con.json', '../raw'];
  const taken = ['training', 'models', 'job', 'pipeline'];
  const refused: [string[], string[], string][] = [
    [['buket', 'x'], [], 'add/kind'],
    [['person', 'scorer'], [], 'add/kind'],
    [['role', 'scorer'], ['who=person'], 'add/answers'],
    [['bucket'], [], 'add/name'],
    [['bucket', 'features'], ['readers=nobody'], 'add/answers'],
    [['bucket', 'features'], ['reader=training'], 'add/answers'],
    [['topic', 'team'], [], 'add/answers'],
    [['schedule', 'weekly'], [], 'add/answers'],
    [['schedule', 'weekly'], ['pipeline=nightly', 'when=each day'], 'add/answers'],
    ...[...bad, ...taken].map((name): [string[], string[], string] => [['bucket', name], [], 'add/name']),
  ];
  for (const [words, set, code] of refused)
    await expect(run(add, box, words, { set }), words.join(' ')).rejects.toMatchObject({ code });
  await expect(run(add, box, ['person', 'scorer'])).rejects.toThrow(/not a unit: people have the roles engineer/);
  expect(box.git('status', '--porcelain')).toBe('');
});

test('answers come from a file as well, and --set is stronger', async () => {
  const box = repository();
  const answers = join(box.top, '..', `${randomUUID()}.json`);
  writeFileSync(answers, '{ "readers": ["training"], "writers": [], "bucket": "acme-shared-data" }');
  expect((await run(add, box, ['bucket', 'features'], { answers, set: ['writers=training'] })).code).toBe(0);
  expect(JSON.parse(box.read(unit))).toEqual({
    ...{ kind: 'bucket', readers: ['training'], writers: ['training'], bucket: 'acme-shared-data' },
  });
  writeFileSync(answers, '{ "reader": ["training"], "writers": "training" }');
  await expect(run(add, box, ['bucket', 'labels'], { answers })).rejects.toMatchObject({
    ...{ code: 'add/answers', faults: [{ key: 'reader' }, { key: 'writers' }] },
  });
});

test('a second unit of one name is refused, and so is taking away what is not there', async () => {
  const box = repository();
  await run(add, box, ['bucket', 'features']);
  box.git('commit', '--quiet', '--message', 'features');
  for (const name of ['features', 'feature-s', 'f-eatures'])
    await expect(run(add, box, ['secret', name])).rejects.toMatchObject({ code: 'add/exists' });
  await expect(run(remove, box, ['labels'])).rejects.toThrowError(Refusal);
});

test('names that begin alike are two units, and one that another’s part has is refused from both sides', async () => {
  const box = repository({}, [['repository', 'acme/ml']]);
  const commit = (message: string) => box.git('commit', '--quiet', '--message', message);
  for (const [kind, name] of [
    ['bucket', 'ml'],
    ['bucket', 'ml-prod'],
    ['role', 'ml-2'],
    ['pipeline', 'nightly'],
    ['role', 'score-build'],
  ]) {
    expect((await run(add, box, [kind as string, name as string])).code).toBe(0);
    commit(name as string);
  }
  for (const [kind, name] of [
    ['bucket', 'nightly-pipeline'],
    ['image', 'score'],
    ['secret', 'ml-policy'],
    ['role', 'parameter-ml-2'],
  ])
    await expect(run(add, box, [kind as string, name as string]), name).rejects.toMatchObject({ code: 'add/exists' });
  expect(box.git('status', '--porcelain')).toBe('');
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

test('a folder of the owner, whatever its case, and work that is not committed are left alone; a dry run writes nothing', async () => {
  const box = repository();
  const own = 'infra/units/Features/unit.json';
  box.put(own, '{ "kind": "ours" }\n');
  box.git('add', '--all');
  box.git('commit', '--quiet', '--message', 'own');
  await expect(run(add, box, ['bucket', 'features'])).rejects.toMatchObject({ code: 'add/exists' });
  expect(box.read(own)).toBe('{ "kind": "ours" }\n');
  const { code, document } = await run(add, box, ['pipeline', 'nightly'], { 'dry-run': true });
  expect(code).toBe(0);
  expect(JSON.stringify(document)).toContain('infra/units/nightly/unit.ts');
  const kinds = (await run(add, box, [], { list: true })).document.kinds as { kind: string; closed?: string }[];
  expect(kinds.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['bucket', 'pipeline', 'schedule']));
  expect(box.git('status', '--porcelain')).toBe('');
  // It gets a line for each unit.
  box.put('SECURITY.md', 'mine\n');
  await expect(run(add, box, ['bucket', 'labels'])).rejects.toMatchObject({ code: 'upgrade/dirty-tree' });
  expect(box.read('SECURITY.md')).toBe('mine\n');
});

test('in a folder of a larger repository only that folder changes', async () => {
  const box = repository({ folder: 'services/ml' });
  expect((await run(add, box, ['bucket', 'features'])).code).toBe(0);
  const changed = box.git('diff', '--cached', '--name-only').split('\n').filter(Boolean);
  expect(changed).toContain('services/ml/infra/units/features/unit.json');
  expect(changed.filter((path) => !path.startsWith('services/ml/'))).toEqual([]);
});

test('what was taken away comes back by the same command', async () => {
  const box = repository();
  const commit = (message: string) => box.git('commit', '--quiet', '--message', message);
  await run(add, box, ['parameter', 'limit'], { set: ['value=5'] });
  commit('limit');
  const first = box.git('rev-parse', 'HEAD^{tree}');
  await run(remove, box, ['limit']);
  commit('none');
  expect((await run(add, box, ['parameter', 'limit'], { set: ['value=5'] })).code).toBe(0);
  commit('limit again');
  expect(box.git('rev-parse', 'HEAD^{tree}')).toBe(first);
});

test('a page that people edited keeps their words when a unit adds its line', async () => {
  const box = repository();
  box.put('SECURITY.md', box.read('SECURITY.md').replace(/^(# .*)$/m, '$1\n\nOur own sentence.'));
  box.git('commit', '--all', '--quiet', '--message', 'ours');
  expect((await run(add, box, ['bucket', 'features'])).code).toBe(0);
  expect(box.read('SECURITY.md')).toMatch(/Our own sentence\.[\s\S]*infra\/units\/features\//);
});

test('a file of a unit that people edited is left to them when it is taken away', async () => {
  const box = repository();
  await run(add, box, ['parameter', 'limit'], { set: ['value=5'] });
  const code = 'infra/units/limit/unit.ts';
  box.put(code, `${box.read(code)}\n/** Ours. */\nexport const ours = 1;\n`);
  box.git('commit', '--all', '--quiet', '--message', 'limit, ours');
  const { code: exit, document } = await run(remove, box, ['limit']);
  expect([exit, document.conflicts]).toEqual([1, [code]]);
  expect(box.read(code)).toContain('ours');
});

test('a kind that a tier does not have is refused with the reason, before anything is asked', async () => {
  const box = repository({}, [['sensitivity', 'restricted']]);
  for (const kind of ['role', 'pipeline'])
    await expect(run(add, box, [kind, 'scorer'])).rejects.toMatchObject({
      ...{ code: 'add/closed', what: expect.stringMatching(/pipeline alone|pipeline/) },
    });
  expect((await run(add, box, ['bucket', 'features'], { 'dry-run': true })).code).toBe(0);
  expect(box.git('status', '--porcelain')).toBe('');
});

test('a control that an answer keeps off is not turned on, and add has the command that does', async () => {
  const box = repository({}, [['repository', 'none']]);
  const command = 'secure-ml control oidc-deploy --set repository=OWNER/NAME';
  await expect(run(add, box, ['image', 'trainer'])).rejects.toThrow(command);
  await expect(run(control, box, ['oidc-deploy'])).rejects.toMatchObject({
    code: 'control/off',
    fix: `Type: ${command}`,
  });
  const set = ['controls.oidc-deploy=on'];
  await expect(run(answers, box, [], { set })).rejects.toMatchObject({ code: 'control/off' });
  expect(box.git('status', '--porcelain')).toBe('');
});
