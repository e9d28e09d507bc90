import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { quietSurroundings, scratchDirectory } from '../program.ts';
import { keys, openTerminal, type Terminal } from '../terminal.ts';

const scratch = scratchDirectory();
writeFileSync(join(scratch, 'gitconfig'), '[user]\n name = Ops\n email = ops@acme.dev\n');
const env = { ...quietSurroundings, GIT_CONFIG_GLOBAL: join(scratch, 'gitconfig') };

let count = 0;
function open(words: string[], options: Omit<Parameters<typeof openTerminal>[1], 'cwd'> = {}) {
  count += 1;
  const cwd = join(scratch, String(count));
  mkdirSync(cwd);
  return {
    cwd,
    terminal: openTerminal(['--no-install', ...words], { ...options, cwd, env: { ...env, ...options.env } }),
  };
}

/** Takes the default of each of the four questions, up to the plan. */
async function defaultsTo(terminal: Terminal): Promise<string> {
  for (const question of [
    '? Region',
    '? How sensitive',
    '? Buckets',
    '? Where do alerts go',
    '\n? E-mail',
    '? Alert from',
  ]) {
    await terminal.until(question);
    terminal.type(keys.enter);
  }
  await terminal.until('? Customize?');
  terminal.type(keys.enter);
  return terminal.until('? Write it?');
}

const settingsIn = (cwd: string) => JSON.parse(readFileSync(join(cwd, 'my-ml/settings.json'), 'utf8'));
const widest = (screen: string) => Math.max(...screen.split('\n').map((line) => line.length));

