import { naming } from './arn.ts';
import type { Assembly, Resource } from './assembly.ts';

/** The ARN of a resource as a request names it: no wildcard stands in it. `undefined` where the type's form is not known. */
export function arnOf(assembly: Assembly, resource: Resource): string | undefined {
  const stack = assembly.stacks.find(({ name }) => name === resource.stack);
  const form = naming[resource.type];
  if (!stack || !form) return undefined;
  const given = form.name ? resource.properties[form.name] : undefined;
  const values: Record<string, string> = {
    Partition: stack.partition,
    Region: stack.region,
    Account: stack.account,
    Name: typeof given === 'string' ? given : `«${stack.name}/${resource.logicalId}»`,
  };
  // Secrets Manager adds a hyphen and six characters to a secret's name (User Guide, "What's in a secret?").
  return form.arn
    .replace(/-\?{6}$/, '-AbCdEf')
    .replace(/:\*$/, '')
    .replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? '');
}

/** What proofs call a resource, else its own name, else its logical id. */
export function nameOf(assembly: Assembly, resource: Resource, arn: string): string {
  for (const [name, named] of Object.entries(assembly.names)) {
    if (named.replace(/-\?{6}$/, '-AbCdEf').replace(/:\*$/, '') === arn) return name;
  }
  const property = naming[resource.type]?.name;
  const given = property ? resource.properties[property] : undefined;
  return typeof given === 'string' ? given : resource.logicalId;
}

/** Where a person finds a resource. */
export function placeOf(resource: Resource): { stack: string; logicalId: string; path: string } {
  return { stack: resource.stack, logicalId: resource.logicalId, path: resource.path };
}
