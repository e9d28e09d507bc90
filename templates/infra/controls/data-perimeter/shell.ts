import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { JobNetwork } from '../../foundation.ts';

/** CloudShell's own calls on an environment; there is none for files in and out of a shell in a VPC. */
export const shellCalls = [
  'cloudshell:CreateSession',
  'cloudshell:DeleteEnvironment',
  'cloudshell:GetEnvironmentStatus',
  'cloudshell:PutCredentials',
  'cloudshell:StartEnvironment',
  'cloudshell:StopEnvironment',
];

/**
 * AWS CloudShell User Guide, "Required IAM permissions for creating and using CloudShell VPC environments": the conditions on
 * the subnets and groups, and the tag that CloudShell gives its interface.
 */
export function shellStatements(
  { partition, region, account }: { partition: string; region: string; account: string },
  { subnetIds, securityGroupIds }: JobNetwork,
): PolicyStatement[] {
  const ec2 = (kind: string) => (id: string) => `arn:${partition}:ec2:${region}:${account}:${kind}/${id}`;
  const interfaces = ec2('network-interface')('*');
  const subnets = subnetIds.map(ec2('subnet'));
  return [
    new PolicyStatement({
      sid: 'MakeShellInTheSubnets',
      actions: ['cloudshell:CreateEnvironment'],
      resources: ['*'],
      conditions: {
        // Without the second block an environment outside of any VPC would pass.
        'ForAllValues:StringEquals': {
          'cloudshell:SubnetIds': subnetIds,
          ...(securityGroupIds.length > 0 && { 'cloudshell:SecurityGroupIds': securityGroupIds }),
        },
        Null: { 'cloudshell:SubnetIds': 'false' },
      },
    }),
    new PolicyStatement({
      sid: 'UseShell',
      actions: shellCalls,
      resources: [`arn:${partition}:cloudshell:${region}:${account}:environment/*`],
    }),
    new PolicyStatement({
      sid: 'FindShellAndNetwork',
      actions: [
        'cloudshell:DescribeEnvironments',
        'ec2:DescribeDhcpOptions',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSecurityGroups',
        'ec2:DescribeSubnets',
        'ec2:DescribeVpcs',
      ],
      resources: ['*'],
    }),
    new PolicyStatement({
      sid: 'MakeShellInterface',
      actions: ['ec2:CreateNetworkInterface'],
      resources: [interfaces, ...subnets, ...securityGroupIds.map(ec2('security-group'))],
    }),
    new PolicyStatement({
      sid: 'LendShellInterface',
      actions: ['ec2:CreateNetworkInterfacePermission', 'ec2:DeleteNetworkInterface'],
      resources: [interfaces],
      conditions: { ArnEquals: { 'ec2:Subnet': subnets } },
    }),
    new PolicyStatement({
      sid: 'TagShellInterface',
      actions: ['ec2:CreateTags'],
      resources: [interfaces],
      conditions: {
        StringEquals: { 'ec2:CreateAction': 'CreateNetworkInterface' },
        'ForAnyValue:StringEquals': { 'aws:TagKeys': 'ManagedByCloudShell' },
      },
    }),
  ];
}
