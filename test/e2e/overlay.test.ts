import { appendFileSync, cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { version } from '../../src/package.ts';
import { root } from '../program.ts';
import { commit, ends, git, otherVersion, place } from './programs.ts';

const scratch = place();
const bank = join(scratch, 'bank');
const repository = join(scratch, 'bank-ml');
const read = (path: string) => readFileSync(join(repository, path), 'utf8');
const here = (exit: number, ...words: string[]) => ends(exit, repository, words);
const json = async (exit: number, ...words: string[]) => JSON.parse((await here(exit, ...words, '--json')).stdout);
const ids = ({ findings }: { findings: { id: string }[] }) => findings.map(({ id }) => id);
const tags = ['tags.cost-centre=4711', 'tags.data-owner=ana'].flatMap((set) => ['--set', set]);

/** The digest that the refusal says to trust. */
async function trust(cwd: string, words: string[], bin?: string): Promise<string[]> {
  const { stdout } = await ends(2, cwd, [...words, '--yes', '--json'], bin);
  const { code, fix } = JSON.parse(stdout).error;
  expect(code).toBe('overlay/untrusted');
  return ['--trust', /--trust (\S+)$/.exec(fix)?.[1] ?? ''];
}

/** The next version of the overlay: a file more, a file less, another text in the replaced workflow. */
function newBank(): void {
  const path = join(bank, 'overlay.json');
  const document = JSON.parse(readFileSync(path, 'utf8'));
  document.version = '1.1.0';
  document.generator = '>=0.0.9 <1';
  writeFileSync(path, JSON.stringify(document));
  writeFileSync(join(bank, 'files/docs/bank/new.md'), 'New at the bank.\n');
  appendFileSync(join(bank, 'files/.github/workflows/check.yml'), '# The end.\n');
}

let older = '';

beforeAll(async () => {
  cpSync(join(root, 'examples/bank'), bank, { recursive: true });
  const document = JSON.parse(readFileSync(join(bank, 'overlay.json'), 'utf8'));
  writeFileSync(join(bank, 'overlay.json'), JSON.stringify({ ...document, generator: '>=0.0.9 <1' }));
  older = otherVersion(scratch, '0.0.9', (templates) => writeFileSync(join(templates, 'docs/old.md'), 'Gone since.\n'));
  const words = ['bank-ml', '--org', './bank', '--no-install', ...tags];
  await ends(0, scratch, [...words, '--yes', ...(await trust(scratch, words, older))], older);
});

it('a repository is born with the rules, files and control of the bank', async () => {
  const settings = JSON.parse(read('settings.json'));
  expect(settings).toMatchObject({
    region: 'eu-central-1',
    sensitivity: 'confidential',
    tags: { entity: 'Example Bank AG' },
  });
  expect(existsSync(join(repository, '.github/workflows/upgrade.yml'))).toBe(false);
  expect(read('infra/controls/enabled.json')).toContain('"bank-tags"');
  // It is of another version, so that what that one published is not known here.
  expect(ids(await json(0, 'check'))).toEqual(['judge/version']);
  const { answers } = await json(0, 'answers');
  const region = answers.find(({ key }: { key: string }) => key === 'region');
  expect(region).toMatchObject({ source: 'overlay', rules: [{ rule: 'policy/bank/limit/region', who: 'bank 1.0.0' }] });
});

it('rules that answers break are refused, told all at once, and nothing is written', async () => {
  const words = ['x-ml', '--org', './bank', '--yes', '--no-install'];
  const given = [...words, ...(await trust(scratch, [...words, ...tags]))];
  const { stdout } = await ends(2, scratch, [...given, '--region', 'us-east-1', '--json']);
  const keys = JSON.parse(stdout).error.faults.map(({ key }: { key: string }) => key);
  expect(keys).toEqual(['policy/bank/limit/region', 'policy/bank/limit/tags']);
  expect(existsSync(join(scratch, 'x-ml'))).toBe(false);
});

it('the generator alone is upgraded, with the overlay of the lock', async () => {
  const { overlays, conflicts } = await json(0, 'upgrade');
  expect([overlays, conflicts]).toEqual([[{ name: 'bank', from: '1.0.0', to: '1.0.0' }], []]);
  expect(existsSync(join(repository, 'docs/old.md'))).toBe(false);
  commit(repository, 'Upgrade the generator');
  await here(0, 'check');
});

it('the overlay alone is upgraded: its code is asked about again, in its new content', async () => {
  newBank();
  const trusted = await trust(repository, ['upgrade']);
  expect(git(repository, 'status', '--porcelain')).toBe('');
  const { overlays } = await json(0, 'upgrade', ...trusted);
  expect(overlays).toEqual([{ name: 'bank', from: '1.0.0', to: '1.1.0' }]);
  expect(read('docs/bank/new.md')).toBe('New at the bank.\n');
  expect(read('.github/workflows/check.yml')).toContain('# The end.');
  commit(repository, 'Upgrade the overlay');
  await here(0, 'check');
});

it('both are upgraded together', async () => {
  const both = join(scratch, 'both-ml');
  cpSync(join(root, 'examples/bank'), join(scratch, 'bank-1.0.0'), { recursive: true });
  const path = join(scratch, 'bank-1.0.0/overlay.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace('>=0.1.0', '>=0.0.9'));
  const words = ['both-ml', '--org', './bank-1.0.0', '--no-install', ...tags];
  await ends(0, scratch, [...words, '--yes', ...(await trust(scratch, words, older))], older);
  const upgrade = ['upgrade', '--org', '../bank'];
  const { stdout } = await ends(0, both, [...upgrade, ...(await trust(both, upgrade)), '--json']);
  expect(JSON.parse(stdout)).toMatchObject({
    from: '0.0.9',
    to: version,
    overlays: [{ name: 'bank', from: '1.0.0', to: '1.1.0' }],
    conflicts: [],
  });
  commit(both, 'Upgrade both');
  await ends(0, both, ['check']);
});

it('a version whose content changed is refused', async () => {
  appendFileSync(join(bank, 'files/docs/bank/new.md'), 'In secret.\n');
  expect((await json(2, 'upgrade')).error.code).toBe('overlay/integrity');
  writeFileSync(join(bank, 'files/docs/bank/new.md'), 'New at the bank.\n');
});

it('without the overlay at hand, an upgrade says how to go on, and answers keep what it brought', async () => {
  renameSync(bank, `${bank}-elsewhere`);
  expect((await json(2, 'upgrade')).error).toMatchObject({ code: 'upgrade/overlay-unreachable' });
  expect((await json(0, 'upgrade', '--keep-overlays')).changed).toBe(false);
  const { changes } = await json(0, 'answers', '--set', 'monthlyBudgetUsd=900');
  expect(changes.map(({ path }: { path: string }) => path)).not.toContain('docs/bank/new.md');
  expect(read('infra/controls/enabled.json')).toContain('"bank-tags"');
  commit(repository, 'More budget');
  await here(0, 'check');
  renameSync(`${bank}-elsewhere`, bank);
});

it('a rule that is broken fails the check, is waived, and fails again when the waiver has ended', async () => {
  const settings = read('settings.json');
  writeFileSync(join(repository, 'settings.json'), settings.replace('eu-central-1', 'us-east-1'));
  const broken = await json(1, 'check', '--sarif', 'found.sarif');
  const theirs = ['check', 'upgrade'].map((name) => `judge/.github/workflows/${name}.yml`);
  expect(ids(broken)).toEqual([...theirs, 'policy/bank/limit/region']);
  expect(broken.findings.at(-1).rule).toContain('bank 1.1.0: Customer data stays');
  const { results } = JSON.parse(read('found.sarif')).runs[0];
  const notes = theirs.map(() => ({ ruleId: 'judge', level: 'note' }));
  expect(results).toMatchObject([...notes, { ruleId: 'policy/bank/limit/region', level: 'error' }]);
  rmSync(join(repository, 'found.sarif'));

  const id = 'policy/bank/limit/region';
  await here(2, 'waive', id, '--owner', '@bank/ml', '--reason', 'because');
  const until = new Date(Date.now() + 90 * 86_400_000).toISOString().slice(0, 10);
  const reason = 'Frankfurt has no capacity of this instance type before spring';
  await here(0, 'waive', id, '--owner', '@bank/ml', '--until', until, '--reason', reason);
  const waived = await json(0, 'check');
  expect(waived.findings.slice(theirs.length)).toMatchObject([{ id, accepted: { owner: '@bank/ml', until } }]);
  const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  writeFileSync(join(repository, 'accepted.json'), read('accepted.json').replace(until, yesterday));
  expect(ids(await json(1, 'check'))).toEqual([...theirs, id, `waiver/${id}`]);
  const { stdout } = await ends(1, scratch, ['fleet', 'bank-ml', '--json']);
  expect(JSON.parse(stdout).repositories[0]).toMatchObject({ broken: [id], waivers: { expired: [id] } });
  writeFileSync(join(repository, 'settings.json'), settings);
  rmSync(join(repository, 'accepted.json'));
});

it('what an overlay requires is not ejected, and not turned off', async () => {
  expect((await json(2, 'eject', 'SECURITY.md')).error.what).toContain('bank 1.1.0');
  await here(2, 'control', 'bank-tags', '--off');
  await here(0, 'eject', 'biome.json', '--dry-run');
  expect(git(repository, 'status', '--porcelain')).toBe('');
});
