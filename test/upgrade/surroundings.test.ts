import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { findRepository } from '../../src/git/repository.ts';
import { abort } from '../../src/upgrade/apply/abort.ts';
import { generate, openSandbox, type Sandbox, sandbox, sealed, upgrade } from '../sandbox.ts';

const old = () =>
  sealed({ 'a.txt': '1\n2\n3\n4\n5\n', 'run.sh': { mode: '100755', content: Buffer.from('#!/bin/sh\n') } });
const next = () =>
  sealed(
    { 'a.txt': '1\n2\n3\n4\nnew\n', 'run.sh': { mode: '100755', content: Buffer.from('#!/bin/sh\nexit\n') } },
    '0.2.0',
  );

function edited(settings = {}): Sandbox {
  const box = sandbox(settings);
  generate(box, old());
  box.put('a.txt', 'mine\n2\n3\n4\n5\n');
  box.commit();
  return box;
}

const merged = 'mine\n2\n3\n4\nnew\n';

test('a detached HEAD works', async () => {
  const box = edited();
  box.git('checkout', '-q', '--detach');
  await upgrade(box, next());
  expect(box.read('a.txt')).toBe(merged);
});

test('a linked work tree works, and the main one is left alone', async () => {
  const box = edited();
  box.git('worktree', 'add', '-q', 'linked');
  const linked = join(box.top, 'linked');
  await upgrade({ ...box, project: linked }, next());
  expect(box.read('linked/a.txt')).toBe(merged);
  expect(box.read('a.txt')).toBe('mine\n2\n3\n4\n5\n');
  await abort(await findRepository(linked));
  expect(box.read('linked/a.txt')).toBe('mine\n2\n3\n4\n5\n');
});

test('a shallow clone works', async () => {
  const box = edited();
  box.git('clone', '-q', '--depth', '1', `file://${box.top}`, 'clone');
  await upgrade({ ...box, project: join(box.top, 'clone') }, next());
  expect(box.read('clone/a.txt')).toBe(merged);
});

test('history that was squashed into one commit works', async () => {
  const box = edited();
  box.git('checkout', '-q', '--orphan', 'fresh');
  box.commit('all in one');
  await upgrade(box, next());
  expect(box.read('a.txt')).toBe(merged);
});

test('a project that was moved into a sub-directory works', async () => {
  const box = edited();
  mkdirSync(join(box.top, 'services/ml'), { recursive: true });
  for (const name of ['a.txt', 'run.sh', '.secure-ml'])
    renameSync(join(box.top, name), join(box.top, 'services/ml', name));
  box.commit();
  await upgrade({ ...box, project: join(box.top, 'services/ml') }, next());
  expect(box.read('services/ml/a.txt')).toBe(merged);
});

test('no hook runs', async () => {
  const box = edited();
  for (const name of ['post-index-change', 'post-checkout', 'reference-transaction', 'pre-commit']) {
    writeFileSync(join(box.top, '.git/hooks', name), `#!/bin/sh\ntouch "${box.top}/hooked"\nexit 1\n`);
    chmodSync(join(box.top, '.git/hooks', name), 0o755);
  }
  await upgrade(box, next());
  expect(existsSync(join(box.top, 'hooked'))).toBe(false);
  expect(box.read('a.txt')).toBe(merged);
});

test('neither an identity nor a signature is needed', async () => {
  const box = edited({
    config: {
      'commit.gpgSign': 'true',
      'tag.gpgSign': 'true',
      'gpg.program': '/bin/false',
      'user.useConfigOnly': 'true',
    },
  });
  await upgrade(box, next());
  expect(box.read('a.txt')).toBe(merged);
});

test('called from a hook, with GIT_DIR and GIT_INDEX_FILE set, the right repository is found', async () => {
  const [box, other] = [edited(), edited()];
  process.env.GIT_DIR = join(other.top, '.git');
  process.env.GIT_INDEX_FILE = join(other.top, '.git/index');
  try {
    await upgrade(box, next());
  } finally {
    delete process.env.GIT_DIR;
    delete process.env.GIT_INDEX_FILE;
  }
  expect(box.read('a.txt')).toBe(merged);
  expect(other.git('status', '--porcelain')).toBe('');
});

test('a repository that ignores modes keeps them in the index', async () => {
  const box = edited({ config: { 'core.fileMode': 'false' } });
  await upgrade(box, next());
  expect(box.git('ls-files', '-s', 'run.sh')).toMatch(/^100755/);
});

test('a filter of your own configuration is applied to what is written', async () => {
  const file = join(realpathSync(mkdtempSync(join(tmpdir(), 'config-'))), 'gitconfig');
  writeFileSync(file, '[filter "up"]\n\tsmudge = tr a-z A-Z\n\tclean = tr A-Z a-z\n');
  vi.stubEnv('GIT_CONFIG_GLOBAL', file);
  onTestFinished(() => void vi.unstubAllEnvs());
  const box = sandbox();
  box.put('.gitattributes', '*.txt filter=up\n');
  generate(box, sealed({ 'a.txt': 'one\n' }));
  await upgrade(box, sealed({ 'a.txt': 'one\ntwo\n' }, '0.2.0'));
  expect(box.read('a.txt')).toBe('ONE\nTWO\n');
  expect(box.git('status', '--porcelain')).not.toContain('MM');
  await abort(await findRepository(box.project));
  expect(box.git('status', '--porcelain')).toBe('');
});

