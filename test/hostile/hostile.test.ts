import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { program, quietSurroundings } from '../program.ts';
import { listen, putCanaries, secrets } from './canaries.ts';
import type { Kind } from './place.ts';
import { kinds } from './repositories.ts';
import { partOf, type Tried, write, writtenFor } from './table.ts';
import { changes, Runner, snapshot } from './watch.ts';

/** Every command in every kind, and the page anew. */
const whole = Boolean(process.env.HOSTILE_PAGE);

/** What one may take; more on a machine that does other things too. */
const seconds = Math.ceil(10 * Math.max(1, (loadavg()[0] ?? 0) / availableParallelism()));

const place = realpathSync(mkdtempSync(join(tmpdir(), 'hostile-')));
const at = (...path: string[]) => join(place, ...path);
const canary = at('canary');
let listener: Awaited<ReturnType<typeof listen>>;
let all: Kind[];

const waive = [
  '--reason',
  'this is only here to see what is written',
  '--owner',
  'a@b.example',
  '--until',
  '2027-01-01',
];
/** What a reviewer runs: it writes nothing but the output that is named here. */
const reading: [words: string[], output?: string][] = [
  [['check']],
  [['check', '--sarif', 'out.sarif'], 'out.sarif'],
  [['diff']],
  [['answers']],
  [['control']],
  [['access']],
  [['access', '--assembly', 'cdk.out']],
  [['judge', 'cdk.out']],
  [['report', '--assembly', 'cdk.out'], 'secure-ml-report.html'],
  [['eject', 'README.md', '--dry-run']],
  [['waive', 'drift/README.md', ...waive], 'accepted.json .secure-ml/waivers.json'],
  [['doctor']],
  [['rehearse']],
  [['rehearse', '--assembly', 'cdk.out'], 'secure-ml-rehearsal.html'],
  [['add', '--list']],
];
const merging: [words: string[], output?: string][] = [
  [['upgrade', '--preview']],
  [['answers', '--set', 'monthlyBudgetUsd=300', '--dry-run']],
  [['upgrade', '--abort']],
  [['add', 'bucket', 'features', '--yes', '--dry-run']],
  [['remove', 'features', '--dry-run']],
];
const nameOf = (words: string[]) => words.slice(0, words[0] === 'waive' ? 1 : 4).join(' ');

const environment = (extra: Record<string, string> = {}) => ({
  ...quietSurroundings,
  ...secrets,
  ...extra,
  // The person's own aws and gh, signed out: what they would ask is not for a test.
  PATH: `${at('bin')}:${process.env.PATH}`,
  HOME: at('home'),
  XDG_STATE_HOME: at('state'),
  TMPDIR: at('tmp'),
  // The own registry of the person is the listener too: it may be asked only after somebody agreed, and here nobody does.
  npm_config_registry: `${listener.address}/own/`,
  npm_config_fetch_retries: '0',
});

beforeAll(async () => {
  listener = await listen();
  for (const name of ['home', 'state', 'tmp', 'made', 'bin']) mkdirSync(at(name));
  // They say where they were started, which must not be the clone, and with which variables, which may be their own alone.
  const signedOut = `#!/bin/sh\ncase $PWD in */kinds/*) echo "started in $PWD" >> '${canary}';; esac\nseen=$(env | grep -E 'hunter2-(npm|pat|agent|db)')\n[ -z "$seen" ] || echo "$seen" >> '${canary}'\necho 'Unable to locate credentials. gh auth login' >&2\nexit 255\n`;
  for (const name of ['aws', 'gh']) writeFileSync(at('bin', name), signedOut, { mode: 0o755 });
  const env = { ...environment(), XDG_STATE_HOME: at('made') };
  const start = (...words: string[]) =>
    execFileSync(process.execPath, [program, ...words], { cwd: place, env, stdio: 'pipe' });
  start('overlay', 'new', 'ov');
  start(
    'base-ml',
    '--org',
    './ov',
    '--yes',
    '--no-install',
    '--set',
    'sensitivity=confidential',
    '--set',
    'region=eu-west-1',
  );
  putCanaries(at('base-ml'), canary, listener.address);
  all = kinds(listener.address).filter(({ onPage }) => whole || !onPage);
});
afterAll(() => {
  listener.server.close();
  rmSync(place, { recursive: true, force: true });
  // Some hundred thousand files.
}, 600_000);

/** Makes a kind's repository and what is around it, anew. */
function make({ make }: Kind, number: number): { repository: string; outside: string } {
  const around = at('kinds', String(number));
  mkdirSync(join(around, 'outside'), { recursive: true });
  for (const name of ['mine', 'HEAD', 'config', 'scratch']) writeFileSync(join(around, 'outside', name), 'mine\n');
  execFileSync('cp', ['-a', at('base-ml'), join(around, 'clone')]);
  make(join(around, 'clone'), join(around, 'outside'));
  return { repository: join(around, 'clone'), outside: join(around, 'outside') };
}

/** All of them for the page. Otherwise the first, and of the others one, another for each kind. */
function commandsFor({ merges }: Kind, number: number) {
  const ofMerges = merges ? merging : [];
  if (whole || number === 0) return [...reading, ...ofMerges];
  const [first, ...others] = reading as [(typeof reading)[0], ...typeof reading];
  const other = others[number % others.length] as (typeof reading)[0];
  return [first, other, ...ofMerges.filter((_, index) => index === number % merging.length)];
}

