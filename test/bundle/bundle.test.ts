import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { judgeFile, tablesFile } from '../../scripts/bundle/judge.ts';
import { libraries } from '../../scripts/bundle/libraries.ts';
import { isAllowed, notices } from '../../scripts/bundle/parts.ts';
import { patched, patches } from '../../scripts/bundle/patches.ts';
import { programFiles } from '../../scripts/bundle/split.ts';
import { slotsFile } from '../../scripts/bundle/templates.ts';
import { bundle } from '../../scripts/bundle.ts';
import { publishedOf } from '../../src/fleet/kept.ts';
import { digestsOf } from '../../src/fleet/published.ts';
import { packTemplates, readTemplates } from '../../src/tree/templates.ts';
import { blobId, objectId } from '../../src/tree/tree.ts';
import { root, scratchDirectory } from '../program.ts';

const scratch = scratchDirectory();
const [one, two] = [join(scratch, 'one'), join(scratch, 'two')];
let built: Awaited<ReturnType<typeof bundle>>;

const bytesOf = (folder: string) =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name)).toString('base64')]));

beforeAll(async () => {
  built = await bundle(one);
  await bundle(two);
});

describe('the bundle', () => {
  it('is the same bytes when it is built twice', () => {
    expect(bytesOf(two)).toEqual(bytesOf(one));
  });

  it('imports only modules of Node and its own files', () => {
    const imported = Object.values(built.metafile.outputs).flatMap(({ imports }) =>
      imports.filter(({ external }) => external).map(({ path }) => path),
    );
    const others = new Set(imported.filter((path) => !isBuiltin(path)));
    expect([...others].sort()).toEqual(
      [...Object.keys(libraries), judgeFile, slotsFile, tablesFile].map((file) => `./${file}.cjs`).sort(),
    );
  });

  it('holds each release of a library once', () => {
    const releases = built.parts.map(({ name, version }) => `${name}@${version}`);
    expect(releases.filter((release, index) => releases.indexOf(release) !== index)).toEqual([]);
  });

  it('holds the judge and AWS’s data apart from the program, which loads them when it judges', () => {
    const inputs = (file: string) =>
      Object.entries(built.metafile.outputs).find(([path]) => path.endsWith(file))?.[1].inputs ?? {};
    const isDecided = (path: string) => path.startsWith('templates/judge/decide/');
    expect(Object.keys(inputs('judge.cjs')).filter(isDecided).length).toBeGreaterThan(10);
    for (const file of programFiles) expect(Object.keys(inputs(`/${file}.cjs`)).filter(isDecided)).toEqual([]);
    expect(readdirSync(one)).toContain('aws-data.bin');
  });

  it('names no path of the machine that built it', () => {
    for (const name of readdirSync(one))
      expect(readFileSync(join(one, name)).includes(root.slice(0, -1)), name).toBe(false);
  });

  it('has V8 look for no class of Unicode where a repository has plain names', async () => {
    for (const name of ['main.cjs', 'both.cjs', 'slots.cjs']) {
      const [found] = /(?<!\\)\\p\{.{0,40}/i.exec(readFileSync(join(one, name), 'utf8')) ?? [];
      expect(found, name).toBeUndefined();
    }
    copyFileSync(join(root, 'package.json'), join(scratch, 'package.json'));
    const hook = join(scratch, 'no-classes.cjs');
    const made =
      'class extends RegExp { constructor(...words) { super(...words); if (/\\\\p/.test(words[0])) throw words[0]; } }';
    writeFileSync(hook, `globalThis.RegExp = ${made};`);
    const words = ['--require', hook, join(one, 'bin.cjs'), join(scratch, 'plain-names'), '--yes', '--no-install'];
    await execa(process.execPath, [...words, '--no-git', '--quiet']);
  });

  it('reads back from its archive what the folder of templates holds', () => {
    const files = [...readTemplates(join(root, 'templates'))];
    const packed = [...readTemplates(join(one, 'templates.bin'))];
    expect(packed.map(([path, { mode }]) => `${mode} ${path}`)).toEqual(
      files.map(([path, { mode }]) => `${mode} ${path}`),
    );
    const text = (entries: typeof files) =>
      new Map(
        entries
          .filter(([path]) => !path.endsWith('.ejs'))
          .map(([path, { content }]) => [path, content.toString('latin1')]),
      );
    expect(text(packed)).toEqual(text(files));
    expect(packTemplates(new Map()).length).toBeLessThan(64);
  });

  it('has the id of each template that it takes for known, and of each guarded file', () => {
    const archive = join(one, 'templates.bin');
    const packed = [...readTemplates(archive)];
    for (const [path, { content }] of packed) expect(blobId(content), path).toBe(objectId('blob', content, 'sha1'));
    const kept = JSON.parse(readFileSync(join(one, 'digests.json'), 'utf8'));
    expect(publishedOf(kept, archive)).toEqual(digestsOf(join(root, 'templates')));
    expect(Object.keys(kept.files).length).toBeGreaterThan(300);
  });
});

describe('patches', () => {
  it.each(patches)('of $file must match exactly once', (patch) => {
    const about = '{"name":"yeoman","version":"1.2.3"}';
    expect(patched(`a ${patch.find} b`, patch, about)).toMatch(/^a (.*(yeoman|1\.2\.3).*|undefined|\{ filter: .*)? b$/);
    expect(() => patched('a b', patch, about)).toThrow('it matches 0 times');
    expect(() => patched(`${patch.find}${patch.find}`, patch, about)).toThrow('it matches 2 times');
  });
});

describe('licences', () => {
  it.each(['AGPL-3.0', 'GPL-3.0-or-later', 'unknown', 'UNLICENSED', '(MIT AND AGPL-3.0)', 'SEE LICENSE IN x'])(
    '%s may not be in the package',
    (licence) => expect(isAllowed(licence)).toBe(false),
  );

  it.each(['MIT', '(MIT OR GPL-2.0)', 'Apache-2.0', '(MIT AND BSD-3-Clause)'])('%s may', (licence) => {
    expect(isAllowed(licence)).toBe(true);
  });

  it('are told of every part, in the notices and in the SBOM', () => {
    const told = readFileSync(join(one, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
    const { components } = JSON.parse(readFileSync(join(one, 'sbom.cdx.json'), 'utf8'));
    expect(built.parts.length).toBeGreaterThan(20);
    for (const { name, version, licence } of built.parts) expect(told).toContain(`${name} ${version} (${licence})`);
    const purls = components.map(({ purl }: { purl: string }) => decodeURIComponent(purl));
    expect(purls).toEqual(built.parts.map(({ name, version }) => `pkg:npm/${name}@${version}`));
    expect(components).toHaveLength(built.parts.length);
    expect(notices([])).toContain('create-secure-ml contains');
  });
});

describe('the tarball', () => {
  it('is under 1.6 MB, and holds the program, schemas and pages alone', async () => {
    const { stdout } = await execa('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root });
    const [{ size, files }] = JSON.parse(stdout);
    expect(size).toBeLessThan(1_600_000);
    const folders = new Set(files.map(({ path }: { path: string }) => path.split('/')[0]));
    expect(folders).toEqual(new Set(['dist', 'schemas', 'LICENSE', 'README.md', 'SECURITY.md', 'package.json']));
  });

  it('asks for nothing beside it', () => {
    const { dependencies, optionalDependencies, peerDependencies, bundleDependencies } = JSON.parse(
      readFileSync(join(root, 'package.json'), 'utf8'),
    );
    expect([dependencies, optionalDependencies, peerDependencies, bundleDependencies]).toEqual(
      Array(4).fill(undefined),
    );
  });
});
