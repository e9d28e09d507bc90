import { describe, expect, it } from 'vitest';
import { defaults } from '../../src/answers/answers.ts';
import { parsedAs } from '../../src/fleet/added-workflow.ts';
import { templates } from '../../src/package.ts';
import { controlsFor, readCatalog } from '../../src/plan/catalog.ts';
import { render } from '../../src/render/render.ts';
import { isEdited } from '../../templates/infra/guarded.ts';
import { isSameWorkflow, standsInAs, workflowNameOf } from '../../templates/infra/workflows.ts';

const answers = defaults('my-ml');
const tree = render(templates, { answers, controls: controlsFor(readCatalog(templates), answers), version: '1.2.3' });
const workflows = [...tree.keys()].filter((path) => path.startsWith('.github/workflows/'));
const text = (path: string) => tree.get(path)?.content.toString() ?? '';
const check = text('.github/workflows/check.yml');
const deploy = text('.github/workflows/deploy.yml');

describe('a workflow that judges', () => {
  it.each(workflows)('%s is the same as itself, with comments, other line ends and a job more', (path) => {
    const job = '\n  mine:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo\n';
    const first = text(path).replace('\njobs:\n', `\n# f\u00fcr\u00a0alle\n   \njobs:\n${job}`);
    for (const other of [text(path), `# ours\n${text(path)}`, `${text(path).trimEnd()}${job}`, first])
      expect(isEdited(path, other.replaceAll('\n', '\r\n'), text(path))).toBe(false);
  });

  it.each<[string, (text: string) => string]>([
    ['a trigger', (all) => all.replace('  pull_request:', '  workflow_dispatch:')],
    ['a permission', (all) => all.replace('permissions: {}', 'permissions: write-all')],
    ['a permission of a job', (all) => all.replace('      contents: read', '      contents: write')],
    ['a pin', (all) => all.replace(/@[0-9a-f]{40}/, `@${'0'.repeat(40)}`)],
    ['a step', (all) => all.replace('      - run: npm run lint\n', '')],
    ['a condition of a job', (all) => all.replace('  test:\n', '  test:\n    if: false\n')],
    ['a failure that counts', (all) => all.replace('  test:\n', '  test:\n    continue-on-error: true\n')],
    ['a name by which another workflow knows it', (all) => all.replace('name: check', 'name: checks')],
    ['defaults for all jobs', (all) => `${all}\ndefaults:\n  run:\n    shell: bash -c true {0}\n`],
    ['a job that is there twice', (all) => `${all}\n  test:\n    runs-on: ubuntu-latest\n`],
    ['a job in quotes that is there twice', (all) => `${all}\n  "test":\n    runs-on: ubuntu-latest\n`],
    ['a job on one line', (all) => `${all}\n  test: {}\n`],
    ['a second document', (all) => `${all}\n---\nname: check\n`],
    [
      'a comment that a script takes for its own',
      (all) => all.replace('          pip-audit', '          # x\n          pip-audit'),
    ],
    ['a comment that ends a script', (all) => all.replace('          pip-audit', '    # x\n          pip-audit')],
    ...['\r', '\u0085', '\u2028', '\u2029'].map((end): [string, (text: string) => string] => [
      `a comment that ends at ${JSON.stringify(end)}`,
      (all) => all.replace('  test:\n', `  test:\n    # note${end}    if: false\n`),
    ]),
    ['a blank line that is none for YAML', (all) => all.replace('\njobs:', '\n\u00a0\njobs:')],
    ['a text that a review shows otherwise', (all) => `# \u202e\n${all}`],
    ['a key before a space', (all) => `${all}\n  mine:\n    runs-on: x\ndefaults : {run: {shell: x}}\n`],
    [
      'a job that a quote takes in',
      (all) => all.replace('  assembly:\n', '  mine:\n    env:\n      A: "\n  assembly:\n').concat('  more:\n    "\n'),
    ],
    ...[
      'permissions: {"id-token": "wr\\x69te"}',
      'permissions: {"\\u0069d-token": write}',
      'permissions: "write-\\\n      all"',
      'permissions:\n      id-token:\n        write',
      'permissions:\n      id-token: # why\n        write',
      'permissions:\n      ? id-token\n      : write',
      'permissions:\n      id-token: >-\n        write',
      'permissions:\n      id-token: !!str write',
      'env: &a {id-token: write}\n    permissions: *a',
    ].map((text): [string, (text: string) => string] => [
      `a job that says ${text}`,
      (all) => `${all}\n  mine:\n    ${text}\n    runs-on: x\n`,
    ]),
    ['a blank line in a folded script', (all) => all.replace('          pip-audit', '\n          pip-audit')],
  ])('is another without %s', (_, edit) => {
    expect(edit(check)).not.toBe(check);
    expect(isSameWorkflow(edit(check), check)).toBe(false);
  });

  it('holds the token that deploys only where no package of the repository runs', () => {
    expect(isSameWorkflow(deploy.replace('      - run: npm run gate', '      - run: true #'), deploy)).toBe(false);
    const [, job = ''] = deploy.split('\n  deploy:\n');
    expect(job).toContain('id-token: write');
    expect(job).not.toMatch(/npm (ci|install|run (synth|verify|gate))/);
  });

  it('is known by its name', () =>
    expect([check, "name: 'gate' # x\n", 'on: push'].map(workflowNameOf)).toEqual(['check', 'gate', undefined]));

  it.each<[string, string]>([
    ['blanks in a name', `name:${' '.repeat(100_000)}"a"b\n`],
    ['blank lines', `${'\n'.repeat(300_000)}x: 1\n`],
    ['comments', `checks: ${'# checks: '.repeat(50_000)}`],
    ['anchors', 'checks: &checks: '.repeat(50_000)],
    ['rights without a value', 'checks:\n'.repeat(100_000)],
    ['quotes', 'name: \'a\n name: "'.repeat(50_000)],
    ['blanks', `x${' '.repeat(500_000)}x`],
  ])('is read in a moment where it is nothing but %s', (_, found) => {
    const start = performance.now();
    isSameWorkflow(`${check}${found}`, check);
    standsInAs(found, new Set(['check']));
    expect(performance.now() - start).toBeLessThan(1500);
  });
});

