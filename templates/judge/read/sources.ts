import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssemblyError, readJson } from './files.ts';

/** Beside manifest.json: what an assembly was synthesized from. */
const recordName = 'sources.json';

/**
 * What templates are made of: the program, its answers and its libraries. The judge, rows, journeys and tests are read by those who
 * judge: an edited judge is told by itself, and does not keep a sound one from judging.
 */
export const isSource = (path: string): boolean =>
  (/^infra\//.test(path) && !/(\.md|\.test\.ts|\/(proofs|journeys)\.json)$/.test(path)) ||
  /^(settings|package|package-lock|tsconfig|cdk|cdk\.context|ml\/[^/]+)\.json$/.test(path);

/** SHA-256 over paths and contents, sorted by path; no file's time counts. Line ends do not count either: a checkout may change them. */
export function digestOfSources(files: Iterable<readonly [path: string, content: Buffer]>): string {
  const lines = [...files]
    .filter(([path]) => isSource(path))
    .map(([path, content]) => `${createHash('sha256').update(withLf(content)).digest('hex')} ${path}\n`);
  return createHash('sha256').update(lines.sort().join('')).digest('hex');
}

const withLf = (content: Buffer) =>
  content.includes('\r\n') ? Buffer.from(content.toString('latin1').replaceAll('\r\n', '\n'), 'latin1') : content;

function* sourcesIn(root: string, below = ''): Generator<[string, Buffer]> {
  for (const entry of readdirSync(join(root, below), { withFileTypes: true })) {
    const path = below ? `${below}/${entry.name}` : entry.name;
    if (entry.isDirectory()) {
      if (/^(infra|ml$)/.test(path)) yield* sourcesIn(root, path);
    } else if (entry.isFile() && isSource(path)) yield [path, readFileSync(join(root, path))];
  }
}

/** Of the repository at `root`, as it is on disk. */
export const digestAt = (root: string): string => digestOfSources(sourcesIn(root));

/** Called before and after a synthesis: one that fails leaves no record behind. */
export function recordSources(assembly: string, digest?: string): void {
  const file = join(assembly, recordName);
  if (digest === undefined) rmSync(file, { force: true });
  else writeFileSync(file, `${JSON.stringify({ digest }, null, 2)}\n`);
}

/** What an assembly says that it was synthesized from; undefined where it does not say. */
export function recordedIn(assembly: string): string | undefined {
  if (!existsSync(join(assembly, recordName))) return undefined;
  const { digest } = readJson(join(assembly, recordName));
  return typeof digest === 'string' && /^[0-9a-f]{64}$/.test(digest) ? digest : '';
}

/** Is an assembly of these sources? `unsaid`: it has no record, as those of other programs. */
export function standingOf(assembly: string, root: string): 'fresh' | 'stale' | 'unsaid' {
  const recorded = recordedIn(assembly);
  if (recorded === undefined) return 'unsaid';
  return recorded === digestAt(root) ? 'fresh' : 'stale';
}

/** Refuses an assembly that is older, or of other sources, than those at `root`. */
export function assertFresh(assembly: string, root: string): void {
  if (standingOf(assembly, root) !== 'stale') return;
  throw new AssemblyError(
    `${assembly} is not of the sources that are here: run "npm run synth", or name another with --assembly`,
  );
}
