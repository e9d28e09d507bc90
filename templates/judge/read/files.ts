import { lstatSync, readFileSync, type Stats } from 'node:fs';
import { isObject, type Json, type JsonObject } from './json.ts';

/** What a file of an assembly may weigh, in bytes: CloudFormation takes 1 MB of template at most. */
const largest = 16 * 1024 * 1024;

export class AssemblyError extends Error {
  override readonly name = 'AssemblyError';
}

/** A name that stands twice in one object of a JSON text: which of the two would be deployed is not known here. */
function repeated(text: string): string | undefined {
  const objects: Set<string>[] = [];
  for (const [token] of text.matchAll(/"(?:[^"\\]+|\\.)*"\s*:?|[{}]/g)) {
    const names = objects.at(-1);
    if (token === '{') objects.push(new Set());
    else if (token === '}') objects.pop();
    else if (token.endsWith(':')) {
      const name = JSON.parse(token.slice(0, -1)) as string;
      if (names?.has(name)) return JSON.stringify(name);
      names?.add(name);
    }
  }
  return undefined;
}

/** Undefined where nothing is, or where a folder above is none. */
function statsOf(file: string): Stats | undefined {
  try {
    return lstatSync(file);
  } catch {
    return undefined;
  }
}

export function readJson(file: string): JsonObject;
export function readJson(file: string, kind: 'any'): Json;
export function readJson(file: string, kind?: 'any'): Json {
  const stats = statsOf(file);
  if (!stats) throw new AssemblyError(`${file} does not exist: run "npm run synth" first`);
  // A link leads out of the assembly; nobody would wait for the end of a device or a named pipe.
  if (!stats.isFile()) throw new AssemblyError(`${file} is not a regular file`);
  if (stats.size > largest) throw new AssemblyError(`${file} is larger than an assembly's files can be`);
  const value = parseJsonFile(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''), file);
  if (!kind && !isObject(value)) throw new AssemblyError(`${file} holds no object`);
  return value;
}

/** The value of a JSON text. Throws an AssemblyError that names the file where it is none, or has a name twice in one object. */
export function parseJsonFile(text: string, file: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new AssemblyError(`${file} is not JSON: ${(error as Error).message}`);
  }
  const twice = repeated(text);
  if (twice) throw new AssemblyError(`${file} holds ${twice} twice in one object`);
  return value as Json;
}

/** Reads a part of a template; what does not have the form that CloudFormation takes is refused with its place. */
export function formed<T>(place: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError)) throw error;
    throw new AssemblyError(`${place} does not have the form that CloudFormation takes: ${error.message}`);
  }
}
