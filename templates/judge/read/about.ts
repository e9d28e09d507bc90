import type { NamedPolicy } from '../decide/request.ts';
import type { AccessModel } from './model.ts';
import type { NotProven } from './not-proven.ts';

const keyOf = ({ stack, logicalId }: { stack: string; logicalId: string }) => `${stack}\n${logicalId}`;

/** Whom each open place bears on, where it lies in a policy of somebody: without that it may bear on anybody. */
export function withAbout({ principals, resources, notProven }: AccessModel): NotProven[] {
  const places = new Map<string, Set<string>>();
  const add = (arn: string, { origin }: NamedPolicy) => {
    if (!origin) return;
    const known = places.get(keyOf(origin)) ?? new Set();
    places.set(keyOf(origin), known.add(arn));
  };
  for (const { arn, identity, boundary = [] } of principals)
    for (const policy of [...identity, ...boundary]) add(arn, policy);
  for (const { arn, policy } of resources) if (policy) add(arn, policy);
  return notProven.map((each) => {
    const about = each.about ?? places.get(keyOf(each));
    return about ? { ...each, about: [...about] } : each;
  });
}

/** The open places that an answer about a principal and a resource rests on. */
export function bearingOn({ notProven }: AccessModel, principal: string, resource: string | undefined): NotProven[] {
  return notProven.filter(({ about }) => !about || about.some((arn) => arn === principal || arn === resource));
}
