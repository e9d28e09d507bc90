import { ManagedPolicy, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { acknowledge } from '../../acknowledge.ts';
import type { Foundation, JobNetwork } from '../../foundation.ts';

/**
 * What a job needs to have interfaces in the VPC: SageMaker Developer Guide, "Give SageMaker AI Training Jobs Access
 * to Resources in Your Amazon VPC". Interfaces only in the jobs' own subnets and groups.
 */
function interfaceStatements(
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

const id = 'JobNetworkPolicy';

/**
 * One policy for every role of jobs: it names each subnet three times, and IAM takes 6,144 characters a policy, which the
 * roles' own nearly are (IAM User Guide, "IAM and AWS STS quotas").
 */
export function letIntoNetwork({ training }: Foundation, network: JobNetwork, role: Role): void {
  const there = training.node.tryFindChild(id) as ManagedPolicy | undefined;
  const policy = there ?? new ManagedPolicy(training, id, { statements: interfaceStatements(training, network) });
  if (!there) {
    acknowledge(policy, 'AwsSolutions-IAM5[Resource::…:network-interface/*]', 'EC2 makes up the id of an interface');
    acknowledge(policy, 'AwsSolutions-IAM5[Resource::*]', 'Calls that take no resource');
  }
  role.addManagedPolicy(policy);
}
