import type { Settings } from '../../config.ts';
import { type Check, every, everyHas, isNotExactly, policyOf, serviceRole } from '../check.ts';

const nothing = { IpProtocol: 'icmp', FromPort: 252, ToPort: 86, CidrIp: '255.255.255.255/32', Description: 'Nothing' };
const tls = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443 };

const named = (type: string, resource: string) => ({
  type,
  where: ({ path }: { path: string }) => new RegExp(`(^|/)${resource}$`).test(path),
});

/** That the parts of the created network belong together: what the other proofs say of one holds for all. */
export function wiring({ name, region, networkCidr }: Settings): Check[] {
  const id = (resource: string) => `«${name}-network/${resource}»`;
  const groupId = (resource: string) => `«${name}-network/${resource}.GroupId»`;
  return [
    everyHas(
      'the network has the range of the answers, and names of services resolve inside it',
      { type: 'AWS::EC2::VPC' },
      {
        CidrBlock: networkCidr,
        EnableDnsHostnames: true,
        EnableDnsSupport: true,
      },
    ),
    everyHas(
      'every subnet and its routes are the VPC’s',
      { type: 'AWS::EC2::Subnet', atLeast: 2 },
      { VpcId: id('Vpc') },
    ),
    everyHas('there is one table of routes', { type: 'AWS::EC2::RouteTable' }, { VpcId: id('Vpc') }),
    ...[1, 2].map((index) =>
      everyHas(
        `subnet ${index} has that table`,
        named('AWS::EC2::SubnetRouteTableAssociation', `Subnet${index}Routes`),
        {
          SubnetId: id(`Subnet${index}`),
          RouteTableId: id('Routes'),
        },
      ),
    ),
    everyHas('S3 is reached over that table', named('AWS::EC2::VPCEndpoint', 'S3Endpoint'), {
      RouteTableIds: [id('Routes')],
      VpcEndpointType: 'Gateway',
    }),
    everyHas(
      'a group of the VPC lets out nothing by itself',
      { type: 'AWS::EC2::SecurityGroup', atLeast: 2 },
      { VpcId: id('Vpc'), SecurityGroupEgress: [nothing] },
    ),
    everyHas('jobs go out over TLS', named('AWS::EC2::SecurityGroupEgress', 'JobsOverTls'), {
      GroupId: groupId('JobsGroup'),
      ...tls,
    }),
    everyHas('endpoints take TLS from jobs', named('AWS::EC2::SecurityGroupIngress', 'EndpointsFromJobs'), {
      GroupId: groupId('EndpointsGroup'),
      SourceSecurityGroupId: groupId('JobsGroup'),
      ...tls,
    }),
    everyHas('jobs reach jobs', named('AWS::EC2::SecurityGroupEgress', 'JobsToJobs'), {
      GroupId: groupId('JobsGroup'),
      DestinationSecurityGroupId: groupId('JobsGroup'),
      IpProtocol: '-1',
    }),
    everyHas('jobs take in jobs', named('AWS::EC2::SecurityGroupIngress', 'JobsFromJobs'), {
      GroupId: groupId('JobsGroup'),
      SourceSecurityGroupId: groupId('JobsGroup'),
      IpProtocol: '-1',
    }),
    serviceRole(
      'only flow logs of this account are delivered',
      `${name}-flow-logs`,
      'vpc-flow-logs.amazonaws.com',
      'FlowLogs',
    ),
    every(
      'flow logs are written to their group, and nothing else is',
      policyOf('FlowLogs'),
      ({ properties }, { account, stacks }) => {
        const logs = `arn:${stacks[0]?.partition}:logs:${region}:${account}:log-group:/${name}/network`;
        return isNotExactly(properties, [
          {
            Effect: 'Allow',
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
            Resource: [logs, `${logs}:log-stream:*`],
          },
        ]);
      },
    ),
  ];
}
