import { createHash } from 'node:crypto';
import { lstatSync, readdirSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { fileKindOf, guardedParts, walk } from '../files/guarded.ts';
import { readNamed } from '../files/read.ts';
import {
  isTemplate,
  mostTemplate,
  parseText,
  type ReadText,
  stacksOf as stacksOfTemplates,
} from '../formats/templates.ts';
import { Refusal } from '../refusal.ts';
import { typedWord } from '../typed.ts';
import { assertFreshAssembly } from './fresh.ts';
import type { Engine } from './judging.ts';

/** What is judged: the folder of an assembly, or templates. */
export interface JudgedSource {
  kind: 'assembly' | 'templates';
  /** As they are named, from the folder that the command works on. */
  paths: string[];
  directory: string;
  /** SHA-256 of what was read: set once it was. */
  digest?: string;
}

const refuse = (code: string, what: string, fix: string): never => {
  throw new Refusal({ code: `judge/${code}`, what, fix });
};

const named = /\.(ya?ml|json|template)$/;
const mostLooked = 200;

/** Templates that are in a folder, for people to name. */
function templatesIn(directory: string, folder: string): string[] {
  const names = readdirSync(resolve(directory, folder))
    .filter((name) => named.test(name))
    .sort();
  return names.slice(0, mostLooked).flatMap((name) => {
    const path = join(folder, name);
    try {
      const text = readNamed(path, directory, mostTemplate)?.toString();
      return text !== undefined && isTemplate(parseText(text, path)) ? [path] : [];
    } catch {
      return [];
    }
  });
}

/** Why a folder is not an assembly, with what to type. */
function refuseFolder(directory: string, folder: string): never {
  const isApp = ['.', folder].some((place) =>
    lstatSync(resolve(directory, place, 'cdk.json'), { throwIfNoEntry: false }),
  );
  const templates = templatesIn(directory, folder);
  if (templates.length > 0)
    return refuse(
      'folder',
      `${folder} is a folder of templates, not an assembly`,
      `Type: secure-ml judge ${templates.map((path) => typedWord(path, 'FILE')).join(' ')}`,
    );
  const what = `${folder} holds neither a CDK assembly nor a CloudFormation template`;
  const fix = isApp
    ? 'Synthesize first, then judge what that writes: npx cdk synth --quiet, then secure-ml judge cdk.out'
    : 'Name a template (secure-ml judge template.yaml), or the folder that "cdk synth" wrote.';
  return refuse('none', what, fix);
}

/** What the words of the command mean; reads no template yet. */
export function sourceOf(positionals: string[], directory: string): JudgedSource {
  const paths = positionals.length > 0 ? positionals : ['cdk.out'];
  const source = (kind: JudgedSource['kind']): JudgedSource => ({ kind, paths, directory });
  const [first = '', ...more] = paths;
  for (const path of paths) {
    const { root, path: below } = guardedParts(resolve(directory, path), directory);
    const stats = walk(root, below);
    if (!stats) {
      if (positionals.length === 0) return refuseFolder(directory, '.');
      return refuse(
        'missing',
        `${path} does not exist`,
        'Name a CloudFormation template, or the folder that "cdk synth" wrote.',
      );
    }
    if (stats.isDirectory()) {
      if (more.length > 0)
        return refuse(
          'several',
          `${path} is a folder, and something else is named beside it`,
          'Name one assembly, or templates alone.',
        );
      if (lstatSync(resolve(directory, path, 'manifest.json'), { throwIfNoEntry: false })) return source('assembly');
      return refuseFolder(directory, path);
    }
    if (!stats.isFile()) return refuse('kind', `${path} is ${fileKindOf(stats)}`, 'Name a regular file or a folder.');
    if (first.endsWith('manifest.json') && more.length === 0)
      return refuse(
        'manifest',
        `${path} is an assembly's list of contents`,
        `Name its folder: secure-ml judge ${join(path, '..')}`,
      );
  }
  return source('templates');
}

/** What one path means, where something is there: an assembly's folder or a template. */
export function sourceAt(path: string, directory: string): JudgedSource | undefined {
  const { root, path: below } = guardedParts(resolve(directory, path), directory);
  return walk(root, below) ? sourceOf([path], directory) : undefined;
}

/** Reads what is judged, with `engine`'s own reader where it is an assembly. Fills in the digest. */
export function readSource(source: JudgedSource, engine: Engine, given: Parameters<Engine['readStacks']>[1]) {
  const { kind, paths, directory } = source;
  if (kind === 'assembly') assertFreshAssembly(resolve(directory, paths[0] ?? ''), directory);
  const hash = createHash('sha256');
  const read: ReadText = (path) => readNamed(path, directory, mostTemplate)?.toString();
  const below = (path: string) => relative(directory, path).split(sep).join('/');
  const stacks =
    kind === 'templates'
      ? stacksOfTemplates(
          paths.map((path) => path.split(sep).join('/')),
          read,
          given ?? {},
        )
      : engine.readStacks(resolve(directory, paths[0] ?? ''), given);
  if (stacks.stacks.length === 0)
    refuse('empty', `${paths[0]} holds no stack`, 'Synthesize anew: npx cdk synth --quiet');
  for (const stack of stacks.stacks) {
    if (kind === 'assembly' && stack.file) stack.file = below(stack.file);
    hash.update(`${stack.name}\n${JSON.stringify(stack.template)}\n`);
  }
  source.digest = hash.digest('hex');
  return stacks;
}
