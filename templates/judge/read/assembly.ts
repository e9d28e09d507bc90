import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { partitionOf } from '../place.ts';
import { isObject, type JsonObject, listOf } from './json.ts';
import { Resolver, type StackInfo, type Unresolved } from './resolve.ts';

/** A resource of a template with its intrinsic functions resolved. */
export interface Resource {
  stack: string;
  logicalId: string;
  /** Where the construct stands: Stack/Construct/Resource. The logical id where the template has no such metadata. */
  path: string;
  type: string;
  properties: JsonObject;
  deletionPolicy: string | undefined;
  updateReplacePolicy: string | undefined;
  condition: string | undefined;
  dependsOn: string[];
}

/** What would be deployed into one account. */
export interface Assembly {
  account: string;
  stacks: StackInfo[];
  resources: Resource[];
  /** Proof names (raw, training, ...) by ARN, from each template's Metadata.Names. */
  names: Record<string, string>;
  unresolved: Unresolved[];
  /** Look-ups in an account that synthesis would have needed; templates then hold made-up values. */
  missing: string[];
}

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

function readJson(file: string): JsonObject {
  if (!existsSync(file)) throw new AssemblyError(`${file} does not exist: run "npm run synth" first`);
  if (statSync(file).size > largest) throw new AssemblyError(`${file} is larger than an assembly's files can be`);
  const text = readFileSync(file, 'utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new AssemblyError(`${file} is not JSON: ${(error as Error).message}`);
  }
  if (!isObject(value)) throw new AssemblyError(`${file} holds no object`);
  const twice = repeated(text);
  if (twice) throw new AssemblyError(`${file} holds ${twice} twice in one object`);
  return value;
}

function readStacks(directory: string, depth = 0): { stacks: StackInfo[]; missing: string[] } {
  if (depth > 5) throw new AssemblyError(`${directory}: stages are nested too deep`);
  const manifest = readJson(join(directory, 'manifest.json'));
  const stacks: StackInfo[] = [];
  const missing = listOf(manifest.missing).map((item) => JSON.stringify(item));
  for (const [id, artifact] of Object.entries((manifest.artifacts ?? {}) as Record<string, JsonObject>)) {
    const properties = (artifact.properties ?? {}) as JsonObject;
    if (artifact.type === 'aws:cloudformation:stack') {
      const [, account, region] = /^aws:\/\/([^/]+)\/([^/]+)$/.exec(String(artifact.environment)) ?? [];
      stacks.push({
        name: String(properties.stackName ?? id),
        account: account === 'unknown-account' || !account ? '000000000000' : account,
        region: region === 'unknown-region' || !region ? 'us-east-1' : region,
        partition: partitionOf(region ?? '').partition,
        template: readJson(join(directory, String(properties.templateFile))),
      });
    }
    if (artifact.type === 'cdk:cloud-assembly') {
      const nested = readStacks(join(directory, String(properties.directoryName)), depth + 1);
      stacks.push(...nested.stacks);
      missing.push(...nested.missing);
    }
  }
  return { stacks, missing };
}

/** Reads what `cdk synth` left in a directory, an assembly an account. Throws an AssemblyError that names the file. */
export function readAssemblies(directory: string): Assembly[] {
  const { stacks, missing } = readStacks(directory);
  if (stacks.length === 0) throw new AssemblyError(`${directory} holds no stack`);
  const accounts = [...new Set(stacks.map(({ account }) => account))];
  return accounts.map((account) =>
    assemblyOf(
      stacks.filter((stack) => stack.account === account),
      missing,
    ),
  );
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

function section(template: JsonObject, name: string, stack: string): [string, JsonObject][] {
  const found = template[name] ?? {};
  if (!isObject(found) || !Object.values(found).every(isObject)) {
    throw new AssemblyError(`${stack}: ${name} is no object of objects`);
  }
  return Object.entries(found) as [string, JsonObject][];
}

/** The assembly of templates of one account that are at hand already. Throws an AssemblyError that names the place. */
export function assemblyOf(stacks: StackInfo[], missing: string[] = []): Assembly {
  for (const stack of stacks) for (const name of ['Outputs', 'Parameters']) section(stack.template, name, stack.name);
  const resolver = formed('Outputs', () => new Resolver(stacks));
  const names: Record<string, string> = Object.create(null);
  const resources = stacks.flatMap((stack) => {
    const { Metadata } = stack.template;
    const given = formed(`${stack.name}: Metadata.Names`, () =>
      resolver.resolve(isObject(Metadata) ? (Metadata.Names ?? {}) : {}, stack, 'Metadata.Names'),
    );
    for (const [name, arn] of Object.entries(isObject(given) ? given : {})) {
      if (typeof arn !== 'string') throw new AssemblyError(`${stack.name}: Metadata.Names.${name} is no text`);
      names[name] ??= arn;
    }
    return section(stack.template, 'Resources', stack.name).map(([logicalId, resource]) =>
      formed(`${stack.name}/${logicalId}`, () => resourceOf(resource, logicalId, stack, resolver)),
    );
  });
  return { account: stacks[0]?.account ?? '', stacks, resources, names, unresolved: resolver.unresolved, missing };
}

function resourceOf(resource: JsonObject, logicalId: string, stack: StackInfo, resolver: Resolver): Resource {
  if (!/^\w+::/.test(String(resource.Type))) {
    throw new AssemblyError(`${stack.name}/${logicalId}: "${String(resource.Type)}" is no type of resource`);
  }
  const properties = resolver.resolve(resource.Properties ?? {}, stack, logicalId);
  if (!isObject(properties)) throw new AssemblyError(`${stack.name}/${logicalId}: its properties are no object`);
  return {
    stack: stack.name,
    logicalId,
    path: String((resource.Metadata as JsonObject | undefined)?.['aws:cdk:path'] ?? logicalId),
    type: String(resource.Type),
    properties,
    deletionPolicy: resource.DeletionPolicy as string | undefined,
    updateReplacePolicy: resource.UpdateReplacePolicy as string | undefined,
    condition: resource.Condition as string | undefined,
    dependsOn: listOf(resource.DependsOn).map(String),
  };
}
