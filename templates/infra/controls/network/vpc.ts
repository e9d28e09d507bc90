import { Fn, type Stack } from 'aws-cdk-lib';
import {
  CfnRouteTable,
  CfnSecurityGroup,
  CfnSecurityGroupEgress,
  CfnSecurityGroupIngress,
  CfnSubnet,
  CfnSubnetRouteTableAssociation,
  CfnVPC,
  CfnVPCEndpoint,
  InterfaceVpcEndpointAwsService,
} from 'aws-cdk-lib/aws-ec2';
import { acknowledge } from '../../acknowledge.ts';
import type { Settings } from '../../config.ts';
import type { JobNetwork } from '../../foundation.ts';
import { bucketPolicy, interfacePolicy } from './endpoints.ts';
import { subnetRanges } from './ranges.ts';
import { interfaceServices } from './services.ts';

/** A VPC with two subnets in two zones, no gateway of any kind to the internet, and endpoints for what jobs call. */
export function makeVpc(stack: Stack, settings: Settings): JobNetwork & { vpcId: string } {
  const { name: project, networkCidr } = settings;
  const tags = (part: string) => [{ key: 'Name', value: `${project}-${part}` }];
  const vpc = new CfnVPC(stack, 'Vpc', {
    cidrBlock: networkCidr,
    enableDnsHostnames: true,
    enableDnsSupport: true,
    tags: tags('jobs'),
  });
  acknowledge(
    vpc,
    'NIST.800.53.R5-VPCDefaultSecurityGroupClosed',
    'CloudFormation cannot change the default group; nothing here is in it, and no route leads out of the VPC',
  );
  const table = new CfnRouteTable(stack, 'Routes', { vpcId: vpc.ref, tags: tags('isolated') });
  const subnets = subnetRanges(networkCidr).map((cidrBlock, index) => {
    const subnet = new CfnSubnet(stack, `Subnet${index + 1}`, {
      vpcId: vpc.ref,
      cidrBlock,
      ...zoneOf(settings, index),
      mapPublicIpOnLaunch: false,
      tags: tags(`isolated-${index + 1}`),
    });
    new CfnSubnetRouteTableAssociation(stack, `Subnet${index + 1}Routes`, {
      subnetId: subnet.ref,
      routeTableId: table.ref,
    });
    return subnet.ref;
  });
  const jobs = group(stack, 'JobsGroup', vpc.ref, 'Jobs: to endpoints, and to each other');
  const endpoints = group(stack, 'EndpointsGroup', vpc.ref, 'Endpoints: from jobs, over TLS');
  const s3 = new CfnVPCEndpoint(stack, 'S3Endpoint', {
    vpcId: vpc.ref,
    vpcEndpointType: 'Gateway',
    serviceName: `com.amazonaws.${stack.region}.s3`,
    routeTableIds: [table.ref],
    policyDocument: bucketPolicy(stack),
  });
  const interfaces = interfaceServices.map((service) => ({
    service,
    endpoint: new CfnVPCEndpoint(
      stack,
      `${service.replace(/(^|\.)(.)/g, (_, __, letter) => letter.toUpperCase())}Endpoint`,
      {
        vpcId: vpc.ref,
        vpcEndpointType: 'Interface',
        // The library knows the names that differ from com.amazonaws.REGION.SERVICE: most of them do in China.
        serviceName: new InterfaceVpcEndpointAwsService(service).name,
        subnetIds: subnets,
        securityGroupIds: [endpoints],
        privateDnsEnabled: true,
        policyDocument: interfacePolicy(stack, service),
      },
    ),
  }));
  rules(stack, jobs, endpoints);
  return {
    vpcId: vpc.ref,
    subnetIds: subnets,
    securityGroupIds: [jobs],
    perimeter: { key: 'aws:SourceVpce', value: s3.ref },
    logsPerimeter: {
      key: 'aws:SourceVpce',
      value: interfaces.find(({ service }) => service === 'logs')?.endpoint.ref ?? '',
    },
  };
}

/** Zone names differ between accounts, ids do not; without an answer the region's zones are taken in their order. */
function zoneOf({ zones }: Settings, index: number): { availabilityZone: string } | { availabilityZoneId: string } {
  const zone = zones[index];
  if (!zone) return { availabilityZone: Fn.select(index, Fn.getAzs()) };
  return /-az\d+$/.test(zone) ? { availabilityZoneId: zone } : { availabilityZone: zone };
}

function group(stack: Stack, id: string, vpcId: string, groupDescription: string): string {
  const made = new CfnSecurityGroup(stack, id, {
    vpcId,
    groupDescription,
    // Without a rule of its own a group allows everything outbound; this one matches nothing.
    securityGroupEgress: [
      { ipProtocol: 'icmp', fromPort: 252, toPort: 86, cidrIp: '255.255.255.255/32', description: 'Nothing' },
    ],
  });
  return made.attrGroupId;
}

/** Jobs reach the endpoints and S3 over TLS; jobs on many instances reach each other. */
function rules(stack: Stack, jobs: string, endpoints: string): void {
  const tls = { ipProtocol: 'tcp', fromPort: 443, toPort: 443 };
  new CfnSecurityGroupEgress(stack, 'JobsOverTls', {
    groupId: jobs,
    ...tls,
    // The addresses of S3 are public ones; the route table knows only S3 and the VPC, so nothing else is reached.
    cidrIp: '0.0.0.0/0',
    description: 'AWS services, over the routes that exist',
  });
  new CfnSecurityGroupIngress(stack, 'EndpointsFromJobs', {
    groupId: endpoints,
    ...tls,
    sourceSecurityGroupId: jobs,
    description: 'Jobs',
  });
  const eachOther = { groupId: jobs, ipProtocol: '-1', description: 'Instances of one job' };
  new CfnSecurityGroupEgress(stack, 'JobsToJobs', { ...eachOther, destinationSecurityGroupId: jobs });
  const fromJobs = new CfnSecurityGroupIngress(stack, 'JobsFromJobs', { ...eachOther, sourceSecurityGroupId: jobs });
  acknowledge(
    fromJobs,
    'NIST.800.53.R5-EC2RestrictedCommonPorts',
    'Instances of one job talk on ports that their framework chooses; nothing but this group comes in',
  );
}
