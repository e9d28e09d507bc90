import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { defaults } from '../../src/answers/answers.ts';
import { lockPath, parseLock } from '../../src/baseline/lock.ts';
import { seal, unsealed } from '../../src/baseline/seal.ts';
import { generate as render } from '../../src/generate.ts';
import { templates, version } from '../../src/package.ts';
import { readCatalog } from '../../src/plan/catalog.ts';
import { plan } from '../../src/plan/plan.ts';
import { program } from '../program.ts';
import { generate, type Sandbox, sandbox } from '../sandbox.ts';

const answered = { answers: defaults('my-ml'), sources: {} };

/** A repository as if today's version had changed one line of each of two files. */
function older(): Sandbox {
  const sealed = render(templates, plan(readCatalog(templates), answered, version));
  const files = new Map(unsealed(sealed));
  for (const path of ['CONTRIBUTING.md', 'infra/tiers.ts']) {
    const [first, ...rest] = String(files.get(path)?.content).split('\n');
    files.set(path, { mode: '100644', content: Buffer.from([`${first} (older)`, ...rest].join('\n')) });
  }
  const box = sandbox();
  generate(box, seal(files, parseLock(sealed.get(lockPath)?.content as Buffer)));
  return box;
}

/** Runs the workflow's merge step, with this program as the one that an earlier step installed. */
function merge(box: Sandbox) {
  const runner = mkdtempSync(join(tmpdir(), 'runner-'));
  onTestFinished(() => rmSync(runner, { recursive: true }));
  mkdirSync(join(runner, 'bin'));
  writeFileSync(join(runner, 'bin/secure-ml'), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`);
  chmodSync(join(runner, 'bin/secure-ml'), 0o755);
  mkdirSync(join(runner, 'generator'));
  const locked = { 'node_modules/create-secure-ml': { version: '9.9.9', integrity: 'sha512-9' } };
  writeFileSync(join(runner, 'generator/package-lock.json'), JSON.stringify({ packages: locked }, null, 2));
  const steps = parse(box.read('.github/workflows/upgrade.yml')).jobs.patch.steps as { id?: string; run?: string }[];
  const script = join(runner, 'script.sh');
  writeFileSync(script, String(steps.find(({ id }) => id === 'merge')?.run));
  const out = { GITHUB_OUTPUT: join(runner, 'output'), GITHUB_STEP_SUMMARY: join(runner, 'summary') };
  const env = {
    ...process.env,
    ...out,
    RUNNER_TEMP: runner,
    PATH: `${join(runner, 'bin')}:${process.env.PATH}`,
  };
  execFileSync('bash', ['-e', script], { cwd: box.top, env, stdio: 'pipe' });
  const read = (name: string) => (existsSync(join(runner, name)) ? readFileSync(join(runner, name), 'utf8') : '');
  return { output: read('output'), text: read('upgrade/text.md'), patch: join(runner, 'upgrade/upgrade.patch') };
}

test('the pull request says what happens, security files first, what the guards block and which files are in conflict', () => {
  const box = older();
  box.put('CONTRIBUTING.md', `Mine\n${box.read('CONTRIBUTING.md').split('\n').slice(1).join('\n')}`);
  box.commit();
  const { output, text, patch } = merge(box);
  expect(text).toContain('The generator, as npm fetched it: 9.9.9 sha512-9');
  expect(output).toContain('draft=true\n');
  expect(output).toContain('changed=true\n');
  expect(text).toMatch(/### Conflicts[\s\S]*\n {4}CONTRIBUTING\.md\n[\s\S]*### Preview/);
  expect(text).toContain('Nothing is installed here');
  expect(text).toMatch(/\n {4} {2}update +\[security\] infra\/tiers\.ts/);
  box.git('reset', '--quiet', '--hard');
  box.git('apply', '--index', patch);
  expect(box.read('CONTRIBUTING.md')).toContain('<<<<<<<');
  expect(box.read('infra/tiers.ts')).not.toContain('(older)');
});
