import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { gather } from '../../src/answers/sources.ts';
import { lockPath, parseLock, printLock } from '../../src/baseline/lock.ts';
import { seal, unsealed } from '../../src/baseline/seal.ts';
import * as answers from '../../src/commands/answers.ts';
import type { Call, Command } from '../../src/commands/call.ts';
import * as check from '../../src/commands/check.ts';
import * as control from '../../src/commands/control.ts';
import * as diff from '../../src/commands/diff.ts';
import * as eject from '../../src/commands/eject.ts';
import * as upgrade from '../../src/commands/upgrade.ts';
import { generate as render } from '../../src/generate.ts';
import { templates, version } from '../../src/package.ts';
import { readCatalog } from '../../src/plan/catalog.ts';
import { plan } from '../../src/plan/plan.ts';
import { type Entry, objectId } from '../../src/tree/tree.ts';
import { acceptedLines } from '../../templates/judge/compare/acceptance.ts';
import { generate, type Sandbox, sandbox } from '../sandbox.ts';

interface Ran {
  code: number;
  // biome-ignore lint/suspicious/noExplicitAny: the document that a command prints for programs
  document: any;
  text: string;
}

async function run(
  command: Command,
  box: Sandbox,
  positionals: string[] = [],
  values: Call['values'] = {},
): Promise<Ran> {
  const ran: Ran = { code: -1, document: undefined, text: '' };
  ran.code = await command.run({
    positionals,
    values,
    directory: box.project,
    say: () => {},
    print: (document, text) => Object.assign(ran, { document, text }),
  });
  return ran;
}

const answered = gather('my-ml', []);

/** A repository that today's templates wrote, as if by an older version that had two files otherwise. */
function repository(): Sandbox {
  const box = sandbox();
  generate(box, render(templates, plan(readCatalog(templates), answered, version)));
  return box;
}

test('the templates give the same bytes twice', () => {
  const rendered = () => render(templates, plan(readCatalog(templates), answered, version));
  const named = () =>
    [...rendered()].map(([path, { content, mode }]) => [path, mode, objectId('blob', content, 'sha256')]);
  expect(named()).toEqual(named());
});

test('a fresh repository is what its lock says, and has nothing to upgrade', async () => {
  const box = repository();
  const checked = await run(check, box);
  expect(checked).toMatchObject({ code: 0, document: { base: 'intact', findings: [] } });
  expect(new Set(checked.document.files.map(({ state }: { state: string }) => state))).toEqual(
    // What is written once (the model and its data) is its owner's from the start.
    new Set(['as generated', 'yours']),
  );
  expect(await run(upgrade, box)).toMatchObject({ code: 0, document: { changed: false } });
  // What decides is what is committed: of an edit that is not, "nothing to do" would be no answer.
  const settings = box.read('settings.json');
  for (const [path, text] of [
    ['settings.json', settings.replace('"confidential"', '"restricted"')],
    ['infra/units/own/unit.json', '{ "kind": "bucket" }\n'],
  ] as const) {
    box.put(path, text);
    await expect(run(upgrade, box), path).rejects.toMatchObject({ code: 'upgrade/uncommitted' });
    box.put('settings.json', settings);
  }
  box.remove('infra/units/own/unit.json');
  await run(eject, box, ['settings.json']);
  const set = { set: ['alerting.minimumSeverity=low'] };
  await expect(run(answers, box, [], set)).rejects.toMatchObject({ code: 'answers/ejected' });
  await expect(run(control, box, ['macie'], { off: true, yes: true })).rejects.toMatchObject({
    code: 'answers/ejected',
  });
});

test('check tells what was edited, deleted, ejected and missing, and fails for what is missing', async () => {
  const box = repository();
  box.put('infra/policies/jobs.ts', `${box.read('infra/policies/jobs.ts')}// mine\n`);
  box.remove('cdk.json');
  await run(eject, box, ['biome.json']);
  expect(await run(check, box)).toMatchObject({ code: 0 });
  expect((await run(check, box, [], { strict: true })).code).toBe(1);
  box.remove('infra/verify.ts');
  const { code, document } = await run(check, box);
  expect(code).toBe(1);
  const states = Object.fromEntries(
    document.files.map(({ path, state }: { path: string; state: string }) => [path, state]),
  );
  expect(states).toMatchObject({
    'infra/policies/jobs.ts': 'edited',
    'cdk.json': 'deleted',
    'biome.json': 'ejected',
    'infra/verify.ts': 'missing',
  });
  expect(document.findings).toMatchObject([
    { id: 'drift/infra/verify.ts', path: 'infra/verify.ts', fix: 'git checkout COMMIT -- infra/verify.ts' },
    { id: 'judge/infra/verify.ts', path: 'infra/verify.ts' },
  ]);
});