describe('a workflow that is added', () => {
  const names = new Set(['check']);
  const jobs = (own = '') => `on: push\njobs:\n  mine:\n    runs-on: x\n${own}    steps:\n      - run: echo\n`;
  const both = (all: string) => [standsInAs(all, names), parsedAs(all, 'mine.yml', names)];
  it.each([
    `"name": check\npermissions: {}\n${jobs()}`,
    `name: "ch\\x65ck"\npermissions: {}\n${jobs()}`,
    `name: >-\n  check\npermissions: {}\n${jobs()}`,
    `permissions: {"st\\x61tuses": write}\n${jobs()}`,
    `permissions:\n  statuses:\n    write\n${jobs()}`,
    `permissions:\n  ? statuses\n  : write\n${jobs()}`,
    `permissions: "write-\\\n  all"\n${jobs()}`,
    `env:\n  A: &w write\npermissions:\n  statuses: *w\n${jobs()}`,
    `{permissions: {"statuses": write}, jobs: {a: {}}}\n`,
    jobs(),
    `${jobs('    permissions: {}\n')}  more:\n    runs-on: x\n`,
  ])('is told by its text and by its values: %j', (all) => {
    for (const told of both(all)) expect(told).toEqual(expect.any(String));
  });
  it.each([`{name: check, permissions: {}, ${'jobs: {}'}}`, ` name: check\n permissions: {}\n jobs: {}\n`])(
    'is told where only its values say so: %j',
    (all) => expect(both(all)).toEqual([expect.any(String), 'called "check", as a generated workflow']),
  );
  it('is told where a comment ends as no line does', () =>
    expect(standsInAs(`# x\rpermissions: {statuses: write}\n${jobs('    permissions: {}\n')}`, names)).toBeDefined());
  it.each([
    '',
    '# nothing yet\n',
    `# statuses: write is not ours\nname: checks\npermissions: {}\n${jobs()}`,
    `\ufeffname: "My \\"own\\""\npermissions: read-all\n${jobs()}`,
    jobs('    # why: our pages\n    permissions:\n      pages: write\n'),
    `---\npermissions: {contents: write}\n${jobs().replaceAll('mine', 'checks').replace('echo', 'printf "\\x1b" \\\n          a')}`,
  ])('is free otherwise: %j', (all) => {
    for (const text of [all, all.replaceAll('\n', '\r\n')]) expect(both(text)).toEqual([undefined, undefined]);
  });
});