describe('in a terminal', () => {
  it('four questions, the plan and a yes make a repository', async () => {
    const { cwd, terminal } = open(['my-ml']);
    const plan = await defaultsTo(terminal);
    expect(plan).toContain('✔ Region eu-west-1');
    expect(plan).toContain('✔ How sensitive is the data? confidential');
    expect(plan).toMatch(/Controls +\d+: /);
    expect(plan).toMatch(/Files +\d+/);
    expect(plan).toMatch(/Fixed cost +[\d.]+ USD a month.*list prices/);
    expect(existsSync(join(cwd, 'my-ml'))).toBe(false);
    expect(readdirSync(cwd)).toEqual([]);
    terminal.type(keys.enter);
    const end = await terminal.until('npm test');
    expect(await terminal.exit).toBe(0);
    expect(end).toContain('Next:\n  cd my-ml\n');
    expect(end).not.toContain('create infra');
    expect(settingsIn(cwd).alerting.emails).toEqual(['ops@acme.dev']);
    expect(readdirSync(cwd)).toEqual(['my-ml']);
    expect(existsSync(join(cwd, 'my-ml/.git/HEAD'))).toBe(true);
  });

  it('the same files are written as without one', async () => {
    const { cwd, terminal } = open(['my-ml']);
    await defaultsTo(terminal);
    terminal.type(keys.enter);
    await terminal.exit;
    const other = openTerminal(['my-other', '--no-install', '--yes', '--name=my-ml'], { cwd, env });
    expect(await other.exit).toBe(0);
    const files = (directory: string) =>
      Object.fromEntries(
        readdirSync(join(cwd, directory), { recursive: true, withFileTypes: true })
          .filter((one) => one.isFile() && !`${one.parentPath}/`.includes('/.git/'))
          .map((one) => {
            const file = join(one.parentPath, one.name);
            return [file.slice(join(cwd, directory).length), readFileSync(file, 'utf8')];
          })
          .filter(([file]) => !file?.startsWith('/.secure-ml/')),
      );
    expect(Object.keys(files('my-ml')).length).toBeGreaterThan(50);
    expect(files('my-ml')).toEqual(files('my-other'));
  });

  it('regions are found by name or place', async () => {
    const { terminal } = open(['my-ml']);
    await terminal.until('Type to search');
    terminal.type('frank');
    expect(await terminal.until(/❯ eu-central-1 +Frankfurt/)).not.toContain('eu-west-1');
    terminal.type(keys.enter);
    expect(await terminal.until('How sensitive')).toContain('✔ Region eu-central-1');
    terminal.type(keys.interrupt);
    expect(await terminal.exit).toBe(130);
  });

  it('each tier says in one line what it turns on', async () => {
    const { terminal } = open(['my-ml', '--region', 'eu-west-1']);
    const screen = await terminal.until('restricted');
    for (const tier of ['public', 'internal', 'confidential', 'restricted']) {
      expect(screen).toMatch(new RegExp(`${tier}  +[a-zA-Z].{20,}`));
    }
    terminal.type(keys.interrupt);
    await terminal.exit;
  });

  it('a bucket name that S3 forbids is refused on the spot, with what to give', async () => {
    const { terminal } = open(['my-ml', '--region', 'eu-west-1', '--sensitivity', 'internal']);
    await terminal.until('? Buckets');
    terminal.type(keys.down + keys.enter);
    await terminal.until('? Bucket for raw data');
    terminal.type(`My_Bucket${keys.enter}`);
    expect(await terminal.until('Give create')).toContain('"My_Bucket" has characters other than');
    terminal.type(`${keys.erase}my-raw-data${keys.enter}`);
    expect(await terminal.until('? Bucket for processed')).toContain('✔ Bucket for raw data my-raw-data');
    terminal.type(keys.interrupt);
    await terminal.exit;
  });

  it('from internal up somebody must be told', async () => {
    const { terminal } = open(['my-ml', '--region', 'eu-west-1', '--sensitivity', 'internal']);
    await terminal.until('? Buckets');
    terminal.type(keys.enter);
    await terminal.until('? Where do alerts go');
    terminal.type(keys.space + keys.enter);
    await terminal.until(/> At least one/);
    terminal.type(keys.interrupt);
    await terminal.exit;
  });

  it('what a flag gave is not asked', async () => {
    const sets = [
      '--set',
      'buckets.raw=create',
      '--set',
      'buckets.processed=create',
      '--set',
      'buckets.artifacts=create',
    ];
    const { terminal } = open([
      ...['my-ml', '--region', 'eu-west-1', '--sensitivity', 'internal', '--email', 'me@example.com', ...sets],
      ...['--set', 'alerting.minimumSeverity=high'],
    ]);
    expect(await terminal.until('? Customize?')).not.toContain('✔');
    terminal.type(keys.enter);
    expect(await terminal.until('Write it?')).toMatch(/Alerts +me@example.com; from severity high/);
    terminal.type(keys.interrupt);
    await terminal.exit;
  });

  it('what cannot be used is told before the first question', async () => {
    const { cwd, terminal } = open(['my-ml', '--set', 'repository=nonsense', '--sensitivity', 'secret']);
    expect(await terminal.exit).toBe(2);
    expect(terminal.screen()).toContain('2 answers cannot be used');
    expect(terminal.screen()).not.toContain('? Region');
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('behind Customize? are the rest, and none is not offered as a network from confidential up', async () => {
    const sets = [
      '--set',
      'buckets.raw=create',
      '--set',
      'buckets.processed=create',
      '--set',
      'buckets.artifacts=create',
    ];
    const { cwd, terminal } = open([
      'my-ml',
      '--region',
      'eu-west-1',
      '--sensitivity',
      'restricted',
      '--email',
      'me@example.com',
      ...sets,
    ]);
    await terminal.until('? Alert from');
    terminal.type(keys.enter);
    await terminal.until('? Customize?');
    terminal.type(`y${keys.enter}`);
    await terminal.until('? GuardDuty');
    terminal.type(keys.down + keys.down + keys.enter);
    await terminal.until('? CloudTrail');
    terminal.type(keys.enter);
    await terminal.until('? Macie');
    terminal.type(keys.down + keys.enter);
    await terminal.until('? Access Analyzer');
    terminal.type(keys.enter);
    await terminal.until('? AWS Config');
    terminal.type(keys.enter);
    await terminal.until('? Security Hub');
    terminal.type(keys.enter);
    await terminal.until('? Locked copy');
    terminal.type(keys.enter);
    await terminal.until('? Identity provider for GitHub');
    terminal.type(keys.enter);
    expect(await terminal.until('? Network')).not.toMatch(/none +no VPC/);
    terminal.type(keys.down + keys.enter);
    await terminal.until('? VPC and subnets');
    terminal.type(`vpc-1${keys.enter}`);
    await terminal.until('names no subnets');
    terminal.type(`${keys.erase}vpc-0123456789abcdef0:subnet-0123456789abcdef0:sg-0123456789abcdef0${keys.enter}`);
    await terminal.until('? AWS account of the dev');
    terminal.type(`111122223333${keys.enter}`);
    await terminal.until('? AWS account of the prod');
    terminal.type(keys.enter);
    await terminal.until('? GitHub repository');
    terminal.type(`acme/my-ml${keys.enter}`);
    await terminal.until('? How do people sign in');
    terminal.type(keys.enter);
    await terminal.until('? Monthly budget');
    terminal.type(`50${keys.enter}`);
    await terminal.until('? Write it?');
    terminal.type(keys.enter);
    expect(await terminal.exit).toBe(0);
    expect(settingsIn(cwd)).toMatchObject({
      guardduty: 'organization',
      macie: 'existing',
      network: { vpcId: 'vpc-0123456789abcdef0', subnetIds: ['subnet-0123456789abcdef0'] },
      accounts: { dev: '111122223333', prod: null },
      repository: 'acme/my-ml',
      monthlyBudgetUsd: 50,
    });
  });

  it('two answers that do not go together are asked again, and the others stay', async () => {
    const { cwd, terminal } = open(['my-ml']);
    const steps: [question: string, typed: string][] = [
      ['? Region', ''],
      ['? How sensitive', ''],
      ['? Buckets', keys.down],
      ['? Bucket for raw', 'acme-lake'],
      ['? Bucket for processed', 'acme-lake'],
      ['? Bucket for models', ''],
      ['? Where do alerts go', ''],
      ['\n? E-mail', ''],
      ['? Alert from', ''],
      ['? Customize?', ''],
    ];
    for (const [question, typed] of steps) {
      await terminal.until(question);
      terminal.type(typed + keys.enter);
    }
    await terminal.until(/is the bucket of raw too[\s\S]*\? Region/);
    for (const [question] of steps) {
      await terminal.until(new RegExp(`is the bucket of raw too[\\s\\S]*${question.replaceAll('?', '\\?')}`));
      terminal.type((question === '? Bucket for processed' ? 'acme-processed' : '') + keys.enter);
    }
    expect(await terminal.until('? Write it?')).toContain('raw: acme-lake, processed: acme-processed');
    terminal.type(keys.interrupt);
    await terminal.exit;
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('an answer can be changed at the plan', async () => {
    const { cwd, terminal } = open(['my-ml']);
    await defaultsTo(terminal);
    terminal.type(keys.down + keys.enter);
    await terminal.until('? Which one?');
    terminal.type(keys.interrupt);
    expect(await terminal.exit).toBe(130);
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('a no at the plan writes nothing', async () => {
    const { cwd, terminal } = open(['my-ml']);
    await defaultsTo(terminal);
    terminal.type(keys.down + keys.down + keys.enter);
    expect(await terminal.exit).toBe(130);
    expect(terminal.screen()).toContain('nothing was written');
    expect(readdirSync(cwd)).toEqual([]);
  });

  it.each(['? Region', '? Where do alerts go', '? Write it?'])('Ctrl-C at "%s" writes nothing', async (at) => {
    const { cwd, terminal } = open(['my-ml']);
    const steps = ['? Region', '? How sensitive', '? Buckets', '? Where do alerts go'];
    if (at === '? Write it?') await defaultsTo(terminal);
    for (const step of steps.slice(0, Math.max(0, steps.indexOf(at)))) {
      await terminal.until(step);
      terminal.type(keys.enter);
    }
    await terminal.until(at);
    terminal.type(keys.interrupt);
    expect(await terminal.exit).toBe(130);
    expect(terminal.screen()).not.toMatch(/Error|at .*:\d+/);
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('without a directory, it is asked for', async () => {
    const { cwd, terminal } = open([]);
    await terminal.until('? Directory of the new repository');
    terminal.type(keys.enter);
    await terminal.until('? Region');
    await defaultsTo(terminal);
    terminal.type(keys.enter);
    expect(await terminal.exit).toBe(0);
    expect(settingsIn(cwd).name).toBe('my-ml');
  });

  it('CI is never asked', async () => {
    const { terminal } = open(['my-ml'], { env: { CI: 'true' } });
    expect(await terminal.exit).toBe(2);
    expect(terminal.screen()).toContain('--yes');
  });

  it('--dry-run asks, shows the plan and the files, and writes nothing', async () => {
    const { cwd, terminal } = open(['my-ml', '--dry-run'], { rows: 200, saysMuch: true });
    for (const question of [
      '? Region',
      '? How sensitive',
      '? Buckets',
      '? Where do alerts go',
      '\n? E-mail',
      '? Alert from',
      '? Customize?',
    ]) {
      await terminal.until(question);
      terminal.type(keys.enter);
    }
    expect(await terminal.exit).toBe(0);
    expect(terminal.screen()).toContain('Nothing was written');
    expect(readdirSync(cwd)).toEqual([]);
  });
});

describe('the screens', () => {
  it('have no colour under NO_COLOR', async () => {
    const { terminal } = open(['my-ml'], { env: { NO_COLOR: '1' } });
    await defaultsTo(terminal);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape that begins a colour
    expect(terminal.raw()).not.toMatch(/\x1b\[(3\d|9\d|4\d|10\d|38|48)(;\d+)*m/);
    terminal.type(keys.interrupt);
    await terminal.exit;
  });

  it.each([40, 80])('break between words at %i columns', async (cols) => {
    const { terminal } = open(['my-ml'], { cols, rows: 80 });
    const screen = await defaultsTo(terminal);
    expect(widest(screen)).toBeLessThanOrEqual(cols);
    const words = screen.split(/\s+/);
    for (const word of [
      'least-privilege,',
      'bucket-encryption,',
      'upload-encryption,',
      'confidential',
      'ops@acme.dev;',
    ]) {
      expect(words).toContain(word);
    }
    terminal.type(keys.interrupt);
    await terminal.exit;
  });
});

const escapeKey = '\u001b';

describe('a person who changes their mind', () => {
  it('goes back and on by Escape and Enter, and no answer is lost', async () => {
    const { cwd, terminal } = open(['my-ml', '--region', 'eu-west-1']);
    await terminal.until('? How sensitive');
    terminal.type(keys.down + keys.enter);
    await terminal.until('? Buckets');
    terminal.type(keys.enter);
    await terminal.until('? Where do alerts go');
    terminal.type(escapeKey);
    await terminal.until(/\? Where do alerts[\s\S]*\? Buckets[\s\S]*❯/);
    terminal.type(escapeKey);
    // The cursor is on what was answered.
    const tier = (await terminal.until(/\? Buckets[\s\S]*\? How sensitive[\s\S]*❯ \w+/)).match(/❯ (\w+)/g)?.at(-1);
    terminal.type(keys.enter);
    await terminal.until(/\? Where do alerts[\s\S]*✔ How sensitive[\s\S]*\? Buckets[\s\S]*❯/);
    for (const question of ['? Where do alerts go', '\n? E-mail', '? Alert from', '? Customize?']) {
      terminal.type(keys.enter);
      await terminal.until(new RegExp(`${question.replaceAll('?', '\\?')}(?![\\s\\S]*✔)`));
    }
    terminal.type(keys.enter);
    await terminal.until('? Write it?');
    terminal.type(keys.enter);
    expect(await terminal.exit).toBe(0);
    expect(`❯ ${settingsIn(cwd).sensitivity}`).toBe(tier);
    expect(settingsIn(cwd).sensitivity).not.toBe('confidential');
  });

  it('changes one answer from the plan, and the others stay', async () => {
    const { cwd, terminal } = open(['my-ml']);
    await terminal.until('? Region');
    terminal.type('frank');
    await terminal.until('❯ eu-central-1');
    terminal.type(keys.enter);
    for (const question of ['? How sensitive', '? Buckets', '? Where do alerts go', '\n? E-mail', '? Alert from']) {
      await terminal.until(question);
      terminal.type(keys.enter);
    }
    await terminal.until('? Customize?');
    terminal.type(keys.enter);
    await terminal.until('? Write it?');
    terminal.type(keys.down + keys.enter);
    const list = await terminal.until('? Which one?');
    expect(list).toMatch(/Region +eu-central-1/);
    expect(list).toMatch(/Where do alerts go\? +E-mail/);
    expect(list).toMatch(/Buckets for raw data.* +create them/);
    terminal.type(keys.down + keys.enter);
    await terminal.until(/Which one[\s\S]*\? How sensitive/);
    terminal.type(keys.down + keys.enter);
    expect(await terminal.until(/How sensitive[\s\S]*Sensitivity +restricted/)).toMatch(/Region +eu-central-1/);
    terminal.type(keys.enter);
    expect(await terminal.exit).toBe(0);
    expect(settingsIn(cwd)).toMatchObject({ region: 'eu-central-1', sensitivity: 'restricted' });
    expect(settingsIn(cwd).alerting.emails).toEqual(['ops@acme.dev']);
  });

  it('who stops is told of what they answered, as a file for the next time', async () => {
    const { cwd, terminal } = open(['my-ml']);
    await terminal.until('? Region');
    terminal.type('frank');
    await terminal.until('❯ eu-central-1');
    terminal.type(keys.enter);
    await terminal.until('? How sensitive');
    terminal.type(keys.interrupt);
    expect(await terminal.exit).toBe(130);
    const [, text = ''] = /answers\.json:\n(\{[\s\S]*?\n\})\nThen/.exec(terminal.screen()) ?? [];
    expect(JSON.parse(text)).toEqual({ region: 'eu-central-1' });
    expect(terminal.screen()).toContain('create-secure-ml my-ml --answers answers.json');
    expect(readdirSync(cwd)).toEqual([]);
  });

  it.each([
    [80, 24],
    [120, 40],
  ])('sees the whole plan with its question on %i x %i', async (cols, rows) => {
    const { terminal } = open(['my-ml'], { cols, rows });
    await defaultsTo(terminal);
    await terminal.until('no, write nothing');
    const seen = terminal.screen().split('\n').slice(-rows).join('\n');
    for (const part of ['The plan for my-ml', 'Region', 'Fixed cost', '? Write it?', 'no, write nothing']) {
      expect(seen).toContain(part);
    }
    terminal.type(keys.interrupt);
    await terminal.exit;
  });
});