/** What is wrong with what a run left behind, each in a line; nothing where all is well. */
async function tryOne(runner: Runner, kind: Kind, number: number, tried: Tried[]): Promise<string[]> {
  const { repository } = make(kind, number);
  const around = at('kinds', String(number));
  const wrong: string[] = [];
  // The mutex and the scratch repository of a merge are git's business and ours; whoever follows a link there is seen outside.
  const leave = (path: string) => path === 'clone/.git/secure-ml' || path === 'clone/node_modules';
  let before = snapshot(around, leave);
  for (const [words, output] of commandsFor(kind, number)) {
    const { exit, code, said } = await runner.run({ directory: repository, words });
    const after = snapshot(around, leave);
    const where = `${kind.name}: ${words.slice(0, 3).join(' ')}`;
    const changed = changes(before, after).filter((path) => !output?.split(' ').includes(path.replace(/^clone\//, '')));
    if (kind.tells?.[0] === nameOf(words) && !said.includes(kind.tells[1]))
      wrong.push(`${where}: says nothing of ${kind.tells[1]}`);
    if (![0, 1, 2].includes(exit)) wrong.push(`${where}: exit ${exit}: ${said.slice(-600)}`);
    if (changed.length > 0) wrong.push(`${where}: changed ${changed.join(', ')}`);
    if (existsSync(canary)) {
      wrong.push(`${where}: ran ${readFileSync(canary, 'utf8').slice(0, 200)}`);
      rmSync(canary);
    }
    if (listener.seen.length > 0) wrong.push(`${where}: sent ${listener.seen.splice(0).join(', ').slice(0, 300)}`);
    const left = readdirSync(at('tmp')).filter((name) => !name.startsWith('tsx-') && !name.startsWith('node-'));
    if (left.length > 0) {
      wrong.push(`${where}: left ${left.join(', ')} in the temporary folder`);
      for (const name of left) rmSync(at('tmp', name), { recursive: true });
    }
    tried.push({ row: kind.row, command: nameOf(words), outcome: code ? `${exit} ${code}` : String(exit) });
    before = after;
  }
  return wrong;
}

describe('in a repository that somebody else wrote', () => {
  const tried: Tried[] = [];

  it('nothing runs, nothing is sent, nothing but the named output changes, and every command ends', async () => {
    expect(all.length).toBeGreaterThanOrEqual(80);
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    const waiting = [...all.entries()];
    const runners = [new Runner(environment(), seconds)];
    const wrong: string[] = [];
    await Promise.all(
      runners.map(async (runner) => {
        for (let next = waiting.shift(); next; next = waiting.shift())
          wrong.push(...(await tryOne(runner, next[1], next[0], tried)));
        runner.end();
      }),
    );
    expect(wrong).toEqual([]);
  }, 3_600_000);

  it('fleet tells of each, of what is wrong with it in its row, and ends', () => {
    const good = at('base-ml');
    const words = [
      'fleet',
      good,
      ...all.map((_, number) => at('kinds', String(number), 'clone')),
      '--html',
      at('fleet.html'),
      '--json',
    ];
    // A quarter of a second for each, as long as what one command may take is what it should be.
    const most = (all.length * seconds) / 40;
    const started = Date.now();
    const done = spawnSync(process.execPath, [program, ...words], {
      cwd: place,
      env: environment(),
      encoding: 'utf8',
      timeout: 2000 * most,
    });
    expect(done.status).toBe(1);
    expect((Date.now() - started) / 1000).toBeLessThan(most);
    const { repositories } = JSON.parse(done.stdout) as { repositories: { directory: string; fault?: string }[] };
    expect(repositories.map(({ directory }) => directory)).toEqual(words.slice(1, -3));
    expect(repositories[0]?.fault).toBeUndefined();
    expect(done.stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    const html = readFileSync(at('fleet.html'), 'utf8');
    expect(html).toContain("default-src 'none'");
    expect(html.replaceAll('\n', '')).not.toMatch(/<script|<img|[\p{Cc}\p{Cf}]/u);
  }, 150_000);

  it('no control character of it reaches a terminal, and no command a runner', () => {
    for (const [number, kind] of all.entries()) {
      if (kind.row !== 'text for terminals and pages') continue;
      for (const words of [['check'], ['diff'], ['answers']]) {
        const cwd = at('kinds', String(number), 'clone');
        const env = environment({ GITHUB_ACTIONS: 'true' });
        const { stdout, stderr } = spawnSync(process.execPath, [program, ...words], {
          cwd,
          env,
          encoding: 'utf8',
          timeout: seconds * 1000,
        });
        const said = `${stdout}${stderr}`;
        expect
          .soft(said.replace(/[\n\t]/g, ''), `${kind.name}: ${words[0]}`)
          .not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect.soft(said, `${kind.name}: ${words[0]}`).not.toMatch(/^\s*::/m);
      }
    }
  });

  it('ends as the page says (npm run hostile renews it)', () => {
    if (whole) write(partOf(tried, all.length));
    const others = tried.filter(({ row, command, outcome }) => !writtenFor(row, command).includes(outcome));
    expect(others).toEqual([]);
  });

  it('the canaries would sing: where somebody agrees they run, and see no secret', async () => {
    const runner = new Runner(environment(), seconds);
    const task = { directory: at('kinds/0/clone'), words: ['access', '--trust-repository'] };
    await runner.run(task);
    runner.end();
    const sung = readFileSync(canary, 'utf8');
    expect(sung).toContain('HOME');
    expect(sung).not.toContain('hunter2');
    expect(sung).not.toContain(at('home'));
  });
});