test('check takes a file in whose place there is a folder for a missing one', async () => {
  const box = repository();
  box.remove('infra/app.ts');
  box.put('infra/app.ts/index.ts', 'export {};\n');
  const { code, document } = await run(check, box);
  expect(code).toBe(1);
  expect(document.findings).toMatchObject([{ id: 'drift/infra/app.ts' }]);
});

test('check follows a file that was renamed and nothing else, and no other', async () => {
  const box = repository();
  const move = (from: string, to: string) => {
    box.put(to, box.read(from));
    box.remove(from);
  };
  move('.github/workflows/check.yml', '.github/workflows/ci.yml');
  move('infra/policies/jobs.ts', 'infra/policies/of-jobs.ts');
  const { code, document, text } = await run(check, box);
  expect(document.findings).toEqual([]);
  expect(code).toBe(0);
  expect(text).toContain('renamed  [security] infra/policies/jobs.ts -> infra/policies/of-jobs.ts');
  // Outside of its folder no workflow runs, an edited one is another, and of two copies neither is the one.
  move('.github/workflows/ci.yml', 'docs/ci.yml');
  expect((await run(check, box)).document.findings).toMatchObject([{ id: 'judge/.github/workflows/check.yml' }]);
  move('docs/ci.yml', '.github/workflows/ci.yml');
  box.put('.github/workflows/ci.yml', `${box.read('.github/workflows/ci.yml')}# mine\n`);
  expect((await run(check, box)).code).toBe(1);
  box.put('infra/policies/copy.ts', box.read('infra/policies/of-jobs.ts'));
  expect((await run(check, box)).text).toContain('deleted  [security] infra/policies/jobs.ts');
});

