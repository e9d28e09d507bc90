import { readAssemblies } from '../../templates/judge/read/assembly.ts';
import quotas from './quotas.json' with { type: 'json' };

/** A document of a resource that is longer than its service takes: a deployment fails at it. */
export interface TooLong {
  /** Stack/logical id. */
  resource: string;
  type: string;
  /** Characters, white space not counted. */
  size: number;
  most: number;
  source: string;
}

/** Every document of an assembly that is too long, the longest of one resource where there are several accounts. */
export function tooLongIn(directory: string): TooLong[] {
  const found = readAssemblies(directory).flatMap(({ resources }) =>
    resources.flatMap(({ stack, logicalId, type, properties }) =>
      quotas
        .filter((quota) => quota.type === type)
        .map(({ property, most, source }) => {
          const size = JSON.stringify(properties[property] ?? '').length;
          return { ...{ resource: `${stack}/${logicalId}`, type, size, most, source } };
        })
        .filter(({ size, most }) => size > most),
    ),
  );
  const longest = new Map(found.sort((a, b) => a.size - b.size).map((one) => [one.resource, one]));
  return [...longest.values()];
}
