import { existsSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { partitionOf } from '../place.ts';
import { AssemblyError, readJson } from './files.ts';
import { isObject, type Json, type JsonObject, listOf } from './json.ts';
import type { NotProven } from './not-proven.ts';
import { type Given, own, type StackInfo } from './parameters.ts';

export interface Stacks {
  stacks: StackInfo[];
  missing: string[];
  notProven: NotProven[];
}

const mostStacks = 1000;

/** The stacks of an assembly's directory, with those of its stages and those that are nested. */
export function readStacks(directory: string, given?: Given, depth = 0): Stacks {
  if (depth > 5) throw new AssemblyError(`${directory}: stages are nested too deep`);
  const manifest = readJson(join(directory, 'manifest.json'));
  const found: Stacks = {
    stacks: [],
    missing: listOf(manifest.missing).map((item) => JSON.stringify(item)),
    notProven: [],
  };
  for (const [id, artifact] of Object.entries((manifest.artifacts ?? {}) as Record<string, JsonObject>)) {
    const properties = (artifact.properties ?? {}) as JsonObject;
    if (artifact.type === 'aws:cloudformation:stack') {
      const [, account, region] = /^aws:\/\/([^/]+)\/([^/]+)$/.exec(String(artifact.environment)) ?? [];
      const assumed = {
        account: !account || account === 'unknown-account',
        region: !region || region === 'unknown-region',
      };
      const parameters = isObject(properties.parameters) ? properties.parameters : {};
      const stack: StackInfo = {
        name: String(properties.stackName ?? id),
        account: assumed.account ? '000000000000' : String(account),
        region: assumed.region ? 'us-east-1' : String(region),
        assumed,
        partition: partitionOf(region ?? '').partition,
        template: readJson(inside(directory, String(properties.templateFile))),
        file: join(directory, String(properties.templateFile)),
        given: { ...given, parameters: { ...parameters, ...given?.parameters } },
      };
      found.stacks.push(stack);
      nest(stack, directory, found);
    }
    if (artifact.type === 'cdk:cloud-assembly') {
      const nested = readStacks(inside(directory, String(properties.directoryName)), given, depth + 1);
      found.stacks.push(...nested.stacks);
      found.missing.push(...nested.missing);
      found.notProven.push(...nested.notProven);
    }
  }
  return found;
}

/** A file that an assembly names lies in it: a name that leads out of it is of no assembly. */
function inside(directory: string, name: string): string {
  const file = join(directory, name);
  const path = relative(directory, file);
  if (isAbsolute(name) || path === '..' || path.startsWith(`..${sep}`)) {
    throw new AssemblyError(`${name} lies outside of ${directory}`);
  }
  return file;
}

/**
 * Reads what `cdk synth` wrote beside the template for each nested stack. CloudFormation User Guide, "Embed stacks within
 * other stacks using nested stacks": it is made with the parent, from a template at an address.
 */
function nest(parent: StackInfo, directory: string, found: Stacks): void {
  nestWith(parent, found, directory, ({ properties, metadata }) => {
    const asset = metadata['aws:asset:path'] ?? publishedFrom(directory, properties.TemplateURL);
    if (typeof asset !== 'string') return `its template is not here (${addressOf(properties.TemplateURL)})`;
    try {
      const file = inside(directory, asset);
      return existsSync(file) ? { template: readJson(file), file } : `its template ${asset} is not in the assembly`;
    } catch (error) {
      if (!(error instanceof AssemblyError)) throw error;
      return error.message.replaceAll(`${directory}${sep}`, '');
    }
  });
}

/**
 * The file that is published to a nested stack's address, by its hash: without the CDK's command line, no metadata names it. CDK
 * Developer Guide, "Assets"; an asset manifest maps hashes to files (cloud-assembly-schema, "AssetManifest").
 */
function publishedFrom(directory: string, url: Json | undefined): Json | undefined {
  const [, hash] = /([0-9a-f]{64})\.json/.exec(JSON.stringify(url ?? '')) ?? [];
  if (hash === undefined) return undefined;
  const { artifacts } = readJson(join(directory, 'manifest.json'));
  for (const artifact of Object.values(isObject(artifacts) ? artifacts : {})) {
    if (!isObject(artifact) || artifact.type !== 'cdk:asset-manifest' || !isObject(artifact.properties)) continue;
    const file = inside(directory, String(artifact.properties.file));
    const asset = existsSync(file) ? own(readJson(file).files, hash) : undefined;
    if (isObject(asset) && isObject(asset.source)) return asset.source.path;
  }
  return undefined;
}

/** A resource that makes a nested stack, as its template writes it. */
export interface Nesting {
  logicalId: string;
  parent: StackInfo;
  properties: JsonObject;
  metadata: JsonObject;
}

/** Puts the nested stacks of a stack into `found`; `templateOf` gives a template, or says why there is none. */
export function nestWith(
  parent: StackInfo,
  found: Stacks,
  where: string,
  templateOf: (nesting: Nesting) => { template: JsonObject; file: string } | string,
): void {
  const resources = isObject(parent.template.Resources) ? parent.template.Resources : {};
  for (const [logicalId, resource] of Object.entries(resources)) {
    if (!isObject(resource) || resource.Type !== 'AWS::CloudFormation::Stack') continue;
    const metadata = isObject(resource.Metadata) ? resource.Metadata : {};
    const properties = isObject(resource.Properties) ? resource.Properties : {};
    const path = typeof metadata['aws:cdk:path'] === 'string' ? metadata['aws:cdk:path'] : logicalId;
    const nested = templateOf({ logicalId, parent, properties, metadata });
    if (typeof nested === 'string') {
      const why = `${nested}: nothing that it makes was read`;
      found.notProven.push({ stack: parent.name, logicalId, path, what: 'a nested stack', why });
      continue;
    }
    if (found.stacks.length >= mostStacks) throw new AssemblyError(`${where} holds more than ${mostStacks} stacks`);
    if (parent.name.split('/').length > 20) throw new AssemblyError(`${where}: stacks are nested too deep`);
    const stack: StackInfo = {
      ...parent,
      nested: new Map(),
      name: `${parent.name}/${logicalId}`,
      ...nested,
      parent: { stack: parent, parameters: isObject(properties.Parameters) ? properties.Parameters : {} },
    };
    parent.nested ??= new Map();
    parent.nested.set(logicalId, stack);
    found.stacks.push(stack);
    nestWith(stack, found, where, templateOf);
  }
}

/** The address that a nested stack's template is said to be at. */
export const addressOf = (url: Json | undefined): string =>
  typeof url === 'string' ? url : JSON.stringify(url ?? 'no TemplateURL');

/** What in a template only AWS's own machinery turns into resources. */
export function unreadInStack({ name, template }: StackInfo): NotProven[] {
  const whole = (what: string, why: string): NotProven => ({ stack: name, logicalId: '', path: '', what, why });
  const found: NotProven[] = [];
  for (const transform of listOf(template.Transform)) {
    const called = isObject(transform) ? String(own(transform, 'Name')) : String(transform);
    found.push(
      whole(`transform ${called}`, 'a transform rewrites the template when it is deployed: what it makes was not read'),
    );
  }
  for (const function_ of Object.keys(template).filter((key) => key.startsWith('Fn::')))
    found.push(whole(function_, 'it rewrites the template when it is deployed: what it makes was not read'));
  if (isObject(template.Hooks)) found.push(whole('Hooks', 'the hooks of a template are not read'));
  return found;
}
