import type { Stack } from 'aws-cdk-lib';
import {
  AccountRootPrincipal,
  type IPrincipal,
  ManagedPolicy,
  PolicyDocument,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { acknowledge } from '../acknowledge.ts';
import type { Settings } from '../config.ts';
import { name, type RoleName, type WorkRole } from '../foundation.ts';
import { boundaryStatements } from '../policies/boundary.ts';

/** A service may assume the role only for this account (IAM User Guide, "The confused deputy problem"). */
function sagemakerOf(account: string): IPrincipal {
  return new ServicePrincipal('sagemaker.amazonaws.com', {
    conditions: { StringEquals: { 'aws:SourceAccount': account } },
  });
}

/** The boundary and the roles, each with a policy that is still empty: controls add what each may do. */
export function makeRoles(stack: Stack, settings: Settings) {
  const project = settings.name;
  const scope = { partition: stack.partition, region: stack.region, account: stack.account };
  const boundary = new ManagedPolicy(stack, 'Boundary', {
    managedPolicyName: `${project}-boundary`,
    document: new PolicyDocument({ statements: boundaryStatements(project, scope) }),
  });
  acknowledge(
    boundary,
    'AwsSolutions-IAM5[…]',
    "A boundary grants nothing: it limits what the roles' own policies name",
  );
  acknowledge(
    boundary,
    'NIST.800.53.R5-IAMPolicyNoStatementsWithFullAccess',
    'sagemaker:* is the upper limit for roles whose own policies name each action',
  );
  const make = (id: RoleName, assumedBy: IPrincipal, description: string): WorkRole => {
    const title = `${id[0]?.toUpperCase()}${id.slice(1)}`;
    const policy = new ManagedPolicy(stack, `${title}Policy`);
    const role = new Role(stack, `${title}Role`, {
      roleName: `${project}-${id}`,
      description,
      assumedBy,
      managedPolicies: [policy],
    });
    name(stack, { [id]: role.roleArn });
    return { role, policy };
  };
  const sagemaker = sagemakerOf(stack.account);
  const roles = {
    training: make('training', sagemaker, 'Runs training jobs'),
    processing: make('processing', sagemaker, 'Prepares data'),
    inference: make('inference', sagemaker, 'Serves models'),
    people: make('people', new AccountRootPrincipal(), 'People who work on models'),
  };
  return { boundary, roles };
}
