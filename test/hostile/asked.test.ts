import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { digestOfWorkTree } from '../../src/git/code.ts';
import { assembly } from '../fuzz/seeds.ts';
import { scratchDirectory, secureMl } from '../program.ts';
import { clear } from './place.ts';

const scratch = scratchDirectory();
const repository = join(scratch, 'own-ml');
const canary = join(scratch, 'canary');
const env = { XDG_STATE_HOME: join(scratch, 'state') };

function put(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode });
}
const git = (...words: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.example', ...words], {
    cwd: repository,
    stdio: 'pipe',
  });
const start = (words: string[], cwd = repository) => secureMl(words, { cwd, env });
const shell = `#!/bin/sh\necho ran >> '${canary}'\nexit 1\n`;

/** What runs where a synthesis starts: nobody's code, which says that it did. */
function installTools(modules: string): void {
  const tell = `require('node:fs').appendFileSync(${JSON.stringify(canary)}, 'ran');`;
  for (const name of ['tsx', 'aws-cdk-lib']) {
    put(join(modules, name, 'package.json'), `{"name":"${name}","version":"1.0.0","main":"index.js"}`);
    put(join(modules, name, 'index.js'), tell);
  }
  for (const name of ['tsx', 'tsc']) put(join(modules, '.bin', name), shell, 0o755);
}

/** Did something run? The next one is told apart. */
function ran(): boolean {
  const did = existsSync(canary);
  rmSync(canary, { force: true });
  return did;
}

beforeAll(async () => {
  const words = ['own-ml', '--yes', '--no-install', '--set', 'region=eu-west-1'];
  expect((await secureMl(words, { cwd: scratch, env })).exitCode).toBe(0);
  installTools(join(repository, 'node_modules'));
  put(join(repository, 'cdk.out/manifest.json'), assembly.manifest.toString());
  put(join(repository, 'cdk.out/Data.template.json'), assembly.template.toString());
});

