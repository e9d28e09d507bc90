import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { commit, ends, git, place } from './programs.ts';

const scratch = place();
const repository = join(scratch, 'my-ml');
const settings = () => JSON.parse(readFileSync(join(repository, 'settings.json'), 'utf8'));
const has = (path: string) => existsSync(join(repository, path));

beforeAll(() => ends(0, scratch, ['my-ml', '--yes', '--no-install', '--sensitivity', 'internal']));

it('a higher tier brings its controls, its network and the steps that no deployment does', async () => {
  const { stdout } = await ends(0, repository, ['answers', '--set', 'sensitivity=restricted', '--json']);
  const { conflicts, rollout } = JSON.parse(stdout);
  expect(conflicts).toEqual([]);
  expect(rollout.join()).toContain('Object Lock holds audit objects that arrive from now on');
  // Encrypted by the internal tier already: nothing to encrypt again.
  expect(rollout.join()).not.toContain('Re-encrypt');
  expect(settings()).toMatchObject({ sensitivity: 'restricted', network: 'create' });
  expect(has('infra/controls/object-lock/control.ts')).toBe(true);
  commit(repository, 'Restricted');
  await ends(0, repository, ['check']);
  const { answers } = JSON.parse((await ends(0, repository, ['answers', '--json'])).stdout);
  expect(answers).toContainEqual({ key: 'sensitivity', value: 'restricted', source: 'flag' });
});

it('--dry-run tells and writes nothing', async () => {
  const { stdout } = await ends(0, repository, ['answers', '--set', 'tags.team=ml', '--dry-run']);
  expect(stdout).toContain('settings.json');
  expect(git(repository, 'status', '--porcelain')).toBe('');
});

it('a tag and a boundary are answers', async () => {
  const sets = ['tags.team=ml', 'permissionsBoundary=arn:aws:iam:::policy/boundary'].flatMap((set) => ['--set', set]);
  await ends(0, repository, ['answers', ...sets]);
  expect(settings()).toMatchObject({ tags: { team: 'ml' }, permissionsBoundary: 'arn:aws:iam:::policy/boundary' });
  commit(repository, 'Tags');
  expect((await ends(2, repository, ['answers', '--set', 'tags.project=mine'])).stderr).toContain('tags');
});

it('a control above the tier is turned on and off again', async () => {
  await ends(0, repository, ['answers', '--set', 'sensitivity=internal', '--set', 'network=none']);
  commit(repository, 'Internal again');
  expect(has('infra/controls/macie/control.ts')).toBe(false);
  await ends(0, repository, ['control', 'macie', '--json']);
  expect(has('infra/controls/macie/control.ts')).toBe(true);
  expect(readFileSync(join(repository, 'infra/controls/enabled.json'), 'utf8')).toContain('"macie"');
  commit(repository, 'Macie');
  await ends(0, repository, ['check']);
  await ends(0, repository, ['control', 'macie', '--off']);
  expect(has('infra/controls/macie/control.ts')).toBe(false);
  commit(repository, 'No Macie');
  await ends(0, repository, ['check']);
  expect((await ends(2, repository, ['control', 'trail', '--off'])).stderr).toContain('turns it on');
});

it('an edit of settings.json is yours, and a merge takes it along', async () => {
  const path = join(repository, 'settings.json');
  const { writeFileSync } = await import('node:fs');
  const { buckets, ...rest } = settings();
  const edited = {
    ...rest,
    buckets: { ...buckets, features: 'create' },
    monthlyBudgetUsd: 450,
    ourOwn: { team: 'ml' },
  };
  writeFileSync(path, `${JSON.stringify(edited, null, 2)}\n`);
  commit(repository, 'A larger budget, and keys of our own');
  await ends(0, repository, ['upgrade']);
  expect(settings().monthlyBudgetUsd).toBe(450);
  commit(repository, 'Upgrade');
  await ends(0, repository, ['answers', '--set', 'alerting.minimumSeverity=low']);
  expect(settings()).toMatchObject({ buckets: { features: 'create' }, ourOwn: { team: 'ml' } });
  const { answers } = JSON.parse((await ends(0, repository, ['answers', '--json'])).stdout);
  expect(answers).toContainEqual({ key: 'monthlyBudgetUsd', value: 450, source: 'you' });
});
