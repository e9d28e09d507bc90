import { compile } from '../decide/policy.ts';
import { anyone, stranger, toldApart } from '../decide/principals.ts';
import type { NamedPolicy } from '../decide/request.ts';
import type { AccessModel } from '../read/model.ts';
import type { AccessResource } from '../read/model-resources.ts';

/** Somebody who asks, and the policies that are their own. */
export interface ComparedPrincipal {
  /** What people call them. */
  name: string;
  arn: string;
  identity: NamedPolicy[];
  boundary?: NamedPolicy[];
}

/** Whoever is not in the templates is supposed to have every permission of their own account. */
const everything: NamedPolicy[] = [
  {
    name: 'IAM permissions of their own account',
    policy: {
      Version: '2012-10-17',
      Statement: { Sid: 'Supposed', Effect: 'Allow', Action: '*', Resource: '*' },
    },
  },
];

/** Whoever of an account no template makes. */
export const anyOther = (account: string, partition: string): ComparedPrincipal => ({
  arn: `arn:${partition}:iam::${account}:role/any-other`,
  ...{ name: 'any other role of the account', identity: everything },
});

/**
 * Who can be let in by a resource's policy besides the principals of the templates: everybody whom a version of the
 * policy names, and one of each kind whom none names. A role stands for all its sessions.
 */
export function outsiders(
  { before, after }: { before?: AccessResource; after?: AccessResource },
  { partition }: AccessModel,
): ComparedPrincipal[] {
  const versions = [before, after];
  const account = versions.find((resource) => resource)?.account ?? '';
  const found = new Map<string, ComparedPrincipal>();
  const add = (arn: string, name: string, identity: NamedPolicy[] = everything) => {
    if (!found.has(arn)) found.set(arn, { arn, name, identity });
  };
  // Of the account, whoever has every permission can use what is new: that says nothing.
  if (before) {
    const { arn, name } = anyOther(account, partition);
    add(arn, name);
    add(`arn:${partition}:iam::${account}:user/any`, 'any user of the account');
    add(`arn:${partition}:iam::${account}:root`, "the account's root user");
  }
  add(anyone(stranger, partition), 'any role of another account');
  add('unnamed.amazonaws.com', 'any other AWS service', []);
  add('*', 'anyone without credentials', []);
  for (const resource of versions) {
    if (!resource?.policy) continue;
    const { statements } = compile(resource.policy, 'resource', { strict: false });
    for (const { principals } of statements) {
      for (const pattern of principals?.patterns ?? []) {
        if (pattern.type === 'service') add(pattern.host, pattern.host, []);
        if (pattern.type === 'federated') add(pattern.provider, pattern.provider, []);
        if (pattern.type === 'arn') add(pattern.arn, pattern.arn);
        if (pattern.type === 'account' && pattern.account !== account) {
          add(anyone(pattern.account, partition), `any role of account ${pattern.account}`);
        }
      }
    }
    // Of the account, whoever has every permission can use what is new: that says nothing.
    for (const [arn, name] of toldApart(statements, partition))
      if (!arn.includes(`::${account}:`)) add(arn, name, arn.startsWith('arn:') ? everything : []);
  }
  return [...found.values()];
}
