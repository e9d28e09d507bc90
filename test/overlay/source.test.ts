import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digest } from '../../src/overlay/digest.ts';
import { originOf } from '../../src/overlay/origin.ts';
import { readRepository } from '../../src/overlay/repository.ts';
import { fetchOverlay } from '../../src/overlay/source.ts';
import { document, fetched, refusal, scratch } from './forge.ts';

const place = scratch();
const marker = join(place, 'it-ran');
const temporary = join(place, 'tmp');
mkdirSync(temporary);
process.env.TMPDIR = temporary;

function write(directory: string, parts: Record<string, unknown> = {}, manifest?: object): string {
  mkdirSync(join(directory, 'files/docs'), { recursive: true });
  writeFileSync(join(directory, 'overlay.json'), JSON.stringify(document(parts)));
  writeFileSync(join(directory, 'files/docs/a.md'), 'hello');
  writeFileSync(join(directory, 'files/run.sh'), '#!/bin/sh\n');
  chmodSync(join(directory, 'files/run.sh'), 0o755);
  if (manifest)
    writeFileSync(
      join(directory, 'package.json'),
      JSON.stringify({ name: 'bank-overlay', version: '1.0.0', ...manifest }),
    );
  return directory;
}

describe('a directory, a tarball and a git tag of one overlay', () => {
  const repository = write(join(place, 'repository'), {}, {});
  const git = (...words: string[]) =>
    execa('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.example', '-c', 'commit.gpgSign=false', ...words], {
      cwd: repository,
    });
  beforeAll(async () => {
    await git('init', '--quiet');
    await git('add', '--all');
    await git('commit', '--quiet', '--message=one');
    await git('tag', 'v1.0.0');
    await execa('npm', ['pack', '--silent'], { cwd: repository });
  });

  it('have the same integrity, whatever packed them', async () => {
    const specs = ['./repository', './repository/bank-overlay-1.0.0.tgz', `git+file://${repository}#v1.0.0`];
    const all = await Promise.all(specs.map((spec) => fetchOverlay(spec, place)));
    expect(new Set(all.map(({ integrity }) => integrity)).size).toBe(1);
    expect(all[0]?.tree.get('files/run.sh')?.mode).toBe('100755');
    expect(all[2]?.resolved).toBe((await git('rev-parse', 'HEAD')).stdout);
  });

  it('have what npm never packs, by names of its own, and are refused with the names that it would lose', async () => {
    const put = (directory: string, path: string, text: string) => {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    };
    const dotted = write(join(place, 'dotted'), {}, {});
    put(dotted, 'files/dot-npmrc', 'save-exact=true\n');
    put(dotted, 'files/ml/dot-gitignore', '*.csv\n');
    await execa('npm', ['pack', '--silent'], { cwd: dotted });
    const all = await Promise.all(
      ['./dotted', './dotted/bank-overlay-1.0.0.tgz'].map((spec) => fetchOverlay(spec, place)),
    );
    expect(all[0]?.integrity).toBe(all[1]?.integrity);
    expect([...(all[1]?.tree.keys() ?? [])]).toEqual(expect.arrayContaining(['files/.npmrc', 'files/ml/.gitignore']));
    const lost = write(join(place, 'lost'), {}, {});
    put(lost, 'files/ml/.gitignore', '*.csv\n');
    const { what, fix } = await refusal(() => fetchOverlay(lost, place));
    expect(what).toContain('npm leaves files/ml/.gitignore out');
    expect(fix).toContain('files/ml/dot-gitignore');
  });

  it('a repository is fetched up to a size, and no further', async () => {
    const spec = { url: `file://${repository}`, ref: 'v1.0.0' };
    expect((await readRepository(spec, 'x')).tree.size).toBeGreaterThan(0);
    expect((await refusal(() => readRepository(spec, 'x', 1000))).what).toContain('larger than 1000 bytes');
  });

  it('can be named by the commit, and by nothing that moves', async () => {
    const commit = (await git('rev-parse', 'HEAD')).stdout;
    expect((await fetchOverlay(`git+file://${repository}#${commit}`, place)).resolved).toBe(commit);
    await git('branch', 'moving');
    expect((await refusal(() => fetchOverlay(`git+file://${repository}#moving`, place))).what).toContain(
      'git could not fetch it',
    );
  });

  it('a link in a commit is refused, and a hook or filter of the repository is not run', async () => {
    writeFileSync(join(repository, '.git/hooks/post-checkout'), `#!/bin/sh\ntouch ${marker}\n`, { mode: 0o755 });
    writeFileSync(join(repository, '.gitattributes'), '* filter=evil\n');
    await git('add', '--all');
    await git('commit', '--quiet', '--message=two');
    await git('tag', 'v2');
    await git('config', 'filter.evil.smudge', `touch ${marker}`);
    await fetched(`git+file://${repository}#v2`, place);
    symlinkSync('../../../secret', join(repository, 'files/link'));
    await git('add', '--all');
    await git('commit', '--quiet', '--message=three');
    await git('tag', 'v3');
    expect((await refusal(() => fetched(`git+file://${repository}#v3`, place))).what).toContain(
      'is a link or a submodule',
    );
    expect(existsSync(marker)).toBe(false);
  });

  it('a tag that is not there is refused', async () => {
    expect((await refusal(() => fetched(`git+file://${repository}#v9`, place))).code).toBe('overlay/source');
  });
});