describe.skipIf(process.platform === 'win32')('in a repository of one’s own, whose code may run', () => {
  it('it runs without a question', async () => {
    await start(['access']);
    expect(ran()).toBe(true);
  });

  describe('with packages that git does not know of, from an archive that is unpacked over it', () => {
    const tool = join(repository, 'node_modules/tsx/index.js');
    const original = () => readFileSync(tool, 'utf8');

    it('somebody is asked about other ones of the same lock file, and is not once they are installed again', async () => {
      const before = original();
      put(tool, `${before}\n// not npm’s`);
      const { exitCode, stderr } = await start(['access']);
      expect([exitCode, ran()]).toEqual([2, false]);
      expect(stderr).toContain('The installed packages changed');
      rmSync(join(repository, 'node_modules'), { recursive: true });
      installTools(join(repository, 'node_modules'));
      await start(['access']);
      expect(ran()).toBe(true);
    });

    it.each([
      [
        'a link in the place of a program',
        () => symlinkSync('../tsx/index.js', clear(join(repository, 'node_modules/.bin/tsc'))),
      ],
      ['a package more', () => put(join(repository, 'node_modules/more/index.js'), '')],
    ])('somebody is asked after %s', async (_, bring) => {
      bring();
      const { exitCode } = await start(['access']);
      takeBack();
      rmSync(join(repository, 'node_modules'), { recursive: true });
      installTools(join(repository, 'node_modules'));
      expect([exitCode, ran()]).toEqual([2, false]);
    });

    it('somebody is asked about packages of a folder that had none', async () => {
      put(join(repository, 'packages/x/package.json'), '{}');
      await start(['access', '--trust-repository']);
      expect(ran()).toBe(true);
      put(join(repository, 'packages/x/node_modules/aws-cdk-lib/index.js'), '');
      const { exitCode } = await start(['access']);
      takeBack();
      expect([exitCode, ran()]).toEqual([2, false]);
    });

    it('nobody is asked about what tools write there while they run', async () => {
      put(join(repository, 'node_modules/.vite/vitest/results.json'), '{}');
      put(join(repository, 'node_modules/.package-lock.json'), '{}');
      await start(['access']);
      expect(ran()).toBe(true);
    });
  });

  /** What somebody else’s branch brings; each is taken back afterwards. */
  const brought: [what: string, bring: () => void][] = [
    ['code', () => appendFileSync(join(repository, 'infra/app.ts'), '\n')],
    ['a package beside the code', () => put(join(repository, 'infra/node_modules/aws-cdk-lib/index.js'), '')],
    ['packages in the place of those that npm installed', () => git('add', '--force', 'node_modules/tsx')],
    [
      'a package below a folder of its own name',
      () => put(join(repository, 'infra/cdk.out/node_modules/x/index.js'), ''),
    ],
    ['a link to packages', () => symlinkSync('../docs', join(repository, 'infra/node_modules'))],
    ['a link to code', () => symlinkSync('../README.md', join(repository, 'infra/more.ts'))],
    [
      'an environment of Python',
      () => {
        put(join(repository, 'ml/.venv/bin/python'), shell, 0o755);
        git('add', '--force', 'ml/.venv');
      },
    ],
  ];

  const takeBack = () => {
    git('reset', '--quiet', '--hard');
    git('clean', '-fdxq', '-e', '/node_modules', '-e', '/cdk.out');
    installTools(join(repository, 'node_modules'));
  };

  it.each(brought)('what would run is something else after %s', async (_, bring) => {
    const before = await digestOfWorkTree(repository);
    bring();
    const after = await digestOfWorkTree(repository);
    takeBack();
    expect(after).not.toBe(before);
    expect(await digestOfWorkTree(repository)).toBe(before);
  });

  it('somebody is asked where a commit brings packages', async () => {
    git('add', '--force', 'node_modules/tsx');
    const { exitCode, stderr } = await start(['access']);
    takeBack();
    expect([exitCode, ran()]).toEqual([2, false]);
    expect(stderr).toContain('--trust-repository');
  });

  it('somebody is asked about the code of a commit that is compared with', async () => {
    git('checkout', '--quiet', '-b', 'other');
    appendFileSync(join(repository, 'infra/app.ts'), '\n');
    git('commit', '--quiet', '--all', '--message', 'other');
    git('checkout', '--quiet', '-');
    const compare = (since: string) => start(['access', '--assembly', 'cdk.out', '--since', since]);
    const { exitCode, stderr } = await compare('other');
    expect([exitCode, ran()]).toEqual([2, false]);
    expect(stderr).toContain('The code of other runs');
    await compare('HEAD');
    expect(ran()).toBe(true);
  });

  it('somebody is asked about Python before a rehearsal, which runs it', async () => {
    appendFileSync(join(repository, 'ml/workload/train.py'), '\n');
    const { stderr } = await start(['rehearse']);
    takeBack();
    expect(stderr).toContain('nobody has agreed');
    expect(ran()).toBe(false);
  });

  it('nobody is asked before a rehearsal of what is as it was written', async () => {
    await start(['rehearse']);
    expect(ran()).toBe(true);
  });

  it('somebody is asked before a rehearsal with another environment of Python, and not before a synthesis', async () => {
    put(join(repository, 'ml/.venv/lib/x.py'), '');
    await start(['rehearse']);
    expect(ran()).toBe(true);
    put(join(repository, 'ml/.venv/lib/x.py'), 'other');
    const { exitCode, stderr } = await start(['rehearse']);
    expect([exitCode, ran()]).toEqual([2, false]);
    expect(stderr).toContain('The installed packages changed');
    await start(['access']);
    expect(ran()).toBe(true);
    takeBack();
  });
});

describe.skipIf(process.platform === 'win32')('in a clone of an overlay of pages alone', () => {
  const clone = join(scratch, 'pages');

  it('the tools that it brings do not run unasked, and those that somebody names do', async () => {
    await start(['overlay', 'new', 'pages'], scratch);
    const document = JSON.parse(readFileSync(join(clone, 'overlay.json'), 'utf8'));
    rmSync(join(clone, 'files'), { recursive: true });
    put(join(clone, 'files/docs/page.md'), '# Page\n');
    put(join(clone, 'overlay.json'), JSON.stringify({ ...document, owner: {}, slots: [], defaults: {} }));
    installTools(join(clone, 'node_modules'));
    const { exitCode, stderr } = await start(['overlay', 'test'], clone);
    expect([exitCode, ran()]).toEqual([2, false]);
    expect(stderr).toContain('the tools of this folder');
    await start(['overlay', 'test', '--modules', 'node_modules'], clone);
    expect(ran()).toBe(true);
  });

  it('the tools of a repository that this program made run', async () => {
    await start(['overlay', 'test', clone]);
    expect(ran()).toBe(true);
  });
});
