import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { environmentFor } from '../../src/children/environment.ts';
import { npmEnvironment, registriesIn } from '../../src/children/npmrc.ts';
import { repositoryEnvironment } from '../../src/children/repository.ts';
import { scratchDirectory } from '../program.ts';

const scratch = scratchDirectory();

/** What a shell of somebody who works with AWS, GitHub and databases holds. */
const shell = {
  PATH: `/work/clone/node_modules/.bin:.:node_modules/.bin::/usr/bin`,
  HOME: scratch,
  LANG: 'C.UTF-8',
  AWS_SECRET_ACCESS_KEY: 's',
  AWS_PROFILE: 's',
  GITHUB_TOKEN: 's',
  ACME_PAT: 's',
  DATABASE_URL: 's',
  NPM_TOKEN: 's',
  SSH_AUTH_SOCK: 's',
  GPG_AGENT_INFO: 's',
  KUBECONFIG: 's',
  NODE_OPTIONS: '--require ./x.js',
  GIT_DIR: 's',
  GIT_INDEX_FILE: 's',
  GIT_EXTERNAL_DIFF: 's',
  GIT_CONFIG_GLOBAL: '/home/me/gitconfig',
  LD_PRELOAD: 's',
};

describe('what a child process sees', () => {
  it.each(['git', 'npm', 'repository'] as const)('holds no secret where it is for %s', (kind) => {
    const seen = environmentFor(kind, shell);
    expect(Object.values(seen)).not.toContain('s');
    expect(seen.PATH).toBe('/usr/bin');
    expect(seen.NODE_OPTIONS).toBeUndefined();
  });

  it('is enough for git that fetches to say who the person is, and for no other', () => {
    const seen = environmentFor('gitFetch', shell);
    expect(seen).toMatchObject({ SSH_AUTH_SOCK: 's', GITHUB_TOKEN: 's', GIT_CONFIG_GLOBAL: '/home/me/gitconfig' });
    expect(Object.keys(seen)).not.toEqual(expect.arrayContaining(['AWS_SECRET_ACCESS_KEY']));
    expect(seen).not.toHaveProperty('DATABASE_URL');
  });

  it('is enough for the AWS CLI and gh to say who the person is, and no more', () => {
    const seen = environmentFor('cloud', shell);
    expect(seen).toMatchObject({ AWS_SECRET_ACCESS_KEY: 's', AWS_PROFILE: 's', GITHUB_TOKEN: 's', PATH: '/usr/bin' });
    expect(Object.keys(seen)).toHaveLength(6);
  });

  it("is for a repository's code a home of its own, without metadata or anybody's configuration", () => {
    const home = join(scratch, 'run', 'home');
    const seen = repositoryEnvironment(home, { CDK_OUTDIR: '/x' });
    expect(seen).toMatchObject({ HOME: home, USERPROFILE: home, AWS_EC2_METADATA_DISABLED: 'true', CDK_OUTDIR: '/x' });
    expect(seen.AWS_CONFIG_FILE).toBe(join(home, 'none'));
  });
});

describe.skipIf(process.platform === 'win32')("Python of a repository's code", () => {
  it('runs a source, and not the cache that came beside it', () => {
    const folder = join(scratch, 'python');
    mkdirSync(folder);
    const write = (word: string) => writeFileSync(join(folder, 'module.py'), `print('${word}')\n`);
    const python = (words: string[], env: NodeJS.ProcessEnv = process.env) =>
      execFileSync('python3', words, { cwd: folder, env, encoding: 'utf8' });
    write('brought');
    python(['-m', 'compileall', '-q', '--invalidation-mode', 'unchecked-hash', '.']);
    write('source');
    const load = ['-c', 'import module'];
    expect(python(load)).toBe('brought\n');
    expect(python(load, repositoryEnvironment(join(scratch, 'python-home')))).toBe('source\n');
  });
});

describe('npm', () => {
  it('sees its own settings, and the variables that the own .npmrc of the person refers to', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as npm reads it
    writeFileSync(join(scratch, '.npmrc'), '//registry.acme.example/:_authToken=${NPM_TOKEN}\n');
    const seen = npmEnvironment({ ...shell, npm_config_registry: 'https://registry.acme.example/' });
    expect(seen).toMatchObject({ NPM_TOKEN: 's', npm_config_registry: 'https://registry.acme.example/' });
    expect(seen).not.toHaveProperty('GITHUB_TOKEN');
  });

  it('sees no registry that an npm which started this program took from a project', () => {
    const seen = npmEnvironment({
      ...shell,
      npm_command: 'exec',
      npm_config_registry: 'https://evil.example/s3cret/',
      'npm_config_@acme:registry': 'https://evil.example/',
    });
    expect(JSON.stringify(seen)).not.toContain('evil.example');
  });

  it('is told the registries that a folder names, not the tokens', () => {
    const folder = join(scratch, 'clone');
    mkdirSync(folder);
    writeFileSync(
      join(folder, '.npmrc'),
      '; c\n# c\nregistry = https://r.example/\n@acme:registry=https://a.example/\n//r.example/:_authToken=t\nignore-scripts=true\n',
    );
    expect([...registriesIn(folder)]).toEqual([
      ['registry', 'https://r.example/'],
      ['@acme:registry', 'https://a.example/'],
    ]);
  });
});
