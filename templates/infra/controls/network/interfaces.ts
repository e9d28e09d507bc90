import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { JobNetwork } from '../../foundation.ts';

/**
 * What a job needs to have interfaces in the VPC: SageMaker Developer Guide, "Give SageMaker AI Training Jobs Access
 * to Resources in Your Amazon VPC". Interfaces only in the jobs' own subnets and groups.
 */
export function interfaceStatements(
  { partition, region, account }: { partition: string; region: string; account: string },
  { subnetIds, securityGroupIds }: JobNetwork,
): PolicyStatement[] {
  const arn = (kind: string) => (id: string) => `arn:${partition}:ec2:${region}:${account}:${kind}/${id}`;
  const interfaces = arn('network-interface')('*');
  const subnets = subnetIds.map(arn('subnet'));
  return [
    new PolicyStatement({
      sid: 'MakeInterfaces',
      actions: ['ec2:CreateNetworkInterface'],
      resources: [interfaces, ...subnets, ...securityGroupIds.map(arn('security-group'))],
    }),
    new PolicyStatement({
      sid: 'LendInterfaces',
      actions: ['ec2:CreateNetworkInterfacePermission'],
      resources: [interfaces],
      conditions: {
        ArnEquals: { 'ec2:Subnet': subnets },
        // Service Authorization Reference, "Amazon EC2". No key tells which service asks: SageMaker attaches by its account.
        StringEquals: { 'ec2:Permission': 'INSTANCE-ATTACH' },
      },
    }),
    new PolicyStatement({
      sid: 'RemoveInterfaces',
      actions: ['ec2:DeleteNetworkInterface'],
      resources: [interfaces],
      conditions: { ArnEquals: { 'ec2:Subnet': subnets } },
    }),
    new PolicyStatement({
      sid: 'TakeInterfacesBack',
      actions: ['ec2:DeleteNetworkInterfacePermission'],
      // The interface is an optional resource of this action, which only takes a permission back.
      resources: ['*'],
    }),
    new PolicyStatement({
      sid: 'SeeNetwork',
      actions: [
        'ec2:DescribeDhcpOptions',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSecurityGroups',
        'ec2:DescribeSubnets',
        'ec2:DescribeVpcs',
      ],
      // Describe actions of EC2 support no resource: Service Authorization Reference, "Amazon EC2".
      resources: ['*'],
    }),
  ];
}
