import { AccountRootPrincipal, type CfnRole, ManagedPolicy, PolicyDocument } from 'aws-cdk-lib/aws-iam';
import type { Foundation } from '../../foundation.ts';
import { mfaDenies, peopleTrust } from './statements.ts';

export function apply({ training, settings, facts, roles, buckets }: Foundation): void {
  const { role } = roles.people;
  (role.node.defaultChild as CfnRole).assumeRolePolicyDocument = new PolicyDocument({
    statements: peopleTrust([new AccountRootPrincipal()], facts.peopleWithoutMfa),
  });
  role.addManagedPolicy(
    new ManagedPolicy(training, 'PeopleMfa', {
      managedPolicyName: `${settings.name}-people-mfa`,
      description: 'Refuses sensitive acts to sessions of people without MFA; allows nothing',
      document: new PolicyDocument({ statements: mfaDenies(Object.values(buckets).map(({ arn }) => arn)) }),
    }),
  );
}
