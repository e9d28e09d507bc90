import { Aspects } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { Foundation } from '../../foundation.ts';

export function apply({ boundary, training }: Foundation): void {
  // An aspect, so that a role which another control or a person adds later has the boundary as well.
  Aspects.of(training.node.scope ?? training).add({
    visit(node) {
      if (node instanceof CfnRole) node.permissionsBoundary ??= boundary.managedPolicyArn;
    },
  });
}
