import { namingOf } from '../../../judge/read/arn.ts';
import type { Resource } from '../../../judge/read/assembly.ts';
import { isObject, type JsonObject } from '../../../judge/read/json.ts';

/** What the templates of one region have of a service. */
export interface Use {
  /** The prefix of its actions: `s3`. */
  service: string;
  types: string[];
  /** ARNs of what bears the project's name, with wildcards. */
  named: string[];
  /** ARNs of types whose names AWS makes up; the last part is a wildcard. */
  unnamed: string[];
  /** Those ARNs by type. */
  made: Record<string, string>;
}

export interface UsePlace {
  partition: string;
  region: string;
  account: string;
  project: string;
}

/** The names of a resource: by the property that its type names, by `Name`, or by its noun, at the top or one below (a budget's). */
function namesIn({ type, properties }: Resource): string[] {
  const keys = [namingOf(type)?.name, 'Name', `${type.split('::')[2]}Name`];
  const below = Object.values(properties).filter(isObject);
  return [properties, ...below].flatMap((each: JsonObject) =>
    keys.flatMap((key) => (key !== undefined && typeof each[key] === 'string' ? [each[key]] : [])),
  );
}

/** `/my-ml/trail` -> `/my-ml/*`; undefined where the name is not the project's. */
function patternOf(name: string, project: string): string | undefined {
  const [start = ''] = new RegExp(`^(alias/|/)?${project}(?=[-/]|$)`).exec(name) ?? [];
  if (start === '') return undefined;
  return name === start ? name : `${start}${name.charAt(start.length)}*`;
}

function filled(form: string, name: string, { partition, region, account }: UsePlace): string {
  const arn = form
    .replace('{Partition}', partition)
    .replace('{Region}', region)
    .replace('{Account}', account)
    .replace('{Path}', '/')
    .replace('alias/{Name}', '{Name}')
    .replace('{GroupName}', '*');
  // What follows a name that ends in a wildcard is within it; after a whole name AWS puts what it makes up.
  return arn.replace(
    /\{Name\}(.*)$/,
    (_, rest: string) => name + (name.endsWith('*') ? '' : rest.replace(/\{\w+\}/g, '*')),
  );
}

/**
 * Types whose ARN bears an id of AWS's, whatever name they are given. Service Authorization Reference, "Actions, resources, and
 * condition keys for AWS Config": config-rule/${ConfigRuleId}.
 */
const byId = new Set(['AWS::Config::ConfigRule']);

function arnsOf(resource: Resource, place: UsePlace): { named: string[]; unnamed: string[] } {
  const { type, properties } = resource;
  const { arn: form, name: key } = namingOf(type) ?? {};
  if (!form) return { named: [], unnamed: [] };
  if (byId.has(type)) return { named: [], unnamed: [filled(form, '*', place)] };
  const found = namesIn(resource);
  const patterns = found.flatMap((name) => patternOf(name, place.project) ?? []);
  if (patterns.length > 0) return { named: patterns.map((name) => filled(form, name, place)), unnamed: [] };
  const literal = key === undefined ? undefined : properties[key];
  if (typeof literal === 'string' && /^[\w./-]+$/.test(literal))
    return { named: [filled(form, `${literal}*`, place)], unnamed: [] };
  // CloudFormation User Guide, "Name type": a name that it makes up begins with the stack's, and that with the project's.
  if (key !== undefined || type === 'AWS::Events::Rule')
    return { named: [filled(form, `${place.project}-*`, place)], unnamed: [] };
  return { named: [], unnamed: [filled(form, '*', place)] };
}

function serviceOf(type: string): string {
  const { arn, service } = namingOf(type) ?? {};
  return service ?? arn?.split(':')[2] ?? '';
}

/** What resources ask of their services, by service. Throws where a type's service is not known. */
export function usesOf(resources: Resource[], place: UsePlace): Use[] {
  const uses = new Map<
    string,
    { types: Set<string>; named: Set<string>; unnamed: Set<string>; made: Record<string, string> }
  >();
  for (const resource of resources) {
    const { type } = resource;
    if (/^(AWS::CDK::Metadata|AWS::CloudFormation::|Custom::)/.test(type)) continue;
    const service = serviceOf(type);
    if (!service) throw new Error(`${type}: its service is not known, so no policy can allow it`);
    const use = uses.get(service) ?? { types: new Set(), named: new Set(), unnamed: new Set(), made: {} };
    uses.set(service, use);
    const { named, unnamed } = arnsOf(resource, place);
    use.types.add(type);
    for (const arn of named) use.named.add(arn);
    for (const arn of unnamed) {
      use.unnamed.add(arn);
      use.made[type] = arn;
    }
  }
  const sorted = (all: Set<string>) => [...all].sort();
  return [...uses]
    .map(([service, { types, named, unnamed, made }]) => ({
      service,
      types: sorted(types),
      named: sorted(named),
      unnamed: sorted(unnamed),
      made,
    }))
    .sort((one, other) => (one.service < other.service ? -1 : 1));
}

/** Hosts of the services that take the roles of the templates. */
export function takersOf(resources: Resource[]): string[] {
  const hosts = resources
    .filter(({ type }) => type === 'AWS::IAM::Role')
    .flatMap(
      ({ properties }) =>
        JSON.stringify(properties.AssumeRolePolicyDocument).match(/[a-z0-9.-]+\.amazonaws\.com(\.cn)?(?=")/g) ?? [],
    );
  return [...new Set(hosts)].filter((host) => !host.startsWith('sts.')).sort();
}
