import { attributeForm, namingOf } from './arn.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { own, type StackInfo } from './parameters.ts';

/** A resource as its template writes it. */
export interface WrittenResource {
  type: string;
  properties: JsonObject;
}

export function writtenResource(id: string, stack: StackInfo): WrittenResource | undefined {
  const resource = own(stack.template.Resources, id);
  if (!isObject(resource)) return undefined;
  return { type: String(resource.Type), properties: isObject(resource.Properties) ? resource.Properties : {} };
}

export const absent = Symbol('AWS::NoValue');

/** A stack as its conditions see it: what stands in for what only the deployment knows is known to none. */
export function undecidedPlace(stack: StackInfo): StackInfo {
  const { account, region, name } = stack.assumed ?? {};
  const open = (what: string) => ({ [what]: `«${what}»` });
  return {
    ...stack,
    ...(account && open('account')),
    ...(region && { ...open('region'), ...open('partition') }),
    ...(name && open('name')),
  };
}

export function pseudoParameter(id: string, stack: StackInfo): Json | typeof absent | undefined {
  const pseudo: Record<string, Json | typeof absent> = {
    'AWS::Partition': stack.partition,
    'AWS::AccountId': stack.account,
    'AWS::Region': stack.region,
    'AWS::URLSuffix': stack.partition.startsWith('«')
      ? '«suffix»'
      : `amazonaws.com${stack.partition === 'aws-cn' ? '.cn' : ''}`,
    // AWS ends the name of a nested stack with characters of its own.
    'AWS::StackName': stack.parent ? `«${stack.name}»` : stack.name,
    'AWS::StackId': `arn:${stack.partition}:cloudformation:${stack.region}:${stack.account}:stack/${stack.name}/«id»`,
    'AWS::NotificationARNs': [tokenOf(stack, id)],
    'AWS::NoValue': absent,
  };
  return Object.hasOwn(pseudo, id) ? pseudo[id] : undefined;
}

/** The one name of what only a deployment gives, the same wherever it is met. */
export const tokenOf = (stack: StackInfo, id: string, attribute?: string): string =>
  `«${stack.name}/${id}${attribute ? `.${attribute}` : ''}»`;

/** Properties as they are resolved: `propertyOf` answers undefined for one that is not there or names itself. */
type PropertyOf = (name: string) => Json | undefined;

/** The name of a resource: what its template gives, else a token. */
export function nameOf(id: string, { type }: WrittenResource, stack: StackInfo, propertyOf: PropertyOf): string {
  const property = namingOf(type)?.name;
  const given = property ? propertyOf(property) : undefined;
  return typeof given === 'string' || typeof given === 'number' ? String(given) : tokenOf(stack, id);
}

export function refOf(id: string, resource: WrittenResource, stack: StackInfo, propertyOf: PropertyOf): Json {
  return namingOf(resource.type)?.ref
    ? attributeOf(id, 'Arn', resource, stack, propertyOf)
    : nameOf(id, resource, stack, propertyOf);
}

export function attributeOf(
  id: string,
  attribute: string,
  resource: WrittenResource,
  stack: StackInfo,
  propertyOf: PropertyOf,
): string {
  const naming = namingOf(resource.type);
  // Identifiers that AWS chooses are what `Ref` is.
  const isName = naming?.arn && !naming.name && attribute === `${resource.type.split('::')[2]}Id`;
  if (isName) return tokenOf(stack, id);
  if (naming?.name && attribute === naming.name) return nameOf(id, resource, stack, propertyOf);
  const form = attributeForm(resource.type, attribute);
  if (form === '') return tokenOf(stack, id, attribute);
  if (!form) {
    if (!naming?.service && !naming?.arn) return tokenOf(stack, id, attribute);
    const service = naming.service ?? naming.arn?.split(':')[2];
    return `arn:${stack.partition}:${service}:${stack.region}:${stack.account}:${tokenOf(stack, id, attribute)}`;
  }
  const values: Record<string, () => string> = {
    Partition: () => stack.partition,
    Region: () => stack.region,
    Account: () => stack.account,
    Name: () => nameOf(id, resource, stack, propertyOf),
    Path: () => String(propertyOf('Path') ?? '/'),
    token: () => tokenOf(stack, id, attribute),
  };
  return form.replace(/\{(\w+)\}/g, (_, key: string) => {
    const known = values[key]?.();
    if (known !== undefined) return known;
    const given = propertyOf(key);
    // What is in the place of a name is often the ARN of the same thing: a function's, a cluster's.
    return typeof given === 'string' ? (given.split(/[:/](?=[^:/]*$)/).at(-1) ?? given) : tokenOf(stack, id, key);
  });
}
