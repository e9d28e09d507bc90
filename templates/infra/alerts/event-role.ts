import { ManagedPolicy, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type Foundation, name } from '../foundation.ts';

export interface EventRole {
  /** Of the construct and of its statement in the boundary: ForwardEvents. */
  id: string;
  /** Its name is PROJECT-role. */
  role: string;
  description: string;
  /** The rules that take it on: an ARN with a wildcard. */
  rules: string;
  /** The event bus that it writes to. */
  bus: string;
}

/** A role with which rules write events to a bus in another region, and nothing else. */
export function makeEventRole({ audit, settings, boundary }: Foundation, made: EventRole): void {
  const roleName = `${settings.name}-${made.role}`;
  const roleArn = `arn:${audit.partition}:iam::${audit.account}:role/${roleName}`;
  const statement = { sid: made.id, actions: ['events:PutEvents'], resources: [made.bus] };
  // The boundary lets this one role through, no other.
  boundary.addStatements(
    new PolicyStatement({ ...statement, conditions: { ArnEquals: { 'aws:PrincipalArn': roleArn } } }),
  );
  const policy = new ManagedPolicy(audit, `${made.id}Policy`, {
    document: new PolicyDocument({ statements: [new PolicyStatement(statement)] }),
  });
  const role = new Role(audit, `${made.id}Role`, {
    roleName,
    description: made.description,
    assumedBy: new ServicePrincipal('events.amazonaws.com', {
      // Amazon EventBridge User Guide, "Cross-service confused deputy prevention in Amazon EventBridge".
      conditions: {
        StringEquals: { 'aws:SourceAccount': audit.account },
        ArnLike: { 'aws:SourceArn': made.rules },
      },
    }),
    managedPolicies: [policy],
  });
  name(audit, { [made.role]: role.roleArn });
}
