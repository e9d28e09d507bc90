import { Stack } from 'aws-cdk-lib';
import { type Foundation, name } from '../../foundation.ts';
import { boundaryArn } from '../boundary/arn.ts';

/** The roles that deploy are in a template of their own (template.ts), which an administrator deploys; their rows speak of these. */
export function apply({ boundary, settings, training }: Foundation): void {
  name(Stack.of(boundary), {
    boundary: boundary.managedPolicyArn,
    'role-boundary': boundaryArn(settings.permissionsBoundary, training.account) ?? boundary.managedPolicyArn,
  });
}
