import { CfnFlowLog } from 'aws-cdk-lib/aws-ec2';
import { ManagedPolicy, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { acknowledge } from '../../acknowledge.ts';
import { makeLogGroup } from '../../alerts/log-group.ts';
import { type Foundation, name } from '../../foundation.ts';
import { jobRoles } from '../../policies/roles.ts';
import { filterNames } from './dns.ts';
import { letIntoNetwork } from './interfaces.ts';
import { makeVpc } from './vpc.ts';

export function apply(foundation: Foundation): void {
  const { settings, roles } = foundation;
  const { network } = settings;
  if (network === 'none') return;
  if (network === 'create') {
    const stack = foundation.stack('Network', { description: `${settings.name}: isolated network of the jobs` });
    const vpc = makeVpc(stack, settings);
    foundation.network = vpc;
    const logGroup = makeLogGroup(foundation, stack, 'network');
    const { partition, region, account } = stack;
    const policy = new ManagedPolicy(stack, 'FlowLogsPolicy', {
      document: new PolicyDocument({
        statements: [
          new PolicyStatement({
            sid: 'WriteFlowLogs',
            actions: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
            resources: [
              `arn:${partition}:logs:${region}:${account}:log-group:/${settings.name}/network`,
              `arn:${partition}:logs:${region}:${account}:log-group:/${settings.name}/network:log-stream:*`,
            ],
          }),
        ],
      }),
    });
    acknowledge(policy, 'AwsSolutions-IAM5[Resource::…:log-stream:*]', 'Each interface has a stream in this log group');
    const role = new Role(stack, 'FlowLogsRole', {
      roleName: `${settings.name}-flow-logs`,
      description: 'Delivers the flow logs of the VPC',
      assumedBy: new ServicePrincipal('vpc-flow-logs.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
      managedPolicies: [policy],
    });
    new CfnFlowLog(stack, 'FlowLog', {
      resourceId: vpc.vpcId,
      resourceType: 'VPC',
      trafficType: 'ALL',
      logDestinationType: 'cloud-watch-logs',
      logGroupName: logGroup.ref,
      deliverLogsPermissionArn: role.roleArn,
      maxAggregationInterval: 60,
    });
    filterNames(foundation, stack, vpc.vpcId);
    name(stack, {
      's3-endpoint': vpc.perimeter.value,
      'logs-endpoint': vpc.logsPerimeter.value,
      'flow-logs': role.roleArn,
    });
  } else {
    foundation.network = {
      subnetIds: network.subnetIds,
      securityGroupIds: network.securityGroupIds ?? [],
      perimeter: { key: 'aws:SourceVpc', value: network.vpcId },
      logsPerimeter: { key: 'aws:SourceVpc', value: network.vpcId },
    };
  }
  const { training } = foundation;
  const arns = (kind: string, ids: string[]) =>
    ids.map((id) => `arn:${training.partition}:ec2:${training.region}:${training.account}:${kind}/${id}`);
  const { subnetIds, securityGroupIds } = foundation.network;
  name(training, {
    ...Object.fromEntries(arns('subnet', subnetIds).map((arn, index) => [`subnet-${index + 1}`, arn])),
    ...Object.fromEntries(
      arns('security-group', securityGroupIds).map((arn, index) => [`jobs-group-${index + 1}`, arn]),
    ),
    ...(foundation.network.perimeter.key === 'aws:SourceVpc' && { 'jobs-vpc': foundation.network.perimeter.value }),
  });
  for (const role of jobRoles) letIntoNetwork(foundation, foundation.network, roles[role].role);
}
