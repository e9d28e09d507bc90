import { appendFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { version } from '../../src/package.ts';
import { commit, ends, git, otherVersion, place } from './programs.ts';

const scratch = place();
const repository = join(scratch, 'my-ml');
const file = (path: string) => join(repository, path);
const read = (path: string) => readFileSync(file(path), 'utf8');
const edit = (path: string, from: string | RegExp, to: string) => {
  const before = read(path);
  expect(before).toMatch(from);
  writeFileSync(file(path), before.replace(from, to));
};

/** Templates as an older version had them: a file that moved since would be in releases.ts. */
function older(templates: string): void {
  const jobs = join(templates, 'infra/policies/jobs.ts');
  writeFileSync(jobs, `// As it was.\n${readFileSync(jobs, 'utf8')}`);
  writeFileSync(join(templates, 'docs/old.md'), 'Gone since.\n');
  writeFileSync(join(templates, 'docs/old-edited.md'), 'Gone since.\n');
  rmSync(join(templates, 'docs/runbooks/root-use.md'));
  appendFileSync(join(templates, 'ml/workload/train.py'), '\n# The last line was another.\n');
}

beforeAll(async () => {
  const bin = otherVersion(scratch, '0.0.9', older);
  await ends(0, scratch, ['my-ml', '--yes', '--no-install', '--sensitivity', 'internal'], bin);
  // What people do in a year.
  edit('infra/policies/jobs.ts', /^\/\/ As it was\.\n/, '// Mine, where the new version has nothing.\n');
  appendFileSync(file('ml/workload/train.py'), '\ndef mine() -> None:\n    """Ours."""\n');
  writeFileSync(file('infra/mine.ts'), "export const bucket = 'a new one';\n");
  appendFileSync(file('docs/old-edited.md'), 'But we wrote here.\n');
  renameSync(file('CONTRIBUTING.md'), file('HOW-TO.md'));
  rmSync(file('infra/controls/dashboard'), { recursive: true });
  edit('infra/controls/enabled.json', '  "dashboard",\n', '');
  commit(repository, 'A year of work');
});

it('check says what is no longer as it was generated, and that a control is off', async () => {
  const { stdout } = await ends(1, repository, ['check', '--json']);
  const { generator, findings } = JSON.parse(stdout);
  expect(generator).toBe('0.0.9');
  const ids = findings.map(({ id }: { id: string }) => id);
  expect(ids.toSorted()).toEqual(['control/dashboard', 'judge/version']);
});

it('a preview tells what would happen and changes nothing', async () => {
  const { stdout } = await ends(1, repository, ['upgrade', '--preview', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ from: '0.0.9', preview: true, changed: true });
  expect(git(repository, 'status', '--porcelain')).toBe('');
});

it('answers and controls wait for the upgrade: they keep the version', async () => {
  const { stderr } = await ends(2, repository, ['answers', '--set', 'monthlyBudgetUsd=300']);
  expect(stderr).toContain('npm install --global create-secure-ml@0.0.9');
});

it('an upgrade leaves conflicts in the index, abort takes all of it back, a second one is committed', async () => {
  const before = git(repository, 'rev-parse', 'HEAD:');
  const first = await ends(1, repository, ['upgrade', '--json']);
  const { conflicts, changes } = JSON.parse(first.stdout);
  expect(conflicts).toEqual(['docs/old-edited.md', 'infra/policies/jobs.ts', 'ml/workload/train.py'].toSorted());
  const did = Object.fromEntries(changes.map(({ path, does }: { path: string; does: string }) => [path, does]));
  expect(did).toMatchObject({ 'docs/old.md': 'remove', 'docs/runbooks/root-use.md': 'add', 'HOW-TO.md': 'keep' });
  expect(git(repository, 'ls-files', '--unmerged')).toContain('infra/policies/jobs.ts');

  await ends(0, repository, ['upgrade', '--abort']);
  expect(git(repository, 'status', '--porcelain')).toBe('');
  expect(git(repository, 'rev-parse', 'HEAD:')).toBe(before);

  await ends(1, repository, ['upgrade']);
  for (const path of conflicts) git(repository, 'checkout', '--ours', '--', path);
  commit(repository, 'Upgrade');
  expect(read('docs/old-edited.md')).toContain('But we wrote here.');
  expect(read('ml/workload/train.py')).toContain('def mine()');
  expect(read('infra/mine.ts')).toContain('a new one');
  expect(existsSync(file('docs/old.md'))).toBe(false);
  expect(existsSync(file('infra/controls/dashboard/control.ts'))).toBe(false);
  expect(JSON.parse((await ends(1, repository, ['check', '--json'])).stdout).generator).toBe(version);
  expect((await ends(0, repository, ['upgrade'])).stdout).toContain('Nothing to do');
});

it('a control that somebody deleted comes back when it is asked for', async () => {
  await ends(0, repository, ['control', 'dashboard']);
  expect(existsSync(file('infra/controls/dashboard/control.ts'))).toBe(true);
  commit(repository, 'The dashboard');
  await ends(0, repository, ['check']);
});
