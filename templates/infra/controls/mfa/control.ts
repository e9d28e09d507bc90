import {
  AccountRootPrincipal,
  type CfnRole,
  FederatedPrincipal,
  PolicyDocument,
  PolicyStatement,
  type Role,
} from 'aws-cdk-lib/aws-iam';
import { type Foundation, name } from '../../foundation.ts';
import { examplePerson, type PeopleRole, peopleTrust, samlAudience, sessionSeconds } from '../../policies/trust.ts';

/** Lets the people in whom the answers name for this role, and nobody else of the account. */
export function letIn({ training, settings }: Foundation, role: Role, who: PeopleRole): void {
  const made = role.node.defaultChild as CfnRole;
  made.assumeRolePolicyDocument = new PolicyDocument({
    statements: peopleTrust(training, settings.people, settings.name, who).map(
      ({ action, principal, conditions }) =>
        new PolicyStatement({
          sid: action === 'sts:AssumeRole' ? 'SignedIn' : 'ThroughSaml',
          actions: [action],
          principals: [
            'provider' in principal ? new FederatedPrincipal(principal.provider) : new AccountRootPrincipal(),
          ],
          conditions,
        }),
    ),
  });
  made.maxSessionDuration = sessionSeconds(settings.people, who);
  name(training, {
    [`${who}-person`]: examplePerson(training, settings.people, settings.name, who),
    ...(settings.people.signIn === 'saml' && { 'saml-audience': samlAudience(training.partition) }),
  });
}

export function apply(foundation: Foundation): void {
  const { roles } = foundation;
  for (const who of ['engineer', 'approver', 'operator', 'reviewer'] as const) letIn(foundation, roles[who].role, who);
}
