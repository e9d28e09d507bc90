import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { commit, ends, git, otherVersion, place } from '../e2e/programs.ts';
import { program, quietSurroundings, root, secureMl } from '../program.ts';

const page = readFileSync(join(root, 'docs/troubleshooting.md'), 'utf8');
const rows = [...page.matchAll(/^\| (.+) \|$/gm)]
  .map(([, cells = '']) => cells.split(' | '))
  .filter(([first = '']) => !['code', 'message', '---'].includes(first));

/** A documented text as a pattern: words in capitals stand for anything, and lines may break anywhere. */
const pattern = (text: string) =>
  new RegExp(
    text
      .replaceAll('`', '')
      .replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
      .replaceAll(/\b[A-Z]{3,}\b/g, '\\S+')
      .replaceAll(' ', '\\s+'),
  );

const scratch = place();
const repository = join(scratch, 'my-ml');
const at = (path: string) => join(repository, path);
const state = at('.git/secure-ml');
let older = '';

/** A folder for the path that holds these programs alone, and what they are instead. */
function pathOf(name: string, programs: Record<string, string>): string {
  const folder = join(scratch, name);
  mkdirSync(folder);
  symlinkSync(process.execPath, join(folder, 'node'));
  for (const [file, script] of Object.entries(programs)) {
    writeFileSync(join(folder, file), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, file), 0o755);
  }
  return folder;
}
/** git, but for one of its commands. */
const gitWithout = (command: string) =>
  `case " $* " in *" ${command} "*) echo "fatal: no ${command}" >&2; exit 129;; esac\nexport PATH='${process.env.PATH}'\nexec git "$@"`;

interface Shown {
  exitCode?: number | undefined;
  stdout: string;
  stderr: string;
}

