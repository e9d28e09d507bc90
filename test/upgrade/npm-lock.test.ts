import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { agrees, leadsElsewhere, mergedLock } from '../../src/upgrade/merge/lock-file.ts';
import { generate, type Sandbox, sandbox, sealed, upgrade } from '../sandbox.ts';

/** Another one for each: npm takes two packages of one digest for the same. */
const integrityOf = (id: string) => `sha512-${createHash('sha512').update(id).digest('base64')}`;
type Needs = Record<string, string>;
/** What a registry on this machine has: by name and version, what each needs. */
const packages: Record<string, Record<string, Needs>> = {
  p: { '2.0.0': {}, '4.0.0': {} },
  q: { '1.0.0': { p: '^4.0.0' } },
  r: { '1.0.0': {}, '1.1.0': {}, '1.2.0': {} },
  s: { '1.0.0': {} },
};
/** What a package wants beside it. */
const peers: Record<string, Needs> = { s: { r: '^1.0.0' } };
let server: Server;
let registry = '';
const asked: string[] = [];
const cache = mkdtempSync(join(tmpdir(), 'npm-cache-'));
const before = { ...process.env };

beforeAll(async () => {
  server = createServer(({ url = '' }, response) => {
    asked.push(url);
    const name = url.slice(1);
    const versions = Object.entries(packages[name] ?? {}).map(([version, dependencies]) => {
      const dist = { integrity: integrityOf(name + version), tarball: `${registry}${name}/-/${name}-${version}.tgz` };
      return [version, { name, version, dependencies, peerDependencies: peers[name], dist }];
    });
    if (versions.length === 0) response.writeHead(404);
    response.end(JSON.stringify({ name, 'dist-tags': {}, versions: Object.fromEntries(versions) }));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  registry = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  Object.assign(process.env, { npm_config_registry: registry, npm_config_cache: cache, npm_config_fetch_retries: '0' });
  // As one who types: an npm that starts the tests sets these for its project.
  for (const name of ['npm_command', 'npm_config_user_agent']) delete process.env[name];
});
afterAll(() => {
  server.close();
  process.env = before;
  rmSync(cache, { recursive: true, force: true });
});

const text = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
const manifest = (devDependencies: Needs, more = {}) => text({ private: true, devDependencies, ...more });
const lock = (devDependencies: Needs, rest: Record<string, { version: string } & Record<string, unknown>>) => {
  const entries = Object.entries(rest).map(([path, entry]) => {
    const integrity = integrityOf(path.slice('node_modules/'.length) + entry.version);
    return [path, { ...entry, integrity, dev: true }];
  });
  const all = { '': { devDependencies }, ...Object.fromEntries(entries) };
  return text({ lockfileVersion: 3, requires: true, packages: all });
};
const r = { 'node_modules/r': { version: '1.0.0' } };
const files = (own: Needs, rest: Parameters<typeof lock>[1], more = {}) => ({
  'package.json': manifest(own, more),
  'package-lock.json': lock(own, rest),
});
/** The new version needs q, which needs p 4. */
const incoming = sealed(
  files(
    { q: '1.0.0', r: '1.0.0' },
    {
      'node_modules/p': { version: '4.0.0' },
      'node_modules/q': { version: '1.0.0', dependencies: { p: '^4.0.0' } },
      ...r,
    },
  ),
  '0.2.0',
);
/** A repository whose owner took p 2 into the same place. */
function repository(more = {}): Sandbox {
  const box = sandbox();
  generate(box, sealed(files({ r: '1.0.0' }, r)));
  const mine = files({ p: '2.0.0', r: '1.0.0' }, { 'node_modules/p': { version: '2.0.0' }, ...r }, more);
  for (const [path, content] of Object.entries(mine)) box.put(path, content);
  box.commit();
  return box;
}
const versionsIn = (box: Sandbox) =>
  Object.entries(JSON.parse(box.read('package-lock.json')).packages as Record<string, { version: string }>).map(
    ([path, { version }]) => `${path} ${version}`,
  );
const changeOf = async (...[box, tree, options]: Parameters<typeof upgrade>) =>
  (await upgrade(box, tree, options)).changes.find(({ path }) => path === 'package-lock.json');

it('a lock file that both sides changed is completed by npm, and both versions stand where they are needed', async () => {
  const box = repository();
  expect(await changeOf(box, incoming)).toMatchObject({ does: 'merge' });
  expect(versionsIn(box).slice(1)).toEqual([
    'node_modules/p 2.0.0',
    'node_modules/q 1.0.0',
    'node_modules/q/node_modules/p 4.0.0',
    'node_modules/r 1.0.0',
  ]);
  const { name, packages: all } = JSON.parse(box.read('package-lock.json'));
  expect([name, all[''].name]).toEqual([undefined, undefined]);
  expect(box.read('package-lock.json')).not.toContain('resolved');
  expect(asked).not.toEqual([]);
});

it("what the person's npm is set to does not decide which lock file others get", async () => {
  const userconfig = join(cache, 'user.npmrc');
  const set = ['legacy-peer-deps', 'global', 'workspaces', 'omit=dev', 'save=false', 'lockfile-version=1', 'dry-run'];
  writeFileSync(userconfig, set.join('\n'));
  process.env.npm_config_userconfig = userconfig;
  const box = repository();
  // Its owner has a package that needs a peer, and no longer what gives it.
  box.put('package.json', manifest({ p: '2.0.0', s: '1.0.0' }));
  box.commit();
  try {
    expect(await changeOf(box, incoming)).toMatchObject({ does: 'merge', why: expect.stringContaining('completed') });
  } finally {
    delete process.env.npm_config_userconfig;
  }
  expect(versionsIn(box)).toContain('node_modules/r 1.0.0');
  expect(JSON.parse(box.read('package-lock.json')).lockfileVersion).toBe(3);
});

it('a lock file that its owner calls npm-shrinkwrap.json is completed too', async () => {
  const box = repository();
  box.put('npm-shrinkwrap.json', box.read('package-lock.json'));
  box.remove('package-lock.json');
  box.commit();
  const { changes } = await upgrade(box, incoming);
  const change = changes.find(({ path }) => path === 'npm-shrinkwrap.json');
  expect(change).toMatchObject({ does: 'merge', from: 'package-lock.json' });
  expect(box.read('npm-shrinkwrap.json')).toContain('node_modules/q/node_modules/p');
});

it.each([
  ['pnpm-lock.yaml', 'pnpm install --lockfile-only'],
  ['yarn.lock', 'yarn install'],
  ['bun.lock', 'bun install --lockfile-only'],
  ['npm-shrinkwrap.json', 'npm install --package-lock-only'],
])('%s stays as it is, and the upgrade says what brings it up to date', async (name, command) => {
  const box = sandbox();
  generate(box, sealed(files({ r: '1.0.0' }, r)));
  box.remove('package-lock.json');
  box.put(name, name.endsWith('.json') ? lock({}, {}) : 'others have written this\n');
  box.commit();
  const { changes } = await upgrade(box, incoming);
  const change = changes.find(({ path }) => path === name);
  expect(change).toMatchObject({ does: 'keep', why: expect.stringContaining(`Type: ${command}`) });
  expect(box.git('status', '--porcelain', '--', name)).toBe('');
});

it('a preview says so, and starts nothing', async () => {
  asked.length = 0;
  const change = await changeOf(repository(), incoming, { preview: true });
  expect(change).toMatchObject({ does: 'merge', why: 'both changed it; npm completes it' });
  expect(asked).toEqual([]);
});

it('where npm finds a package nowhere the file waits as a conflict, with what to type', async () => {
  const saved = packages.p;
  packages.p = {};
  rmSync(cache, { recursive: true });
  const box = repository();
  const change = await changeOf(box, incoming);
  packages.p = saved as never;
  expect(change?.does).toBe('conflict');
  expect(change?.why).toContain('npm install --package-lock-only');
  expect(box.git('ls-files', '--unmerged')).toContain('package-lock.json');
});

it.each([
  ['a dependency of git', { dependencies: { x: 'git+ssh://git@host/x.git' } }],
  ['a folder', { dependencies: { x: 'file:../x' } }],
  ['an address', { dependencies: { x: 'https://host/x.tgz' } }],
  ['the short form of a repository', { dependencies: { x: 'somebody/x' } }],
  ['workspaces', { workspaces: ['packages/*'] }],
])('npm is not started where package.json has %s', async (_, more) => {
  asked.length = 0;
  expect(await changeOf(repository(more), incoming)).toMatchObject({ does: 'conflict' });
  expect(asked).toEqual([]);
});

it('nor where the .npmrc of the repository names a registry', async () => {
  asked.length = 0;
  const box = repository();
  box.put('.npmrc', `registry=${registry}\n`);
  box.commit();
  const change = await changeOf(box, incoming);
  expect(change).toMatchObject({ does: 'conflict', why: expect.stringContaining('.npmrc here names a registry') });
  expect(asked).toEqual([]);
});

it('nor where the lock file has a package from another place', () => {
  const at = (entry: object) => ({ packages: { 'node_modules/x': entry } }) as never;
  expect(leadsElsewhere({}, at({ version: '1.0.0' }))).toBeUndefined();
  for (const resolved of ['https://host/x.tgz', 'git+ssh://git@host/x.git#1', 'file:../x']) {
    expect(leadsElsewhere({}, at({ version: '1.0.0', resolved }))).toContain('node_modules/x');
  }
  expect(leadsElsewhere({}, at({ link: true }))).toContain('node_modules/x');
});

it('a lock file that nobody edited is completed too, where package.json has a package of its owner', async () => {
  const box = repository();
  box.put('package-lock.json', lock({ r: '1.0.0' }, r));
  box.commit();
  expect(await changeOf(box, incoming)).toMatchObject({ does: 'merge' });
  expect(agrees(JSON.parse(box.read('package.json')), JSON.parse(box.read('package-lock.json')))).toBe(true);
});

it('the newer of two versions stands where that is asked for, and is a conflict otherwise', async () => {
  const raised = (version: string) => files({ r: version }, { 'node_modules/r': { version } });
  const repositoryWith = (mine: string) => {
    const box = sandbox();
    generate(box, sealed(raised('1.0.0')));
    for (const [path, content] of Object.entries(raised(mine))) box.put(path, content);
    box.commit();
    return box;
  };
  expect((await upgrade(repositoryWith('1.1.0'), sealed(raised('1.2.0'), '0.2.0'))).conflicts).toContain(
    'package.json',
  );
  for (const [mine, theirs] of [
    ['1.1.0', '1.2.0'],
    ['1.2.0', '1.1.0'],
  ] as const) {
    const box = repositoryWith(mine);
    expect((await upgrade(box, sealed(raised(theirs), '0.2.0'), { newerPins: true })).conflicts).toEqual([]);
    expect(JSON.parse(box.read('package.json')).devDependencies.r).toBe('1.2.0');
    expect(versionsIn(box)[1]).toBe('node_modules/r 1.2.0');
  }
});

it('a package of the lock file stands whole, from the side that changed it; where both did, npm finds one that fits', () => {
  const one = (version: string, needs: Needs) =>
    text({ packages: { 'node_modules/r': { version, dependencies: needs } } });
  const merged = (...texts: [string, string, string]) => JSON.parse(mergedLock(...texts) ?? '').packages;
  const [was, mine, incoming] = [one('1.0.0', {}), one('1.2.0', { p: '1' }), one('1.1.0', { q: '1' })];
  expect(merged(was, mine, was)).toEqual(JSON.parse(mine).packages);
  expect(merged(was, was, incoming)).toEqual(JSON.parse(incoming).packages);
  expect(merged(was, mine, incoming)).toEqual({});
});
