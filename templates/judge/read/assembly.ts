import { namingOf } from './arn.ts';
import { undecided } from './conditions.ts';
import { AssemblyError, formed } from './files.ts';
import { isObject, type JsonObject, listOf } from './json.ts';
import { eachOnce, type NotProven, type Unresolved } from './not-proven.ts';
import type { Given, StackInfo } from './parameters.ts';
import { Resolver } from './resolve.ts';
import { readStacks, type Stacks, unreadInStack } from './stacks.ts';

export { AssemblyError, formed } from './files.ts';

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
  /** As policies write it; undefined where the form of its type is not known. */
  arn?: string;
  /** What `Ref` of it is. */
  ref: string;
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
  /** What of the templates was not read at all. */
  notProven: NotProven[];
}

/** Reads what `cdk synth` left in a directory, an assembly an account. Throws an AssemblyError that names the file. */
export function readAssemblies(directory: string, given?: Given): Assembly[] {
  const found = readStacks(directory, given);
  if (found.stacks.length === 0) throw new AssemblyError(`${directory} holds no stack`);
  return assembliesOf(found);
}

/** The same of stacks that were read already, from an assembly or from templates alone. */
export function assembliesOf({ stacks, missing, notProven }: Stacks): Assembly[] {
  const accounts = [...new Set(stacks.map(({ account }) => account))];
  return accounts.map((account) => {
    const own = stacks.filter((stack) => stack.account === account);
    return assemblyOf(
      own,
      missing,
      notProven.filter(({ stack }) => own.some(({ name }) => name === stack)),
    );
  });
}

function section(template: JsonObject, name: string, stack: string): [string, JsonObject][] {
  const written = template[name] ?? {};
  // What a loop makes is told where it makes resources.
  const plain = (each: JsonObject) =>
    Object.fromEntries(Object.entries(each).filter(([key]) => !key.startsWith('Fn::')));
  const found = isObject(written) ? plain(written) : written;
  if (!isObject(found) || !Object.values(found).every(isObject)) {
    throw new AssemblyError(`${stack}: ${name} is not an object of objects`);
  }
  return Object.entries(found) as [string, JsonObject][];
}

/** The assembly of templates of one account that are at hand already. Throws an AssemblyError that names the place. */
export function assemblyOf(stacks: StackInfo[], missing: string[] = [], notProven: NotProven[] = []): Assembly {
  for (const stack of stacks) for (const name of ['Outputs', 'Parameters']) section(stack.template, name, stack.name);
  const resolver = formed('Outputs', () => new Resolver(stacks));
  const names: Record<string, string> = Object.create(null);
  const made = stacks.filter((stack) => isMade(stack, resolver));
  const unread = [...notProven, ...made.flatMap(unreadInStack)];
  const resources = made.flatMap((stack) => {
    const { Metadata } = stack.template;
    const given = formed(`${stack.name}: Metadata.Names`, () =>
      resolver.resolve(isObject(Metadata) ? (Metadata.Names ?? {}) : {}, stack, 'Metadata.Names'),
    );
    for (const [name, arn] of Object.entries(isObject(given) ? given : {})) {
      // Templates of others may keep something else there.
      if (typeof arn === 'string') names[name] ??= arn;
    }
    return sectionOfResources(stack, unread).flatMap(([logicalId, resource]) =>
      formed(`${stack.name}/${logicalId}`, () => resourceOf(resource, logicalId, stack, resolver, unread)),
    );
  });
  return {
    ...{ account: stacks[0]?.account ?? '', stacks, resources, names, missing },
    unresolved: resolver.unresolved,
    notProven: eachOnce(unread),
  };
}

/** A nested stack under a condition that does not hold is not made, nor is what is nested in it. */
function isMade({ name, parent }: StackInfo, resolver: Resolver): boolean {
  if (!parent) return true;
  const written = parent.stack.template.Resources;
  const resource = isObject(written) ? written[name.slice(parent.stack.name.length + 1)] : undefined;
  const condition = isObject(resource) ? resource.Condition : undefined;
  if (typeof condition === 'string' && resolver.holds(condition, parent.stack) === false) return false;
  return isMade(parent.stack, resolver);
}

/** AWS::LanguageExtensions writes lists where resources stand; they are AWS's to unroll. */
function sectionOfResources({ template, name }: StackInfo, unread: NotProven[]): [string, JsonObject][] {
  const { Resources } = template;
  const loops = isObject(Resources) ? Object.keys(Resources).filter((key) => key.startsWith('Fn::')) : [];
  for (const logicalId of loops) {
    unread.push({
      stack: name,
      logicalId,
      path: logicalId,
      what: '',
      why: 'what a loop or transform makes was not read',
    });
  }
  return section(template, 'Resources', name);
}

function resourceOf(
  resource: JsonObject,
  logicalId: string,
  stack: StackInfo,
  resolver: Resolver,
  unread: NotProven[],
): Resource[] {
  if (!/^\w+::/.test(String(resource.Type))) {
    throw new AssemblyError(`${stack.name}/${logicalId}: "${String(resource.Type)}" is not a type of resource`);
  }
  const path = String((resource.Metadata as JsonObject | undefined)?.['aws:cdk:path'] ?? logicalId);
  const condition = typeof resource.Condition === 'string' ? resource.Condition : undefined;
  if (condition !== undefined) {
    const holds = resolver.holds(condition, stack);
    if (holds === false) return [];
    const why = `it is made only where the condition ${condition} holds, which is ${undecided(condition)}`;
    // The CDK's own note, in regions that have its type: it makes nothing.
    if (holds === 'unknown' && resource.Type !== 'AWS::CDK::Metadata')
      unread.push({ stack: stack.name, logicalId, path, what: '', why, rests: null });
  }
  const written = resource.Properties ?? {};
  if (!isObject(written)) throw new AssemblyError(`${stack.name}/${logicalId}: its properties are not an object`);
  const rewritten = Object.keys(written).find((key) => key.startsWith('Fn::'));
  if (rewritten || Object.keys(resource).some((key) => key.startsWith('Fn::'))) {
    unread.push({ stack: stack.name, logicalId, path, what: '', why: 'a macro rewrites it when it is deployed' });
  }
  const resolved = resolver.resolve(rewritten ? {} : written, stack, logicalId);
  const properties = isObject(resolved) ? resolved : {};
  const attribute = (name: string) => String(resolver.resolve({ 'Fn::GetAtt': [logicalId, name] }, stack, logicalId));
  return [
    {
      ...{ stack: stack.name, logicalId, path, properties, condition },
      type: String(resource.Type),
      deletionPolicy: resource.DeletionPolicy as string | undefined,
      updateReplacePolicy: resource.UpdateReplacePolicy as string | undefined,
      dependsOn: listOf(resource.DependsOn).map(String),
      ref: String(resolver.resolve({ Ref: logicalId }, stack, logicalId)),
      ...(namingOf(String(resource.Type))?.arn && { arn: attribute('Arn') }),
    },
  ];
}
