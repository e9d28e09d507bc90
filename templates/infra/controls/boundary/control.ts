import { Aspects } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { Foundation } from '../../foundation.ts';
import { boundaryArn } from './arn.ts';

export function apply({ boundary, settings, training }: Foundation): void {
  const organizations = boundaryArn(settings.permissionsBoundary, training.account);
  // An aspect, so that a role which another control or a person adds later has the boundary as well.
  Aspects.of(training.node.scope ?? training).add({
    visit(node) {
      if (!(node instanceof CfnRole)) return;
      // The organization's boundary takes precedence over one that a control has set.
      if (organizations) node.permissionsBoundary = organizations;
      else node.permissionsBoundary ??= boundary.managedPolicyArn;
    },
  });
}
