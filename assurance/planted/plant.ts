import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { judgement, widened } from '../../src/judging/engine.ts';
import { nobody } from '../../templates/judge/cast.ts';
import { compareAssemblies } from '../../templates/judge/compare/assemblies.ts';
import { exitCode } from '../../templates/judge/compare/explain.ts';
import { type Project, scopeOf } from '../../templates/judge/prove/what.ts';
import { isObject, type JsonObject } from '../../templates/judge/read/json.ts';
import { modelOfTemplates } from '../../templates/judge/read/model.ts';
import { said } from '../../templates/judge/read/not-proven.ts';
import { readStacks, type Stacks } from '../../templates/judge/read/stacks.ts';
import { matrix } from '../../templates/judge/show/matrix.ts';
import type { Kind } from './kind.ts';

/** What the judge says of a template with one grant more than before. */
export interface Noticed {
  kind: string;
  /** The matrix has a row more, or a place is not proven. */
  matrix: boolean;
  /** The comparison with the clean assembly exits with 1. */
  since: boolean;
  /** `secure-ml judge --since` the clean assembly finds something. */
  judge: boolean;
}

const project: Project = { name: 'my-ml', region: 'eu-west-1', repository: 'none', accounts: {} };

function rowsOf(directory: string): { rows: string[]; open: number } {
  const model = modelOfTemplates(directory);
  const scope = scopeOf(project, model.accounts[0] ?? '', model.partition, nobody);
  return { rows: matrix(model, scope).map((cell) => JSON.stringify(cell)), open: model.notProven.length };
}

function foundIn(stacks: Stacks): string[] {
  const { weaknesses, notProven } = judgement(stacks);
  return [...weaknesses.map(({ id }) => id), ...notProven.map(said)];
}

/** A template of the assembly that holds resources: the first by name. */
function templateIn(directory: string): string {
  const manifest = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as JsonObject;
  for (const artifact of Object.values(manifest.artifacts as JsonObject)) {
    if (!isObject(artifact) || artifact.type !== 'aws:cloudformation:stack' || !isObject(artifact.properties)) continue;
    return join(directory, String(artifact.properties.templateFile));
  }
  throw new Error(`${directory} holds no stack`);
}

/** The templates of an assembly without its assets. */
export function copyOf(directory: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const file of readdirSync(directory)) {
    if (file.endsWith('.json')) cpSync(join(directory, file), join(to, basename(file)));
  }
}

/** The assembly with one kind of grant put into its first template. */
export function plant(clean: string, kind: Kind, to: string): void {
  copyOf(clean, to);
  const file = templateIn(to);
  const template = JSON.parse(readFileSync(file, 'utf8')) as JsonObject;
  for (const [name, section] of Object.entries({ Resources: kind.resources, ...kind.sections })) {
    const here = template[name];
    template[name] = isObject(section) && isObject(here) ? { ...here, ...section } : section;
  }
  writeFileSync(file, JSON.stringify(template));
  for (const [name, nested] of Object.entries(kind.files ?? {})) writeFileSync(join(to, name), JSON.stringify(nested));
}

/** Puts each kind into a clean assembly, one at a time, and asks the judge. */
export function planted(clean: string, kinds: Kind[], each?: (directory: string, kind: Kind) => void): Noticed[] {
  const scratch = mkdtempSync(join(tmpdir(), 'planted-'));
  try {
    const before = rowsOf(clean);
    const known = new Set(before.rows);
    const cleanStacks = readStacks(clean);
    const knownToJudge = new Set(foundIn(cleanStacks));
    return kinds.map((kind, index) => {
      const directory = join(scratch, String(index));
      plant(clean, kind, directory);
      const after = rowsOf(directory);
      const { diff, escalations } = compareAssemblies(clean, directory);
      each?.(directory, kind);
      const stacks = readStacks(directory);
      const isNew = foundIn(stacks).some((one) => !knownToJudge.has(one));
      return {
        kind: kind.name,
        matrix: after.open > before.open || after.rows.some((row) => !known.has(row)),
        since: exitCode(diff, escalations) === 1,
        judge: isNew || widened(cleanStacks, stacks).changes.length > 0,
      };
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
