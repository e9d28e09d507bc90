import type { Assembly } from './assembly.ts';
import { holders, sharing } from './grants.ts';
import type { NotProven } from './not-proven.ts';

/** Values of types that bear on access and that only a deployment knows. What they are of otherwise grants nothing. */
export function openValues({ resources, unresolved }: Assembly): NotProven[] {
  const places = new Map(resources.map((resource) => [`${resource.stack}\n${resource.logicalId}`, resource]));
  return unresolved.flatMap(({ stack, where, what }) => {
    const [logicalId = '', ...rest] = where.split(/(?=[.[])/);
    const resource = places.get(`${stack}\n${logicalId}`);
    if (!resource && logicalId !== 'Metadata') return [];
    if (resource && !bears(resource.type)) return [];
    const path = resource?.path ?? logicalId;
    const why = `is not known before deployment (${what})`;
    return [{ stack, logicalId, path, what: rest.join('').replace(/^\./, ''), why }];
  });
}

const bears = (type: string) =>
  /^AWS::(IAM|SSO|Lambda::(Permission|Url))\b/.test(type) ||
  Object.hasOwn(holders, type) ||
  Object.hasOwn(sharing, type);
