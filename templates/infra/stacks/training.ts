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
import { type BaseRole, name, type WorkRole } from '../foundation.ts';
import { boundaryStatements } from '../policies/boundary.ts';

/** A service may assume the role only for this account (IAM User Guide, "The confused deputy problem"). */
export function sagemakerOf(account: string): IPrincipal {
  return new ServicePrincipal('sagemaker.amazonaws.com', {
    conditions: { StringEquals: { 'aws:SourceAccount': account } },
  });
}

/** The boundary has a stack of its own, before all others: roles of every stack have it. */
export function makeBoundary(stack: Stack, project: string): ManagedPolicy {
  const boundary = new ManagedPolicy(stack, 'Boundary', {
    managedPolicyName: `${project}-boundary`,
    document: new PolicyDocument({ statements: boundaryStatements(project, stack) }),
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
  return boundary;
}

/** The roles, each with a policy that is still empty: controls add what each may do. */
export function makeRoles(stack: Stack, settings: Settings): Record<BaseRole, WorkRole> {
  const make = (id: BaseRole, assumedBy: IPrincipal, description: string): WorkRole => {
    const title = `${id[0]?.toUpperCase()}${id.slice(1)}`;
    const policy = new ManagedPolicy(stack, `${title}Policy`);
    const role = new Role(stack, `${title}Role`, {
      roleName: `${settings.name}-${id}`,
      description,
      assumedBy,
      managedPolicies: [policy],
    });
    name(stack, { [id]: role.roleArn });
    return { role, policy };
  };
  const sagemaker = sagemakerOf(stack.account);
  // The control mfa says who of the account they are.
  const people = new AccountRootPrincipal();
  return {
    processing: make('processing', sagemaker, 'Prepares data'),
    training: make('training', sagemaker, 'Runs training jobs'),
    evaluation: make('evaluation', sagemaker, 'Evaluates models on data that training cannot read'),
    registration: make('registration', sagemaker, 'Registers models that were evaluated'),
    inference: make('inference', sagemaker, 'Serves models'),
    engineer: make('engineer', people, 'People who bring data and code and start jobs'),
    approver: make('approver', people, 'People who approve models'),
    operator: make('operator', people, 'People who answer alerts'),
    reviewer: make('reviewer', people, 'People who read evidence and configuration'),
  };
}
