import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { inc } from 'semver';
import { extract } from 'tar';
import type { Kept } from '../../src/fleet/kept.ts';
import { packTemplates, readTemplates } from '../../src/tree/templates.ts';
import { root, withoutNpm } from '../program.ts';

export const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  name: string;
  version: string;
};
export const next = inc(version, 'minor') ?? '';

/** The tarball as publish.yml makes it. */
export async function packed(folder: string): Promise<string> {
  const { stdout } = await execa('npm', ['pack', '--silent', '--pack-destination', folder], {
    cwd: root,
    env: withoutNpm,
    extendEnv: false,
  });
  return join(folder, stdout.trim().split('\n').at(-1) ?? '');
}

/** The same program as its next version, where the templates at these paths have become others. */
export async function nextVersion(
  tarball: string,
  folder: string,
  edits: Record<string, (text: string) => string>,
): Promise<string> {
  mkdirSync(folder);
  await extract({ file: tarball, cwd: folder });
  const home = join(folder, 'package');
  const manifest = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  writeFileSync(join(home, 'package.json'), JSON.stringify({ ...manifest, version: next }));
  const archive = join(home, 'dist/templates.bin');
  const templates = new Map(readTemplates(archive));
  for (const [path, edit] of Object.entries(edits)) {
    const { content = '', mode = '100644' } = templates.get(path) ?? {};
    templates.set(path, { content: Buffer.from(edit(content.toString())), mode });
  }
  const before = [...readTemplates(archive).keys()];
  const after = new Map([...templates.keys()].sort().map((path, at) => [path, at]));
  writeFileSync(archive, packTemplates(templates));
  const digests = join(home, 'dist/digests.json');
  const kept = JSON.parse(readFileSync(digests, 'utf8')) as Kept;
  const files = kept.files.map((at) => after.get(before[at] as string));
  writeFileSync(digests, JSON.stringify({ ...kept, files }));
  return home;
}
