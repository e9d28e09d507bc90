// The zones of the network: each endpoint's service has to be in them.
import { answering } from './answering.mjs';
import { error } from './check.mjs';
import { resourcesOf, textOf } from './repository.mjs';

/** The zone of a subnet: its name, or its place in Fn::GetAZs. @param {any} value @param {string[]} zones */
function zoneOf(value, zones) {
  if (typeof value === 'string') return value;
  const [index, all] = value?.['Fn::Select'] ?? [];
  return all?.['Fn::GetAZs'] === undefined ? undefined : zones[Number(index)];
}

/** @param {any} context */
async function zones(context) {
  const { aws, home, account, stacks, settings } = context;
  const endpoints = resourcesOf(stacks, 'AWS::EC2::VPCEndpoint').filter(
    ({ properties }) => properties.VpcEndpointType === 'Interface',
  );
  if (endpoints.length === 0) return undefined;
  const services = endpoints.flatMap(
    ({ properties }) => textOf(properties.ServiceName, { account, region: home }) ?? [],
  );
  const [{ AvailabilityZones = [] }, offered] = await Promise.all([
    aws(['ec2', 'describe-availability-zones', '--filters', 'Name=zone-type,Values=availability-zone'], {
      region: home,
    }),
    aws(['ec2', 'describe-vpc-endpoint-services', '--service-names', ...services], {
      region: home,
      none: /InvalidServiceName/,
    }),
  ]);
  if (!offered)
    return [
      error(
        `${home} lacks one of the endpoint services ${services.join(', ')}`,
        'npx create-secure-ml answers --set network=VPC:SUBNET,SUBNET',
      ),
    ];
  const names = AvailabilityZones.map((/** @type {any} */ { ZoneName }) => ZoneName).sort();
  const ids = new Map(AvailabilityZones.map((/** @type {any} */ { ZoneName, ZoneId }) => [ZoneId, ZoneName]));
  const existing = settings.network?.subnetIds;
  const used = existing
    ? ((await aws(['ec2', 'describe-subnets', '--subnet-ids', ...existing], { region: home })).Subnets?.map(
        (/** @type {any} */ one) => one.AvailabilityZone,
      ) ?? [])
    : resourcesOf(stacks, 'AWS::EC2::Subnet').flatMap(
        ({ properties }) => zoneOf(properties.AvailabilityZone, names) ?? ids.get(properties.AvailabilityZoneId) ?? [],
      );
  const lacking = (offered.ServiceDetails ?? []).flatMap(
    (/** @type {any} */ { ServiceName, AvailabilityZones: has = [] }) => {
      const missing = [...new Set(used)].filter((zone) => !has.includes(zone));
      return missing.length > 0 ? [`${ServiceName} is not in ${missing.join(' and ')}`] : [];
    },
  );
  const all = names.filter((/** @type {string} */ zone) =>
    (offered.ServiceDetails ?? []).every((/** @type {any} */ { AvailabilityZones: has = [] }) => has.includes(zone)),
  );
  return lacking.length > 0
    ? [error(lacking.join('; '), await answering(context, [`zones=${all.slice(0, 2).join(',') || 'ZONE,ZONE'}`]))]
    : [];
}

/** @param {any} context */
async function existing({ aws, home, settings, stacks }) {
  const { vpcId, subnetIds = [], securityGroupIds = [] } = settings.network ?? {};
  if (!vpcId) return undefined;
  // SageMaker API Reference, "VpcConfig": one group at least.
  if (securityGroupIds.length === 0 && resourcesOf(stacks, 'AWS::SageMaker::Pipeline').length > 0)
    return [
      error(
        `The answers name no security group of ${vpcId}, and the jobs of a pipeline need one`,
        `aws ec2 describe-security-groups --filters Name=vpc-id,Values=${vpcId} --region ${home}; npx create-secure-ml answers --set network=${vpcId}:${subnetIds.join(',')}:GROUP`,
      ),
    ];
  const none = /InvalidVpcID|InvalidSubnetID/;
  const found = await aws(['ec2', 'describe-subnets', '--subnet-ids', ...subnetIds], { region: home, none });
  if (!found)
    return [
      error(
        `One of the subnets ${subnetIds.join(', ')} is not in this account and region`,
        `aws ec2 describe-subnets --filters Name=vpc-id,Values=${vpcId} --region ${home}; npx create-secure-ml answers --set network=${vpcId}:SUBNET,SUBNET`,
      ),
    ];
  const strange = (found.Subnets ?? []).filter((/** @type {any} */ { VpcId }) => VpcId !== vpcId);
  return strange.map((/** @type {any} */ { SubnetId, VpcId }) =>
    error(
      `${SubnetId} is in ${VpcId} and not in ${vpcId}`,
      `npx create-secure-ml answers --set network=${vpcId}:SUBNET,SUBNET`,
    ),
  );
}

/** @type {import('./check.mjs').Check[]} */
export const networkChecks = [
  { id: 'zones', title: 'Each endpoint exists in the zones of the network', look: zones },
  { id: 'existing-network', title: 'The existing network is where the answers say', look: existing },
];
