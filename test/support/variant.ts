import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { type Answers, defaults } from '../../src/answers/answers.ts';
import { controlsFor, readCatalog } from '../../src/plan/catalog.ts';
import { render } from '../../src/render/render.ts';
import type { Unit } from '../../src/units/unit.ts';

const root = new URL('../..', import.meta.url).pathname;
const templates = join(root, 'templates');

/** A scratch directory that shares this repository's node_modules with every variant in it. */
export function makeScratch(): { directory: string; remove(): void } {
  const directory = mkdtempSync(join(tmpdir(), 'secure-ml-controls-'));
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

/** Writes the repository that these answers and units give, without git, from these templates. Returns its directory. */
export function writeVariant(
  scratch: string,
  id: string,
  answers: Partial<Answers>,
  units: readonly Unit[] = [],
  from = templates,
): string {
  const all = { ...defaults('my-ml'), ...answers };
  const controls = controlsFor(readCatalog(from), all);
  const directory = join(scratch, id);
  for (const [path, { content }] of render(from, { answers: all, controls, version: '0.0.0', units })) {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  symlinkSync(join(scratch, 'node_modules'), join(directory, 'node_modules'));
  return directory;
}

/** Runs the judge on variants, in one process; without the library's validation where only proofs are asked. */
export async function judge<T>(
  mode: 'whole' | 'proved' | 'templates' | 'sabotage' | 'late' | 'refuse',
  directories: string[],
): Promise<Record<string, T>> {
  const { stdout } = await execa('npx', ['tsx', join(root, 'test/support/judge.ts'), mode, ...directories], {
    cwd: root,
    env: { AWS_EC2_METADATA_DISABLED: 'true', ...(mode !== 'whole' && { CDK_VALIDATION: 'false' }) },
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, T>;
}
