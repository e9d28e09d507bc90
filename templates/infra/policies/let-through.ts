import { type ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Foundation } from '../foundation.ts';

interface Passage {
  /** One for all that units of a kind need. */
  sid: string;
  actions: string[];
  resources: string[];
  /** ARN of the role that it is for. */
  role: string;
}

const passages = new WeakMap<ManagedPolicy, Map<string, { statement: PolicyStatement; roles: string[] }>>();

/**
 * The boundary lets these roles alone through to these resources; which role uses which is in its own policy. One statement
 * for all units of a kind: IAM takes 6,144 characters a policy (IAM User Guide, "IAM and AWS STS quotas").
 */
export function letThrough({ boundary }: Foundation, { sid, actions, resources, role }: Passage): void {
  const known = passages.get(boundary) ?? new Map();
  passages.set(boundary, known);
  const there = known.get(sid);
  const roles = [...(there?.roles ?? []), role];
  const statement = there?.statement ?? new PolicyStatement({ sid, actions });
  statement.addResources(...resources);
  statement.addCondition('ArnEquals', { 'aws:PrincipalArn': roles.length > 1 ? roles : role });
  if (!there) boundary.addStatements(statement);
  known.set(sid, { statement, roles });
}
