import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readNamed } from '../files/read.ts';
import { Refusal } from '../refusal.ts';
import type { Tree } from '../tree/tree.ts';
import { bounds, refuseSource } from './bounds.ts';
import { runForSource } from './child.ts';
import { digest } from './digest.ts';
import { readFolder } from './folder.ts';
import { type OverlayOrigin, packageSpec } from './origin.ts';
import { parseGitSpec, readRepository } from './repository.ts';
import { readTarball } from './tarball.ts';

/** An overlay as it was fetched. */
export interface Fetched {
  tree: Tree;
  /** As a person wrote it; the lock keeps it. */
  spec: string;
  /** What the spec meant today: a git commit, NAME@VERSION, or the spec itself. */
  resolved: string;
  /** sha512 over every path, mode and content: the same whatever packed it. */
  integrity: string;
}

/** What lock.json knows of an overlay that was fetched before. */
export interface KnownOverlay {
  name: string;
  version: string;
  integrity: string;
}

/** A version has one content for ever: another one under the same number is somebody else's, or a mistake. */
export function assertKnown(
  fetched: { name: string; version: string } & Pick<Fetched, 'integrity' | 'spec'>,
  known: readonly KnownOverlay[],
): void {
  const before = known.find(({ name, version }) => name === fetched.name && version === fetched.version);
  if (!before || before.integrity === fetched.integrity) return;
  throw new Refusal({
    code: 'overlay/integrity',
    what: `Overlay ${fetched.name} ${fetched.version} is not what it was: ${fetched.integrity.slice(0, 23)}…, and the lock has ${before.integrity.slice(0, 23)}…`,
    where: fetched.spec,
    fix: `Ask its owners. Intended changes have a new version in overlay.json.`,
  });
}

function readArchive(file: string, spec: string, from: string): Tree {
  const archive =
    readNamed(file, from, bounds.total * 2) ?? refuseSource('The archive is gone', spec, 'Pack it again.');
  return readTarball(archive, spec);
}

/** npm starts in a folder of its own: it reads the .npmrc of where it is, and puts variables of the environment into it. */
async function readPackage(
  spec: string,
  registry: OverlayOrigin['registry'],
): Promise<{ tree: Tree; resolved: string }> {
  const into = mkdtempSync(join(tmpdir(), 'secure-ml-overlay-'));
  try {
    // --ignore-scripts: packing and fetching run nothing of the package (npm docs, "npm pack").
    const fixed = ['--ignore-scripts', '--no-workspaces', '--no-dry-run', '--json', '--loglevel=error'];
    const own = [`--prefix=${into}`, ...(registry ? [`--${registry.option}=${registry.address}`] : [])];
    const words = ['pack', ...fixed, ...own, '--pack-destination', into, '--', spec];
    const fix = 'Look at the name, the version and your registry settings (npm view NAME).';
    const said = (await runForSource('npm', words, { cwd: into, where: spec, fix })).toString();
    const [packed] = JSON.parse(said);
    if (typeof packed?.filename !== 'string') refuseSource('npm told of no package', spec, fix);
    const file = join(into, String(packed.filename).replace(/^@/, '').replaceAll('/', '-'));
    return { tree: readArchive(file, spec, into), resolved: `${packed.name}@${packed.version}` };
  } finally {
    rmSync(into, { recursive: true, force: true });
  }
}

/**
 * Fetches an overlay: a directory, a tarball, a package of an npm registry, or a git URL with a tag or commit.
 * Relative paths start at `from`. `registry` is one that somebody agreed to, in place of the person's own. Nothing of the overlay
 * is run, and nothing stays on disk.
 */
export async function fetchOverlay(spec: string, from: string, registry?: OverlayOrigin['registry']): Promise<Fetched> {
  const done = (tree: Tree, resolved: string): Fetched => ({ tree, spec, resolved, integrity: digest(tree) });
  if (/[\p{Cc}\p{Cf}]/u.test(spec) || spec.length > 500) {
    refuseSource('The spec has control characters or is too long', JSON.stringify(spec.slice(0, 40)), 'Type it again.');
  }
  if (spec.startsWith('git+')) {
    const { tree, commit } = await readRepository(parseGitSpec(spec), spec);
    return done(tree, commit);
  }
  const path = spec.startsWith('file:') ? fileSpec(spec) : spec;
  const place = resolve(from, path);
  // A directory wins over a package of the same name: a typed path must never reach a stranger's package.
  if (existsSync(place))
    return done(statSync(place).isDirectory() ? readFolder(place, spec) : readArchive(place, spec, from), spec);
  if (spec.startsWith('.') || isAbsolute(path) || spec.startsWith('file:') || /\.(tgz|tar|tar\.gz)$/.test(spec)) {
    refuseSource('There is no such directory or tarball', spec, `It was looked for at ${place}.`);
  }
  if (!packageSpec.test(spec)) {
    const fix = 'Use a directory, a tarball, NAME@VERSION of an npm registry, or git+https://HOST/PATH#TAG.';
    refuseSource('This is not an overlay that can be fetched', spec, fix);
  }
  const { tree, resolved } = await readPackage(spec, registry);
  return done(tree, resolved);
}

function fileSpec(spec: string): string {
  if (!spec.startsWith('file://')) return spec.slice('file:'.length);
  try {
    return fileURLToPath(spec);
  } catch {
    return refuseSource('This is not a file URL of this machine', spec, 'Write the path.');
  }
}
