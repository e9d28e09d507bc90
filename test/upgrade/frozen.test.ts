import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isSecurity } from '../../src/baseline/ownership.ts';
import * as command from '../../src/commands/upgrade.ts';
import { inspect } from '../../src/fleet/inspect.ts';
import { version } from '../../src/package.ts';
import { root } from '../program.ts';
import { type Sandbox, sandbox } from '../sandbox.ts';

const folder = join(root, 'test/frozen');
const frozen = readdirSync(folder).filter((file) => file.endsWith('.bundle'));

function repository(bundle: string): Sandbox {
  const box = sandbox();
  box.git('fetch', '--quiet', join(folder, bundle), 'main');
  box.git('reset', '--quiet', '--hard', 'FETCH_HEAD');
  return box;
}

async function upgraded(box: Sandbox, values: Record<string, boolean> = {}) {
  // biome-ignore lint/suspicious/noExplicitAny: the document that a command prints for programs
  let document: any;
  const code = await command.run({
    positionals: [],
    values: { 'without-guards': true, ...values },
    directory: box.project,
    say: () => {},
    print: (printed) => {
      document = printed;
    },
  });
  return { code, document };
}

test('there is a repository of some version', () => {
  expect(frozen.length).toBeGreaterThan(0);
});

test.each(frozen)('%s, as it was generated, is upgraded without a conflict', async (bundle) => {
  const box = repository(bundle);
  expect(await upgraded(box)).toMatchObject({ code: 0, document: { conflicts: [] } });
  box.commit('upgrade');
  const { base, files, findings } = inspect(box.project, version, '2026-06-01');
  expect({ base, findings: findings.filter(({ level }) => level === 'error') }).toEqual({
    base: 'intact',
    findings: [],
  });
  const drifted = files.filter(({ state }) => state !== 'as generated' && state !== 'yours');
  expect(drifted).toEqual([]);
  expect(await upgraded(box)).toMatchObject({ code: 0, document: { changed: false } });
});

const bucket = `
/** A bucket of the team's own. */
export const exchangeBucket = 'exchange';
`;

/** What a team does: a new bucket and secret, a changed role, a renamed file, a deleted control, settings, files of its own. */
function live(box: Sandbox): Record<string, string> {
  const mine = {
    'infra/stacks/data.ts': bucket,
    'infra/policies/jobs.ts': '\n/** The team lists its own prefixes. */\nexport const teamPrefixes = [];\n',
    'ml/workload/train.py': '\n\nTEAM_EPOCHS = 12\n',
    'README.md': '\n## Our team\n\nAsk in the channel.\n',
  };
  const there = Object.entries(mine).filter(([path]) => existsSync(join(box.project, path)));
  for (const [path, text] of there) box.put(path, `${box.read(path)}${text}`);
  box.put('infra/stacks/exchange.ts', 'export const secretName = "exchange";\n');
  const runbook = 'docs/runbooks/macie-finding.md';
  if (existsSync(join(box.project, runbook))) box.git('mv', runbook, 'docs/runbooks/sensitive-data.md');
  box.git('rm', '-r', '--quiet', 'infra/controls/bucket-tls');
  box.commit('edits');
  return Object.fromEntries(there);
}

test.each(frozen)('%s, as a team edited it, keeps every edit', async (bundle) => {
  const box = repository(bundle);
  const mine = live(box);
  const head = box.git('rev-parse', 'HEAD');
  const { code, document } = await upgraded(box);
  for (const [path, text] of Object.entries(mine)) expect(box.read(path), path).toContain(text.trim());
  expect(box.read('infra/stacks/exchange.ts')).toContain('exchange');
  expect(() => box.read('infra/controls/bucket-tls/control.ts')).toThrow();
  expect(code).toBe(document.conflicts.length > 0 ? 1 : 0);
  const unmerged = new Set(
    box
      .git('ls-files', '--unmerged')
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split('\t')[1]),
  );
  expect([...unmerged].sort()).toEqual([...document.conflicts].sort());
  expect(document.conflicts.every((path: string) => path in mine || isSecurity(path) || path.startsWith('docs/'))).toBe(
    true,
  );
  if (document.changed) await upgraded(box, { abort: true });
  expect(box.git('rev-parse', 'HEAD')).toBe(head);
  expect(box.git('status', '--porcelain')).toBe('');
});

const formerList = 'infra/controls/enabled.ts';
const list = 'infra/controls/enabled.json';
const listed = (box: Sandbox): string[] => JSON.parse(box.read(list));
const former = frozen.filter((bundle) => bundle.startsWith('0.1.0'));

/** The team turns a control off in the list, comments one out, and adds one of its own. */
function relist(box: Sandbox, end = '\n'): void {
  box.put('infra/controls/team-tags/control.ts', 'export const apply = () => {};\n');
  const text = box
    .read(formerList)
    .replace("  'guardduty',\n", '')
    .replace("  'trail',\n", "  // 'trail',\n")
    .replace('];', "  'team-tags',\n];");
  box.put(formerList, text.replaceAll('\n', end));
  box.commit('other controls');
}

test.each(former)('%s: the list of controls becomes data', async (bundle) => {
  const box = repository(bundle);
  const before = [...box.read(formerList).matchAll(/'([\w-]+)'/g)].map(([, id]) => id);
  expect(await upgraded(box)).toMatchObject({ code: 0, document: { conflicts: [] } });
  expect(box.read(formerList)).toContain('enabled.json');
  expect(listed(box)).toEqual(expect.arrayContaining(before.filter((id) => id !== 'secret-rotation')));
});

test.each(former.flatMap((bundle) => ['\n', '\r\n'].map((end) => [bundle, JSON.stringify(end), end] as const)))(
  '%s: what a team changed in the list, with lines that end in %s, it finds in the new one',
  async (bundle, _, end) => {
    const box = repository(bundle);
    relist(box, end);
    expect(await upgraded(box)).toMatchObject({ code: 0, document: { conflicts: [] } });
    const now = listed(box);
    expect(now).toContain('team-tags');
    expect(now).not.toContain('guardduty');
    expect(now).not.toContain('trail');
    expect(now).toContain('bucket-versioning');
    box.commit('upgrade');
    expect(await upgraded(box)).toMatchObject({ code: 0, document: { changed: false } });
    const findings = inspect(box.project, version, '2026-06-01').findings.map(({ id }) => id);
    expect(findings).toContain('control/guardduty');
  },
);

test.each(former)('%s: a list that is more than one is left to its team', async (bundle) => {
  for (const more of ['// Costs too much, see the ticket.\n', "enabled.push('team-tags');\n"]) {
    const box = repository(bundle);
    box.put(formerList, `${box.read(formerList)}${more}`);
    box.commit('more than a list');
    expect(await upgraded(box)).toMatchObject({ code: 1, document: { conflicts: [formerList] } });
    expect(box.read(formerList)).toContain(more.trim());
  }
});