test('a folder that was moved, or is gone, is one finding', async () => {
  const box = repository();
  box.git('mv', 'infra', 'infrastructure');
  const moved = (await run(check, box)).document.findings;
  expect(moved).toMatchObject([
    {
      id: 'drift/infra',
      what: expect.stringContaining('infra/ was moved to infrastructure/'),
      fix: expect.any(String),
    },
  ]);
  box.commit('move');
  const { text } = await run(upgrade, box, [], { preview: true, 'without-guards': true });
  expect(text.match(/infra\/ -> infrastructure\//g)).toHaveLength(1);
  expect(text.split('\n').length).toBeLessThan(20);
  box.git('mv', 'infrastructure', 'infra');
  box.remove('judge');
  const gone = (await run(check, box)).document.findings;
  expect(gone).toMatchObject([{ id: 'drift/judge', fix: 'git checkout COMMIT -- judge' }]);
});

test('check fails where lock and base disagree, where a conflict was left, and where the lock cannot be read', async () => {
  const box = repository();
  const lock = parseLock(Buffer.from(box.read(lockPath)));
  const forged = new Map(lock.files).set('cdk.json', { mode: '100644', blob: 'a'.repeat(40), owner: 'generated' });
  box.put(lockPath, printLock({ ...lock, files: forged }));
  expect(await run(check, box)).toMatchObject({ code: 1, document: { base: 'broken' } });
  box.put(lockPath, printLock(lock));
  box.put('cdk.json', '<<<<<<< yours\n{}\n=======\n{}\n>>>>>>> secure-ml-0.2.0\n');
  expect((await run(check, box)).document.findings).toMatchObject([
    { id: 'drift/cdk.json', what: 'A conflict was left in cdk.json' },
  ]);
  box.put(lockPath, '{');
  expect(await run(check, box)).toMatchObject({ code: 1, document: { generator: undefined } });
});

test('diff shows an edit as a patch, and refuses what was not generated', async () => {
  const box = repository();
  expect((await run(diff, box)).text).toBe('');
  box.put('infra/verify.test.ts', `${box.read('infra/verify.test.ts')}// mine\n`);
  const { text } = await run(diff, box, ['infra']);
  expect(text).toContain('--- generated/infra/verify.test.ts\n+++ infra/verify.test.ts');
  expect(text).toContain('\n+// mine');
  expect((await run(diff, box, ['ml/'].slice(1))).document.files).toHaveLength(1);
  await expect(run(diff, box, ['nowhere'])).rejects.toMatchObject({ code: 'diff/unknown' });
  await expect(run(diff, box, ['../x'])).rejects.toMatchObject({ code: 'tree/path' });
});

test('eject writes the lock alone, and refuses what was not generated', async () => {
  const box = repository();
  await run(eject, box, ['cdk.json']);
  expect(box.git('status', '--porcelain')).toBe(' M .secure-ml/lock.json\n');
  await expect(run(eject, box, ['nowhere.txt'])).rejects.toMatchObject({ code: 'eject/unknown' });
});

test('an older repository is upgraded to these templates, previewed first and taken back', async () => {
  const box = sandbox();
  const today = render(templates, plan(readCatalog(templates), answered, '0.0.9'));
  generate(box, today);
  box.put('infra/policies/jobs.ts', `// mine\n${box.read('infra/policies/jobs.ts')}`);
  box.commit();
  const preview = await run(upgrade, box, [], { preview: true });
  expect(preview).toMatchObject({ code: 0, document: { from: '0.0.9', to: version, preview: true } });
  expect(box.git('status', '--porcelain')).toBe('');
  const { code, document } = await run(upgrade, box);
  expect([code, document.changed, document.conflicts]).toEqual([0, true, []]);
  // The workflows that upgrade and check name the version that they run.
  const changed = [
    '.github/workflows/gate.yml',
    '.github/workflows/upgrade.yml',
    '.secure-ml/base',
    '.secure-ml/lock.json',
  ];
  expect(box.git('status', '--porcelain')).toBe(changed.map((path) => `M  ${path}\n`).join(''));
  expect(await run(upgrade, box, [], { abort: true })).toMatchObject({ code: 0 });
  expect(box.git('status', '--porcelain')).toBe('');
});

test('an upgrade that changes packages says what to do about it, and no other does', () => {
  const result = { mode: '100644', id: '' };
  const said = (path: string, does = 'merge', conflicts: string[] = [], judge = {}) =>
    upgrade.upgradeText({
      preview: false,
      what: 'Add bucket features',
      owner: 'ana@bank.example',
      result: {
        ...{ changes: [{ does, why: '', security: false, result, path }], conflicts },
        ...{ objections: [], removed: [], changed: true, ...judge },
      },
    } as never);
  expect(said('package-lock.json', 'update')).toContain('Packages change: npm ci');
  expect(said('deploy/package-lock.json')).toContain('npm ci --prefix deploy');
  expect(said('package-lock.json', 'conflict')).toContain('git add it and run npm ci');
  expect(said('package.json')).not.toContain('npm ci');
  expect(said('judge/decide/decide.ts', 'conflict', ['judge/decide/decide.ts'])).toContain('judge/version');
  expect(said('infra/app.ts', 'conflict', ['infra/app.ts'])).not.toContain('judge/version');
  const judge = { judge: { id: 'judge/version', digest: 'd', what: '' } };
  expect(said('infra/cast.json', 'merge', [], judge)).toContain(
    '"owner":"ana@bank.example","reason":"Add bucket features: this changes the judge"',
  );
});

test('what would undo, look or combine is not taken with a preview, which writes nothing', async () => {
  const nowhere = { project: '/nonexistent' } as Sandbox;
  for (const values of [
    { abort: true, preview: true },
    { abort: true, 'dry-run': true },
    { guards: true, abort: true },
  ])
    await expect(run(upgrade, nowhere, [], values)).rejects.toMatchObject({ code: 'upgrade/two' });
});

/** A repository of other templates: a line more in each of these files. */
function ofOthers(...paths: string[]): Sandbox {
  const box = sandbox();
  const today = render(templates, plan(readCatalog(templates), answered, version));
  const files = [...unsealed(today)].map(([path, entry]): [string, Entry] => [
    path,
    paths.includes(path) ? { ...entry, content: Buffer.concat([entry.content, Buffer.from('\n// other\n')]) } : entry,
  ]);
  generate(box, seal(new Map(files), parseLock(today.get(lockPath)?.content as Buffer)));
  return box;
}

test('an upgrade that brings another judge prints the line that the gate will ask for', async () => {
  const judging = ['infra/controls/mfa/proof.ts', 'judge/show/why.ts'];
  const box = ofOthers(...judging, 'SECURITY.md');
  const { document, text, code } = await run(upgrade, box, [], { 'without-guards': true });
  expect([code, document.changes.length]).toEqual([0, 3]);
  const hashed = (content: string) => createHash('sha256').update(content).digest('hex');
  const each = judging.map((path) => `${hashed(box.read(path))} judge/${path}\n`).sort();
  const digest = hashed(each.join(''));
  expect(document.judge).toMatchObject({ finding: 'judge/version', digest });
  const line = text.split('\n').find((each) => each.includes('"judge/version"'));
  expect(acceptedLines(`[${line}]`, '2026-01-01').get('judge/version')).toMatchObject([{ digest }]);
});

test('an upgrade that leaves what judges as it is asks for no line', async () => {
  const { document, text } = await run(upgrade, ofOthers('SECURITY.md'), [], { 'without-guards': true });
  expect([document.changes.length, document.judge]).toEqual([1, undefined]);
  expect(text).not.toContain('accepted.json');
});