const refusals: Record<string, () => Promise<Shown>> = {
  'create/not-empty': () => {
    mkdirSync(join(scratch, 'occupied-ml/src'), { recursive: true });
    return ends(2, scratch, ['occupied-ml', '--yes', '--json']);
  },
  'create/generated': () => ends(2, scratch, ['my-ml', '--yes', '--json']),
  'create/no-directory': () => ends(2, scratch, ['--yes', '--json']),
  'create/no-command': () => ends(2, scratch, ['upgarde', '--json']),
  'answers/missing': () => ends(2, scratch, ['x-ml', '--json']),
  'answers/invalid': () => ends(2, scratch, ['x-ml', '--yes', '--sensitivity', 'secret', '--json']),
  // What npm 11 makes of: npm init secure-ml my-ml --set region=us-east-1
  'bin/npm-flags': () =>
    secureMl(['my-ml', 'region=us-east-1', '--json'], {
      cwd: scratch,
      env: { npm_command: 'init', npm_config_set: 'true' },
    }),
  'bin/options': () => ends(2, scratch, ['--nonsense', '--json']),
  'bin/operands': () => ends(2, repository, ['check', 'elsewhere', '--json']),
  'baseline/no-lock': () => ends(2, scratch, ['diff', '--json']),
  'baseline/lock': () => {
    writeFileSync(at('.secure-ml/lock.json'), '<<<<<<< ours\n');
    return ends(2, repository, ['diff', '--json']);
  },
  'baseline/base': () => {
    const lock = readFileSync(at('.secure-ml/lock.json'), 'utf8');
    writeFileSync(at('.secure-ml/lock.json'), lock.replace(/(?<="blob":")[0-9a-f]{8}/, '00000000'));
    return ends(2, repository, ['diff', '--json']);
  },
  'repository/not-installed': () => ends(2, repository, ['access', '--json']),
  'repository/not-agreed': async () => {
    mkdirSync(at('node_modules'));
    appendFileSync(at('infra/app.ts'), '// somebody else\n');
    const shown = await ends(2, repository, ['access', '--json']);
    rmSync(at('node_modules'), { recursive: true });
    return shown;
  },
  'upgrade/dirty-tree': () => {
    appendFileSync(at('docs/proofs.md'), 'mine\n');
    return ends(2, repository, ['upgrade', '--json']);
  },
  'upgrade/staged': () => {
    appendFileSync(at('README.md'), 'mine\n');
    git(repository, 'add', 'README.md');
    return ends(2, repository, ['upgrade', '--json']);
  },
  'upgrade/in-the-way': () => {
    writeFileSync(at('CONTRIBUTING.md'), 'mine\n');
    return ends(2, repository, ['upgrade', '--json']);
  },
  'upgrade/operation': () => {
    git(repository, 'merge', '--quiet', '--no-ff', '--no-commit', 'another');
    return ends(2, repository, ['upgrade', '--json']);
  },
  'upgrade/pending': async () => {
    await ends(0, repository, ['upgrade']);
    return ends(2, repository, ['upgrade', '--json']);
  },
  'upgrade/running': () => {
    writeFileSync(join(state, 'running'), `${process.pid} ${hostname()}\n`);
    return ends(2, repository, ['upgrade', '--json']);
  },
  'upgrade/journal': () => {
    writeFileSync(join(state, 'journal.json'), 'half');
    return ends(2, repository, ['upgrade', '--json']);
  },
  'upgrade/other-version': () => ends(2, repository, ['answers', '--set', 'monthlyBudgetUsd=9', '--json']),
  'upgrade/older': async () => {
    await ends(0, repository, ['upgrade']);
    commit(repository, 'Upgrade');
    return ends(2, repository, ['upgrade', '--json'], older);
  },
  'git/too-old': () => {
    writeFileSync(at('docs/proofs.md'), `Mine.\n${readFileSync(at('docs/proofs.md'), 'utf8')}`);
    commit(repository, 'Mine');
    return secureMl(['upgrade', '--without-guards', '--json'], {
      cwd: repository,
      env: { PATH: pathOf('old', { git: gitWithout('merge-tree') }) },
    });
  },
};

const failures: Record<string, () => Promise<Shown>> = {
  'npm ci failed': () =>
    secureMl(['offline-ml', '--yes', '--no-git'], {
      cwd: scratch,
      env: { npm_config_offline: 'true', npm_config_cache: join(scratch, 'cache') },
    }),
  'The first commit failed': () =>
    secureMl(['taken-ml', '--yes', '--no-install'], {
      cwd: scratch,
      // With that, git has to make the repository.
      env: {
        ...{ GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'core.filemode', GIT_CONFIG_VALUE_0: 'true' },
        PATH: pathOf('failing', { git: gitWithout('init') }),
      },
    }),
  'git is not installed': () =>
    secureMl(['plain-ml', '--yes', '--no-install'], { cwd: scratch, env: { PATH: pathOf('none', {}) } }),
  'The workload needs Python': () =>
    execa(process.execPath, ['tools/python.mjs', '-m', 'pytest'], {
      cwd: repository,
      env: { ...quietSurroundings, PATH: pathOf('no-python', {}) },
      reject: false,
    }),
  'This is a bug in create-secure-ml': () => {
    const broken = join(scratch, 'broken');
    cpSync(join(program, '..'), join(broken, 'dist'), { recursive: true });
    cpSync(join(root, 'package.json'), join(broken, 'package.json'));
    writeFileSync(join(broken, 'dist/templates.bin'), 'cut off');
    return execa(process.execPath, [join(broken, 'dist/bin.cjs'), 'x-ml', '--yes'], { cwd: scratch, reject: false });
  },
};

beforeAll(async () => {
  older = otherVersion(scratch, '0.0.9', (templates) => {
    appendFileSync(join(templates, 'docs/proofs.md'), 'As it was.\n');
    rmSync(join(templates, 'CONTRIBUTING.md'));
  });
  await ends(0, scratch, ['my-ml', '--yes', '--no-install', '--sensitivity', 'public'], older);
  git(repository, 'switch', '--quiet', '--create', 'another');
  writeFileSync(at('another.txt'), 'another\n');
  commit(repository, 'Another');
  git(repository, 'switch', '--quiet', 'main');
  git(repository, 'tag', 'start');
  mkdirSync(state);
});

describe('a refusal says what the page says', () => {
  afterEach(() => {
    git(repository, 'reset', '--quiet', '--hard', 'start');
    git(repository, 'clean', '--quiet', '-d', '--force');
    rmSync(state, { recursive: true, force: true });
    mkdirSync(state);
  });

  const documented = rows.filter(([first = '']) => /^`[\w-]+\/[\w-]+`$/.test(first));
  it('and each that is there is provoked', () => {
    expect(documented.map(([code = '']) => code.replaceAll('`', ''))).toEqual(Object.keys(refusals));
  });

  it.each(documented)('%s: %s', async (code = '', what = '', fix = '') => {
    const name = code.replaceAll('`', '');
    const { exitCode, stdout } = (await refusals[name]?.()) ?? { exitCode: 0, stdout: '{}' };
    const { error } = JSON.parse(stdout);
    expect([exitCode, error?.code]).toEqual([2, name]);
    expect(error.what).toMatch(pattern(what));
    expect(error.fix).toMatch(pattern(fix));
  });
});

describe('what else can fail says what the page says', () => {
  const documented = rows.filter(([, , last = '']) => /^\d+$/.test(last));
  it.each(documented)('%s', async (what = '', fix = '', exit = '') => {
    const provoke = Object.entries(failures).find(([begin]) => what.startsWith(begin))?.[1];
    const { exitCode, stdout, stderr } = (await provoke?.()) ?? { exitCode: 0, stdout: '', stderr: '' };
    expect(`${stdout}\n${stderr}`).toMatch(pattern(what));
    expect(`${stdout}\n${stderr}`).toMatch(pattern(fix));
    expect(exitCode).toBe(Number(exit));
  });

  it('and each that is there is provoked', () => {
    expect(documented).toHaveLength(Object.keys(failures).length);
  });
});
