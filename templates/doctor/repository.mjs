// What the repository would deploy, read as data: settings.json and the synthesized templates in cdk.out.
import { closeSync, constants, existsSync, fstatSync, lstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {{ Type: string, Properties?: Record<string, any>, DeletionPolicy?: string }} Resource
 * @typedef {{
 *   id: string, selector: string, name: string, account: string | undefined, region: string, environment: string,
 *   bootstrapParameter: string | undefined, bootstrapVersion: number, dependencies: string[],
 *   resources: Record<string, Resource>, template: any,
 * }} Stack
 * @typedef {{ directory: string, settings: any, stacks: Stack[] }} Repository
 */

/** The settings or the assembly cannot be read: nothing else can be said. */
export class Unreadable extends Error {}

/** The largest template that CloudFormation takes is 1 MB; nothing that is read here comes near this. */
const mostBytes = 64 * 1024 * 1024;

/**
 * A file's JSON. Somebody else may have made the folder: what is read is a regular file of a known size, not through a link, and
 * opened without waiting for a named pipe.
 * @param {string} file
 */
export function json(file) {
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  let handle;
  try {
    handle = openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    const stats = fstatSync(handle);
    if (!stats.isFile()) throw new Error('it is not a regular file');
    if (stats.size > mostBytes) throw new Error(`it is larger than ${mostBytes} bytes`);
    return JSON.parse(readFileSync(handle, 'utf8').replace(/^\ufeff/, ''));
  } catch (error) {
    throw new Unreadable(`${file} cannot be read: ${/** @type {Error} */ (error).message}`);
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

/** AWS's names of regions: what else is there would become part of a host's name. @param {unknown} region */
const isRegion = (region) => typeof region === 'string' && /^[a-z]{2,3}(-[a-z]+)+-\d{1,2}$/.test(region);

/**
 * May a text that somebody else wrote be part of a command, here or where a person types what is told? Not where a shell acts on it, where
 * the AWS CLI takes it for an option or loads what it names (AWS CLI User Guide, "Load a parameter from a file"), and where it leads up.
 * @param {string} text
 */
export const mayBeTyped = (text) => !/^-|[\p{Cc}\p{Cf}`$;&|<>"'\\!]|:\/\/|(^|\/)\.\.(\/|$)/u.test(text);

/** All texts of a value, keys too. @param {unknown} value @returns {string[]} */
const textsIn = (value) =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => [key, ...textsIn(inner)])
    : typeof value === 'string'
      ? [value]
      : [];

/** @param {string} file @param {unknown} value */
function assertTyped(file, value) {
  const odd = textsIn(value).find((text) => !mayBeTyped(text));
  if (odd !== undefined)
    throw new Unreadable(`${file}: ${JSON.stringify(odd.slice(0, 60))} cannot be part of a command`);
}

/** A file beside the manifest: what it names cannot lead elsewhere. @param {string} directory @param {unknown} name */
function beside(directory, name) {
  if (typeof name !== 'string' || !/^[\w.-]+$/.test(name) || name === '..') {
    throw new Unreadable(`${join(directory, 'manifest.json')} names a file that is not beside it`);
  }
  return join(directory, name);
}

/** @param {string} directory @param {string} environment @returns {Stack[]} */
function stacksIn(directory, environment) {
  const artifacts = Object.entries(json(join(directory, 'manifest.json')).artifacts ?? {});
  return artifacts.flatMap(
    ([id, { type, properties = {}, environment: where = '', dependencies = [], displayName = id }]) => {
      if (type === 'cdk:cloud-assembly') return stacksIn(beside(directory, properties.directoryName), stageOf(id));
      if (type !== 'aws:cloudformation:stack') return [];
      const template = json(beside(directory, properties.templateFile));
      assertTyped(join(directory, 'manifest.json'), [
        id,
        displayName,
        properties.stackName,
        dependencies,
        where.slice(6),
      ]);
      assertTyped(join(directory, 'manifest.json'), [properties.bootstrapStackVersionSsmParameter]);
      const [, account, region = ''] = /^aws:\/\/([^/]+)\/(.+)$/.exec(where) ?? [];
      return {
        id,
        selector: displayName,
        name: properties.stackName ?? id,
        account: account === 'unknown-account' ? undefined : account,
        region,
        environment,
        bootstrapParameter: properties.bootstrapStackVersionSsmParameter,
        bootstrapVersion: properties.requiresBootstrapStackVersion ?? 0,
        dependencies,
        resources: template.Resources ?? {},
        template,
      };
    },
  );
}

/** @param {string} assembly */
function readStacksIn(assembly) {
  try {
    return stacksIn(assembly, 'prod');
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw new Unreadable(`${assembly} is not an assembly: ${/** @type {Error} */ (error).message}`);
  }
}

/** The CDK calls the assembly of a stage "assembly-STAGE". @param {string} id */
const stageOf = (id) => id.replace(/^assembly-/, '');

/** @param {string} directory the repository's top @param {string} [assembly] @returns {Repository} */
export function readRepository(directory, assembly = join(directory, 'cdk.out')) {
  const settings = json(join(directory, 'settings.json'));
  if (typeof settings?.name !== 'string' || typeof settings.region !== 'string') {
    throw new Unreadable(`${join(directory, 'settings.json')} has no "name" or no "region"`);
  }
  const { name, repository, repositoryId, defaultBranch, bootstrap, network, accounts, environments, people } =
    settings;
  assertTyped(join(directory, 'settings.json'), [name, repository, repositoryId, defaultBranch, bootstrap, network]);
  assertTyped(join(directory, 'settings.json'), [accounts, environments, people]);
  if (lstatSync(assembly, { throwIfNoEntry: false })?.isSymbolicLink()) {
    throw new Unreadable(`${assembly} is a link`);
  }
  const stacks = existsSync(join(assembly, 'manifest.json')) ? readStacksIn(assembly) : [];
  const regions = [
    settings.region,
    ...Object.values(settings.environments ?? {}).map((one) => one?.region ?? settings.region),
    ...stacks.map(({ region }) => region),
  ];
  const odd = regions.find((region) => !isRegion(region) && region !== 'unknown-region');
  if (odd !== undefined) throw new Unreadable(`${JSON.stringify(odd)} is not a region's name`);
  return { directory, settings, stacks };
}

/** The environments in the order of promotion, with the account of each; one without an account is whoever deploys. @param {any} settings @returns {[string, string | undefined][]} */
export function environmentsOf({ environments, accounts }) {
  if (environments && Object.keys(environments).length > 0) {
    return Object.entries(environments).map(([id, { account }]) => [id, account ?? undefined]);
  }
  const given = Object.entries(accounts ?? {}).filter(([, account]) => account);
  return given.length > 0 ? /** @type {[string, string][]} */ (given) : [['prod', undefined]];
}

/** @param {string} region */
export function placeOf(region) {
  if (region.startsWith('cn-')) return { partition: 'aws-cn', suffix: 'amazonaws.com.cn', global: 'cn-north-1' };
  if (region.startsWith('us-gov-'))
    return { partition: 'aws-us-gov', suffix: 'amazonaws.com', global: 'us-gov-west-1' };
  return { partition: 'aws', suffix: 'amazonaws.com', global: 'us-east-1' };
}

/**
 * A property's text, undefined where only CloudFormation can tell it, or where it may be part of no command.
 * @param {any} value @param {{ account: string, region: string }} where @returns {string | undefined}
 */
export function textOf(value, where) {
  if (typeof value === 'string') return mayBeTyped(value) ? value : undefined;
  const { partition, suffix } = placeOf(where.region);
  /** @type {Record<string, string>} */
  const known = { AccountId: where.account, Region: where.region, Partition: partition, URLSuffix: suffix };
  if (value?.Ref) return known[String(value.Ref).replace('AWS::', '')];
  const [glue, parts] = value?.['Fn::Join'] ?? [];
  if (!Array.isArray(parts)) return undefined;
  const texts = parts.map((part) => textOf(part, where));
  return texts.includes(undefined) ? undefined : texts.join(glue);
}

/** @param {Stack[]} stacks @param {string} type @returns {{ stack: Stack, id: string, properties: Record<string, any> }[]} */
export function resourcesOf(stacks, type) {
  return stacks.flatMap((stack) =>
    Object.entries(stack.resources)
      .filter(([, { Type }]) => Type === type)
      .map(([id, { Properties = {} }]) => ({ stack, id, properties: Properties })),
  );
}