/** What git runs for a repository whose .git/config came with it: each of these was run by an upgrade, or could be. */
const programs = {
  'filter.x.clean': 'C',
  'filter.x.smudge': 'C',
  'filter.x.process': 'C',
  'filter.x.required': 'true',
  'diff.x.command': 'C',
  'diff.x.textconv': 'C',
  'diff.external': 'C',
  'merge.x.driver': 'C',
  'core.fsmonitor': 'C',
  'core.sshCommand': 'C',
  'core.alternateRefsCommand': 'C',
  'core.pager': 'C',
  'core.editor': 'C',
  'gpg.program': 'C',
  'credential.helper': '!C',
};

test('nothing that the configuration of a repository names is run, whatever its attributes choose', async () => {
  const canary = join(realpathSync(mkdtempSync(join(tmpdir(), 'canary-'))), 'ran');
  const run = `sh -c 'touch ${canary}; cat'`;
  const box = edited();
  for (const [key, value] of Object.entries(programs)) box.git('config', key, value.replace('C', run));
  mkdirSync(join(box.top, '.git/info'), { recursive: true });
  writeFileSync(join(box.top, '.git/info/attributes'), '* filter=x diff=x merge=x\n');
  for (const hook of ['post-index-change', 'post-checkout', 'reference-transaction', 'fsmonitor-watchman']) {
    writeFileSync(join(box.top, '.git/hooks', hook), `#!/bin/sh\ntouch ${canary}\n`, { mode: 0o755 });
  }
  // So that git has to look into the files again.
  utimesSync(join(box.top, 'a.txt'), new Date(), new Date());
  await upgrade(box, next());
  await abort(await findRepository(box.project));
  expect(existsSync(canary)).toBe(false);
});

test('a work tree elsewhere, as a configuration names it, is not written to', async () => {
  const [box, other] = [edited(), edited()];
  box.git('config', 'core.worktree', other.top);
  await expect(upgrade(box, next())).rejects.toMatchObject({ code: 'git/elsewhere' });
  expect(other.git('status', '--porcelain')).toBe('');
});

const ofObjects = ['objects/00/11', 'objects/pack/pack-1.idx', 'objects/info/commit-graph', 'logs/HEAD'];
test.each(['HEAD', 'config', 'index', 'packed-refs', 'refs/heads/main', ...ofObjects])(
  'a named pipe or a device for .git/%s is refused, and nobody waits for it',
  async (name) => {
    for (const make of [
      (file: string) => execFileSync('mkfifo', [file]),
      (file: string) => symlinkSync('/dev/zero', file),
    ]) {
      const box = edited();
      mkdirSync(join(box.top, '.git', name, '..'), { recursive: true });
      rmSync(join(box.top, '.git', name), { force: true });
      make(join(box.top, '.git', name));
      await expect(upgrade(box, next())).rejects.toMatchObject({ code: 'git/odd-file' });
    }
  },
);

test('a named pipe in a git directory of another name is refused', async () => {
  const box = edited();
  renameSync(join(box.top, '.git'), join(box.top, 'elsewhere'));
  writeFileSync(join(box.top, '.git'), 'gitdir: elsewhere\n');
  execFileSync('mkfifo', [join(box.top, 'elsewhere/objects/pack/pack-1.idx')]);
  await expect(findRepository(box.top)).rejects.toMatchObject({ code: 'git/odd-file' });
});

test('the socket of git’s own monitor is in nobody’s way', async () => {
  const box = edited();
  const socket = JSON.stringify(join(box.top, '.git/fsmonitor--daemon.ipc'));
  execFileSync(process.execPath, ['-e', `require('node:net').createServer().listen(${socket}, () => process.exit())`]);
  await upgrade(box, next());
});

test('the conflict style that you set is used', async () => {
  const box = edited({ config: { 'merge.conflictStyle': 'diff3' } });
  await upgrade(box, sealed({ 'a.txt': 'new\n2\n3\n4\n5\n' }, '0.2.0'));
  expect(box.read('a.txt')).toContain('|||||||');
});

test('a submodule beside the project is left alone, and one in place of a file is a conflict', async () => {
  const [box, other] = [edited(), edited()];
  box.remove('run.sh');
  box.commit();
  box.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', other.top, 'run.sh');
  box.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', other.top, 'lib');
  box.commit();
  writeFileSync(join(box.top, 'lib/a.txt'), 'edited in the submodule\n');
  const result = await upgrade(box, next());
  expect(result.conflicts).toEqual(['run.sh']);
  expect(box.read('lib/a.txt')).toBe('edited in the submodule\n');
  expect(box.read('a.txt')).toBe(merged);
});

test('the person commits, with a message that is there, and the next upgrade has nothing to do', async () => {
  const box = edited();
  await upgrade(box, next());
  const env = {
    ...process.env,
    GIT_EDITOR: 'true',
    GIT_AUTHOR_NAME: 'A',
    GIT_AUTHOR_EMAIL: 'a@b.c',
    GIT_COMMITTER_NAME: 'A',
    GIT_COMMITTER_EMAIL: 'a@b.c',
  };
  execFileSync('git', ['commit', '-q'], { cwd: box.top, env });
  expect(box.git('log', '-1', '--format=%s').trim()).toBe('Upgrade to secure-ml 0.2.0');
  expect((await upgrade(box, next())).changed).toBe(false);
});

test('a repository with an alternate object store works', async () => {
  const box = edited();
  box.git('clone', '-q', '--shared', '.', 'shared');
  const shared = openSandbox(join(box.top, 'shared'));
  await upgrade(shared, next());
  expect(shared.read('a.txt')).toBe(merged);
});

test('a configuration of drivers without number is refused before git is started with them', async () => {
  const box = edited();
  const lines = Array.from({ length: 2000 }, (_, at) => `[filter "f${at}"]\n\tclean = x\n`);
  writeFileSync(join(box.top, '.git/config'), lines.join(''), { flag: 'a' });
  await expect(findRepository(box.top)).rejects.toMatchObject({ code: 'git/too-large' });
});
