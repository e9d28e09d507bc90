import { one, type ServiceTable } from './table.ts';

const stack = 'arn:{partition}:cloudformation:{region}:{account}:stack/{StackName}/{stored:StackId}';

export const cloudformation: ServiceTable = {
  service: 'cloudformation',
  pages: ['Service Authorization Reference, "Actions, resources, and condition keys for AWS CloudFormation"'],
  operations: {
    DeleteStack: one('cloudformation:DeleteStack', stack),
    ListStackResources: one('cloudformation:ListStackResources', stack),
    // Without a name it is about all stacks.
    DescribeStacks: {
      caller: [
        { action: 'cloudformation:DescribeStacks', on: stack, when: 'StackName' },
        {
          action: 'cloudformation:DescribeStacks',
          on: 'arn:{partition}:cloudformation:{region}:{account}:stack/{stored:StackName}/{stored:StackId}',
          unless: 'StackName',
        },
      ],
    },
    DescribeStackEvents: one('cloudformation:DescribeStackEvents', stack),
    DescribeStackResources: one('cloudformation:DescribeStackResources', stack),
    DetectStackDrift: one('cloudformation:DetectStackDrift', stack),
    UpdateTerminationProtection: one('cloudformation:UpdateTerminationProtection', stack),
    GetTemplate: one('cloudformation:GetTemplate', stack),
    ListTypes: one('cloudformation:ListTypes', '*'),
  },
};