/** A registry for one package, on this machine alone. */
function registryOf(tarball: Buffer, integrity: string): Promise<Server> {
  const server = createServer((request, response) => {
    const { port } = server.address() as AddressInfo;
    if (request.url?.endsWith('.tgz')) return response.end(tarball);
    if (request.url !== '/bank-overlay') return response.writeHead(404).end('{}');
    const dist = { tarball: `http://127.0.0.1:${port}/bank-overlay-1.0.0.tgz`, integrity };
    const versions = { '1.0.0': { name: 'bank-overlay', version: '1.0.0', dist } };
    return response.end(JSON.stringify({ name: 'bank-overlay', 'dist-tags': { latest: '1.0.0' }, versions }));
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

describe('a package', () => {
  const from = join(place, 'from');
  let server: Server;
  let packed: { filename: string; integrity: string };
  const source = write(join(place, 'package'), {}, { scripts: { postinstall: `touch ${marker}` } });
  const serve = async (integrity?: string) => {
    server = await registryOf(readFileSync(join(source, packed.filename)), integrity ?? packed.integrity);
    const { port } = server.address() as AddressInfo;
    writeFileSync(join(from, '.npmrc'), `registry=http://127.0.0.1:${port}/\n`);
    Object.assign(process.env, { npm_config_cache: join(place, `cache-${port}`), npm_config_fetch_retries: '0' });
  };
  beforeAll(async () => {
    mkdirSync(from, { recursive: true });
    const { stdout } = await execa('npm', ['pack', '--json', '--ignore-scripts'], { cwd: source });
    [packed] = JSON.parse(stdout);
  });
  afterAll(() => server?.close());

  it('is fetched by npm from the registry that was agreed to; its script does not run, and is refused', async () => {
    await serve();
    const { resolved, tree } = await fetchOverlay('bank-overlay@^1', from, originOf('bank-overlay@^1', from)?.registry);
    expect(resolved).toBe('bank-overlay@1.0.0');
    expect(tree.has('files/docs/a.md')).toBe(true);
    expect((await refusal(() => fetched('bank-overlay', from))).what).toContain('postinstall');
    expect(existsSync(marker)).toBe(false);
    expect(readdirSync(from)).toEqual(['.npmrc']);
    server.close();
  });

  it('is never looked for where .npmrc says, with a variable of the environment in the address', async () => {
    for (const line of [
      'registry=http://host.example/$'.concat('{HOME}/'),
      '@acme:registry=https://host.example/$HOME',
    ]) {
      writeFileSync(join(from, '.npmrc'), `${line}\n`);
      const spec = line.startsWith('@') ? '@acme/bank' : 'bank';
      expect((await refusal(() => originOf(spec, from))).what).toContain('has a variable in it');
    }
  });

  it('whose bytes are not those that the registry promises is refused', async () => {
    await serve(`sha512-${Buffer.alloc(64).toString('base64')}`);
    expect((await refusal(() => fetched('bank-overlay@1.0.0', from))).code).toBe('overlay/source');
    server.close();
  });

  it('that no registry has is refused', async () => {
    await serve();
    expect((await refusal(() => fetched('bank-underlay', from))).what).toContain('npm could not fetch it');
  });

  it('never stands in for a directory of the same name', async () => {
    write(join(from, 'bank-overlay'), { name: 'here' });
    expect((await fetched('bank-overlay', from)).name).toBe('here');
  });
});

it('two trees never have one digest: names, modes and bounds of contents count', () => {
  const entry = (text: string, mode: '100644' | '100755' = '100644') => ({ content: Buffer.from(text), mode });
  const trees = [
    new Map([['a', entry('b')]]),
    new Map([['b', entry('b')]]),
    new Map([['a', entry('b', '100755')]]),
    new Map([
      ['a', entry('')],
      ['b', entry('')],
    ]),
    new Map([['a', entry(`100644 b\0${'\0'.repeat(8)}`)]]),
    new Map([['ab', entry('')]]),
  ];
  expect(new Set(trees.map(digest)).size).toBe(trees.length);
  expect(digest(new Map([...(trees[3] ?? [])].reverse()))).toBe(digest(trees[3] ?? new Map()));
});

it('no source leaves anything behind, fetched or refused', () => expect(readdirSync(temporary)).toEqual([]));
