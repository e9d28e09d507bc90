import type { Assembly, Resource } from '../../../judge/read/assembly.ts';

import {
  type Check,
  differs,
  every,
  everyHas,
  isNotExactly,
  type Judged,
  lacks,
  policyOf,
  statementsOf,
} from '../check.ts';
import { dnsChecks } from './dns-check.ts';
import { interfaceServices } from './services.ts';
import { wiring } from './wiring.ts';

const isGateway = ({ properties }: Resource) => properties.VpcEndpointType === 'Gateway';

const serviceOf = ({ properties }: Resource) =>
  String(properties.ServiceName).replace(/^(cn\.)?com\.amazonaws\.[^.]+\./, '');

/** Nothing of these kinds gives a network a way out: the list is empty in a sound assembly. */
const waysOut = [
  'AWS::EC2::VPCGatewayAttachment',
  'AWS::EC2::InternetGateway',
  'AWS::EC2::EgressOnlyInternetGateway',
  'AWS::EC2::NatGateway',
  'AWS::EC2::VPNGateway',
  'AWS::EC2::VPCPeeringConnection',
  'AWS::EC2::TransitGatewayAttachment',
  'AWS::EC2::TransitGatewayVpcAttachment',
  'AWS::EC2::Route',
];

export function checks({ settings }: Judged): Check[] {
  const { name, region, network } = settings;
  const group = (id: string) => `${name}-network/${id}`;
  const own: Check[] = [
    every('the network has no way out', { type: 'AWS::EC2::VPC' }, (_, { resources }) => {
      const out = resources.find(({ type }) => waysOut.includes(type));
      return out && `has ${out.type} ${out.path}`;
    }),
    everyHas(
      'no subnet gives public addresses',
      { type: 'AWS::EC2::Subnet', atLeast: 2 },
      { MapPublicIpOnLaunch: false },
    ),
    every(
      'every service that jobs call has its endpoint in the VPC',
      { type: 'AWS::EC2::VPC' },
      (vpc, { resources }) => {
        const present = resources
          .filter(
            ({ type, properties }) =>
              type === 'AWS::EC2::VPCEndpoint' && properties.VpcId === `«${vpc.stack}/${vpc.logicalId}»`,
          )
          .map(serviceOf);
        const missing = [...interfaceServices, 's3'].find((service) => !present.includes(service));
        return missing && `has no endpoint for ${missing}`;
      },
    ),
    every(
      'an interface endpoint serves this account only, and names resolve to it',
      { type: 'AWS::EC2::VPCEndpoint', where: (endpoint) => !isGateway(endpoint), atLeast: interfaceServices.length },
      (endpoint, { account }) => {
        const complaint = differs(endpoint.properties, {
          PrivateDnsEnabled: true,
          VpcEndpointType: 'Interface',
          SubnetIds: [1, 2].map((index) => `«${group(`Subnet${index}`)}»`),
          SecurityGroupIds: [`«${group('EndpointsGroup')}.GroupId»`],
        });
        if (complaint) return complaint;
        const service = serviceOf(endpoint);
        const images = service.startsWith('ecr.');
        const statements = statementsOf(endpoint.properties);
        if (statements.length !== 1) return `has ${statements.length} statements`;
        return lacks(endpoint.properties, [
          {
            Effect: 'Allow',
            Principal: { AWS: '*' },
            Action: `${service === 'monitoring' ? 'cloudwatch' : service.split('.')[0]}:*`,
            Resource: '*',
            Condition: {
              StringEquals: { 'aws:PrincipalAccount': account, ...(images ? {} : { 'aws:ResourceAccount': account }) },
            },
          },
        ]);
      },
    ),
    every(
      'the S3 endpoint reaches buckets of this account, and image layers',
      { type: 'AWS::EC2::VPCEndpoint', where: isGateway },
      (endpoint, { account, stacks }) => {
        const { partition } = stacks[0] ?? {};
        if (statementsOf(endpoint.properties).length !== 2) return 'has another number of statements than two';
        const everyone = { Effect: 'Allow', Principal: { AWS: '*' } };
        return lacks(endpoint.properties, [
          {
            ...everyone,
            Action: 's3:*',
            Resource: '*',
            Condition: { StringEquals: { 'aws:PrincipalAccount': account, 'aws:ResourceAccount': account } },
          },
          {
            ...everyone,
            Action: 's3:GetObject',
            Resource: `arn:${partition}:s3:::prod-${region}-starport-layer-bucket/*`,
          },
        ]);
      },
    ),
    every(
      'nothing but jobs and endpoints comes in',
      { type: 'AWS::EC2::SecurityGroup', atLeast: 2 },
      (_, { resources }) => {
        const rules = resources.filter(({ type }) => type === 'AWS::EC2::SecurityGroupIngress');
        const jobs = `«${group('JobsGroup')}.GroupId»`;
        const stray = rules.find(({ properties }) => properties.SourceSecurityGroupId !== jobs || properties.CidrIp);
        const inline = resources.find(
          ({ type, properties }) => type === 'AWS::EC2::SecurityGroup' && properties.SecurityGroupIngress,
        );
        return stray || inline
          ? `lets in ${JSON.stringify((stray ?? inline)?.properties)}`
          : rules.length !== 2 && 'has other rules than two';
      },
    ),
    everyHas(
      'jobs talk TLS to services, and to each other',
      { type: 'AWS::EC2::SecurityGroupEgress', where: ({ properties }) => properties.CidrIp !== undefined },
      { IpProtocol: 'tcp', FromPort: 443, ToPort: 443 },
    ),
    everyHas('all traffic of the VPC is logged', { type: 'AWS::EC2::FlowLog' }, (_, { names }) => ({
      ResourceId: `«${name}-network/Vpc»`,
      ResourceType: 'VPC',
      TrafficType: 'ALL',
      LogGroupName: `/${name}/network`,
      LogDestinationType: 'cloud-watch-logs',
      DeliverLogsPermissionArn: names['flow-logs'],
      MaxAggregationInterval: 60,
    })),
    ...dnsChecks(settings),
  ];

  /** Ids of the subnets that jobs may use, as ARNs of this account. */
  function subnetsOf({ stacks, account }: Assembly): string[] {
    const { partition } = stacks[0] ?? {};
    const ids = typeof network === 'object' ? network.subnetIds : [1, 2].map((index) => `«${group(`Subnet${index}`)}»`);
    return ids.map((id) => `arn:${partition}:ec2:${region}:${account}:subnet/${id}`);
  }

  const groupsOf = () =>
    typeof network === 'object' ? (network.securityGroupIds ?? []) : [`«${group('JobsGroup')}.GroupId»`];
  const jobPolicies: Check[] = [
    every(
      'whoever runs jobs makes interfaces in the subnets of the jobs, to be attached to an instance',
      policyOf('JobNetwork'),
      (policy, assembly) => {
        const { partition } = assembly.stacks[0] ?? {};
        const ec2 = (id: string) => `arn:${partition}:ec2:${region}:${assembly.account}:${id}`;
        const interfaces = ec2('network-interface/*');
        const inSubnets = { 'ec2:Subnet': subnetsOf(assembly) };
        const groups = groupsOf().map((id) => ec2(`security-group/${id}`));
        return isNotExactly(policy.properties, [
          {
            Effect: 'Allow',
            Action: 'ec2:CreateNetworkInterface',
            Resource: [interfaces, ...subnetsOf(assembly), ...groups],
          },
          {
            Effect: 'Allow',
            Action: 'ec2:CreateNetworkInterfacePermission',
            Resource: interfaces,
            Condition: { ArnEquals: inSubnets, StringEquals: { 'ec2:Permission': 'INSTANCE-ATTACH' } },
          },
          {
            Effect: 'Allow',
            Action: 'ec2:DeleteNetworkInterface',
            Resource: interfaces,
            Condition: { ArnEquals: inSubnets },
          },
          { Effect: 'Allow', Action: 'ec2:DeleteNetworkInterfacePermission', Resource: '*' },
          {
            Effect: 'Allow',
            Action: ['DhcpOptions', 'NetworkInterfaces', 'SecurityGroups', 'Subnets', 'Vpcs'].map(
              (kind) => `ec2:Describe${kind}`,
            ),
            Resource: '*',
          },
        ]);
      },
    ),
    ...['training', 'processing', 'evaluation', 'registration', 'inference'].map((role) =>
      every(
        `${role} has that policy`,
        { type: 'AWS::IAM::Role', where: ({ properties }) => properties.RoleName === `${name}-${role}` },
        ({ stack, properties }) => {
          const network = new RegExp(`:policy/«${stack}/JobNetworkPolicy[0-9A-F]{8}»$`);
          const arns = [properties.ManagedPolicyArns ?? []].flat().map(String);
          return arns.some((arn) => network.test(arn)) ? undefined : `has the policies ${arns.join(', ')}`;
        },
      ),
    ),
  ];

  return [...(network === 'create' ? [...own, ...wiring(settings)] : []), ...jobPolicies];
}
