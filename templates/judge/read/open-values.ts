import { namingOf } from './arn.ts';
import type { Assembly, Resource } from './assembly.ts';
import { holders, sharing } from './grants.ts';
import type { NotProven } from './not-proven.ts';

/** Values that count and that only a deployment knows: those that bear on access. What they are of otherwise grants nothing. */
export function openValues(
  { resources, unresolved }: Assembly,
  counts: (resource: Resource, where: string) => boolean = ({ type }, where) => bears(type, where),
): NotProven[] {
  const places = new Map(resources.map((resource) => [`${resource.stack}\n${resource.logicalId}`, resource]));
  return unresolved.flatMap(({ stack, where, what }) => {
    const [logicalId = '', ...rest] = where.split(/(?=[.[])/);
    const resource = places.get(`${stack}\n${logicalId}`);
    if (!resource && logicalId !== 'Metadata') return [];
    if (resource && !counts(resource, rest.join(''))) return [];
    const path = resource?.path ?? logicalId;
    const why = `is not known before deployment (${what})`;
    return [{ stack, logicalId, path, what: rest.join('').replace(/^\./, ''), why }];
  });
}

/** As whom something works, whom it lets in, and from where it is reached. */
const bearing =
  /\.(\w*(Role|RoleArn|RoleARN)|\w*InstanceProfile(Name|Arn)?|AccessControl|AuthType|PubliclyAccessible|EndpointPublicAccess|PublicAccessCidrs|DirectInternetAccess|AppNetworkAccessType|CidrIp|CidrIpv6|SecurityGroupIngress(?=(\[\d+\])?$)|PolicyDocument)\b/;

function bears(type: string, where: string): boolean {
  const grants = namingOf(type)?.grants ?? [];
  return (
    /^AWS::(IAM|SSO|Lambda::(Permission|Url)|Events::EventBusPolicy)\b/.test(type) ||
    Object.hasOwn(holders, type) ||
    Object.hasOwn(sharing, type) ||
    bearing.test(where) ||
    where.split(/[.[\]]+/).some((name) => grants.includes(name))
  );
}

/** Statements that rest on open values, each with the values, and the open values that no statement tells of. */
export function eachTold(values: NotProven[], statements: NotProven[]): NotProven[] {
  const isIn = (value: NotProven, { stack, logicalId, what }: NotProven) =>
    value.stack === stack && value.logicalId === logicalId && value.what.startsWith(what);
  const resting = statements.filter(({ why }) => why.includes(unknownValue));
  const told = statements.map((each) => {
    if (!resting.includes(each)) return each;
    const names = values.flatMap((value) => (isIn(value, each) ? (/\((.*)\)$/s.exec(value.why)?.[1] ?? []) : []));
    return names.length > 0 ? { ...each, why: `${each.why}: ${[...new Set(names)].join(', ')}` } : each;
  });
  return [...values.filter((value) => !resting.some((each) => isIn(value, each))), ...told];
}

/** What the reader of policies says of such a statement. */
export const unknownValue = 'rests on a value that is not known before deployment';
