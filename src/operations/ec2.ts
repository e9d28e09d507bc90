import { one, type ServiceTable } from './table.ts';

const group = 'arn:{partition}:ec2:{region}:{account}:security-group/{GroupId}';

export const ec2: ServiceTable = {
  service: 'ec2',
  pages: ['Service Authorization Reference, "Actions, resources, and condition keys for Amazon EC2"'],
  operations: {
    DescribeAvailabilityZones: one('ec2:DescribeAvailabilityZones', '*'),
    DescribeFlowLogs: one('ec2:DescribeFlowLogs', '*'),
    DescribeInstances: one('ec2:DescribeInstances', '*'),
    DescribeNatGateways: one('ec2:DescribeNatGateways', '*'),
    DescribeRegions: one('ec2:DescribeRegions', '*'),
    DescribeRouteTables: one('ec2:DescribeRouteTables', '*'),
    DescribeSecurityGroups: one('ec2:DescribeSecurityGroups', '*'),
    DescribeSubnets: one('ec2:DescribeSubnets', '*'),
    DescribeVpcEndpointServices: one('ec2:DescribeVpcEndpointServices', '*'),
    DescribeVpcEndpoints: one('ec2:DescribeVpcEndpoints', '*'),
    DescribeVpcs: one('ec2:DescribeVpcs', '*'),
    RevokeSecurityGroupEgress: one('ec2:RevokeSecurityGroupEgress', group),
    RevokeSecurityGroupIngress: one('ec2:RevokeSecurityGroupIngress', group),
  },
};
