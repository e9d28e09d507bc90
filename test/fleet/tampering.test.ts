import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { defaults } from '../../src/answers/answers.ts';
import { fails } from '../../src/finding.ts';
import { inspect } from '../../src/fleet/inspect.ts';
import { published } from '../../src/fleet/published.ts';
import { generate } from '../../src/generate.ts';
import { templates, version } from '../../src/package.ts';
import { readCatalog } from '../../src/plan/catalog.ts';
import { plan } from '../../src/plan/plan.ts';

const repository = mkdtempSync(join(tmpdir(), 'secure-ml-tampering-'));
beforeAll(() => {
  const answers = { ...defaults('my-ml'), region: 'eu-west-1', repository: 'acme/ml' };
  for (const [path, { content, mode }] of generate(
    templates,
    plan(readCatalog(templates), { answers, sources: {} }, version),
  )) {
    mkdirSync(dirname(join(repository, path)), { recursive: true });
    writeFileSync(join(repository, path), content, { mode: mode === '100755' ? 0o755 : 0o644 });
  }
});
afterAll(() => rmSync(repository, { recursive: true }));

const before = new Map<string, string | undefined>();
const read = (path: string) => readFileSync(join(repository, path), 'utf8');
function put(path: string, content: string | undefined): void {
  before.set(path, existsSync(join(repository, path)) ? read(path) : undefined);
  if (content === undefined) rmSync(join(repository, path));
  else writeFileSync(join(repository, path), content);
}
afterEach(() => {
  for (const [path, content] of before) {
    if (content === undefined) rmSync(join(repository, path), { force: true });
    else writeFileSync(join(repository, path), content);
  }
  before.clear();
});

const told = () =>
  inspect(repository, version, '2026-11-28')
    .findings.filter(fails)
    .map(({ id }) => id);
const workflow = '.github/workflows/check.yml';

describe('a file that judges', () => {
  it('is as it was written in a new repository', () => expect(told()).toEqual([]));

  it.each([
    'judge/cli.ts',
    'judge/decide/decide.ts',
    'infra/verify.ts',
    'infra/controls/mfa/proof.ts',
    'tools/python.mjs',
  ])('is a finding where it is edited: %s', (path) => {
    put(path, `${read(path)}// ours\n`);
    expect(told()).toContain(`judge/${path}`);
  });

  it('is a finding where it is deleted, and where one is added', () => {
    put('judge/place.ts', undefined);
    put('judge/decide/mine.ts', 'export {};\n');
    expect(told()).toEqual(expect.arrayContaining(['judge/judge/place.ts', 'judge/judge/decide/mine.ts']));
  });

  it('is a finding though the lock was edited with it', () => {
    put('judge/place.ts', 'export {};\n');
    const lock = JSON.parse(read('.secure-ml/lock.json'));
    lock.files['judge/place.ts'].owner = 'ejected';
    put('.secure-ml/lock.json', JSON.stringify(lock));
    expect(told()).toContain('judge/judge/place.ts');
  });

  it('is accepted as it is, and no further', () => {
    put('judge/place.ts', `${read('judge/place.ts')}// ours\n`);
    const { digest } =
      inspect(repository, version, '2026-11-28').findings.find(({ id }) => id === 'judge/judge/place.ts') ?? {};
    const line = {
      finding: 'judge/judge/place.ts',
      digest,
      owner: '@acme/ml',
      reason: 'Our region is newer than this release of it',
    };
    put('accepted.json', JSON.stringify([line]));
    expect(told()).toEqual([]);
    writeFileSync(join(repository, 'judge/place.ts'), `${read('judge/place.ts')}// more\n`);
    expect(told()).toContain('judge/judge/place.ts');
  });
});

describe('rows of a control', () => {
  const rows = 'infra/controls/least-privilege/proofs.json';
  it('may be added', () => {
    put(rows, JSON.stringify([...JSON.parse(read(rows)), 'training may s3:GetObject raw/more/*']));
    expect(told()).toEqual([]);
  });
  it('are a finding where one is gone', () => {
    put(rows, JSON.stringify(JSON.parse(read(rows)).slice(1)));
    expect(told()).toEqual([`judge/${rows}`]);
  });
});

describe('a generated workflow', () => {
  it.each([
    ['its permissions', /permissions: \{\}/, 'permissions: write-all'],
    ['its triggers', /pull_request:/, 'workflow_dispatch:'],
    ['a pin', /@[0-9a-f]{40}/, `@${'0'.repeat(40)}`],
  ])('is a finding where %s are changed', (_, from, to) => {
    expect(read(workflow)).toMatch(from);
    put(workflow, read(workflow).replace(from, to));
    expect(told()).toEqual([`judge/${workflow}`]);
  });

  it('may get comments and jobs', () => {
    const job = '  mine:\n    runs-on: ubuntu-latest\n    steps: [{ run: echo }]\n';
    put(workflow, `# ours\n${read(workflow).trimEnd()}\n${job}`);
    expect(told()).toEqual([]);
  });
});

it('guards what proves and nothing that makes', () => {
  const guarded = Object.keys(published(templates).files);
  for (const path of ['infra/controls/check.ts', 'infra/controls/network/wiring.ts', 'infra/alerts/check.ts']) {
    expect(guarded).toContain(path);
  }
  for (const path of ['infra/foundation.ts', 'infra/config.ts', 'infra/controls/mfa/control.ts', 'judge/README.md']) {
    expect(guarded).not.toContain(path);
  }
});

describe('settings.json edited by hand', () => {
  it.each(['internal', 'restricted'])('is a finding where it turns on the controls of another tier: %s', (tier) => {
    put('settings.json', read('settings.json').replace('"confidential"', `"${tier}"`));
    expect(told()).toContain('control/answers');
  });
  it('is none where the controls stay the same', () => {
    put('settings.json', read('settings.json').replace(/"monthlyBudgetUsd": \d+/, '"monthlyBudgetUsd": 300'));
    expect(told()).toEqual([]);
  });
});
