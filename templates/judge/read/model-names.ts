import { namingOf } from './arn.ts';
import type { Assembly, Resource } from './assembly.ts';
import type { NotProven } from './not-proven.ts';

/**
 * An ARN as a request names it: no wildcard is in it. Secrets Manager adds a hyphen and six characters to a secret's
 * name (User Guide, "What's in a secret?").
 */
const asked = (arn: string): string => arn.replace(/-\?{6}$/, '-AbCdEf').replace(/(:log-group:.*):\*$/, '$1');

/** The ARN of a resource in requests; undefined where the form of its type is not known. */
export function arnOf({ arn }: Resource): string | undefined {
  return arn === undefined ? undefined : asked(arn);
}

/** What proofs call a resource, else its own name, else its logical id. */
export function proofNameOf(assembly: Assembly, resource: Resource, arn: string): string {
  for (const [name, named] of Object.entries(assembly.names)) if (asked(named) === arn) return name;
  const property = namingOf(resource.type)?.name;
  const given = property ? resource.properties[property] : undefined;
  return typeof given === 'string' ? given : resource.logicalId;
}

/** Where a person finds a resource. */
export function placeOf({ stack, logicalId, path }: Resource): { stack: string; logicalId: string; path: string } {
  return { stack, logicalId, path };
}

export function openAt(resource: Resource, what: string, why: string, about?: string[], rests?: unknown): NotProven {
  return { ...placeOf(resource), what, why, ...(about && { about }), ...(rests !== undefined && { rests }) };
}
