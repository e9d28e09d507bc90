import type { Resource } from '../../../templates/judge/read/assembly.ts';
import { isObject, type Json, listOf } from '../../../templates/judge/read/json.ts';
import { asText } from '../../shape/text.ts';
import { interfaces, type Ways } from './interfaces.ts';
import { at, isTrue } from './property.ts';
import { isInternet } from './ranges.ts';
import { type Looked, type Weakness, weakness } from './weakness.ts';

/** What `Ref` of a group or list is, of a value that may be its attribute. */
const refIn = (value: Json | undefined) => asText(value).replace(/\.(GroupId|PrefixListId)»$/, '»');

/** `tcp 22`, by the resource that lets that in from the Internet, alone or with others of its group. */
function ingress(resources: Resource[]): Map<Resource, string[]> {
  const lists = resources.filter(
    ({ type, properties: { Entries } }) =>
      type === 'AWS::EC2::PrefixList' &&
      isInternet(listOf(Entries).map((entry) => asText(isObject(entry) && entry.Cidr))),
  );
  const openLists = new Set(lists.map(({ ref }) => ref));
  const doors = new Map<string, { way: string; by: Map<Resource, string[]> }>();
  for (const resource of resources) {
    const { type, properties, ref } = resource;
    const isGroup = type === 'AWS::EC2::SecurityGroup';
    if (!isGroup && type !== 'AWS::EC2::SecurityGroupIngress') continue;
    for (const rule of isGroup ? listOf(properties.SecurityGroupIngress) : [properties]) {
      if (!isObject(rule)) continue;
      const { IpProtocol, FromPort, ToPort, CidrIp, CidrIpv6, SourcePrefixListId } = rule;
      const ports = [...new Set([FromPort, ToPort])].map((port) => asText(port ?? 'any')).join('-');
      const way = asText(IpProtocol) === '-1' ? 'every port' : `${asText(IpProtocol)} ${ports}`;
      const key = JSON.stringify([isGroup ? ref : refIn(rule.GroupId ?? rule.GroupName), way]);
      const door = doors.get(key) ?? { way, by: new Map<Resource, string[]>() };
      doors.set(key, door);
      const ranges = door.by.get(resource) ?? [];
      door.by.set(resource, ranges);
      ranges.push(asText(CidrIp), asText(CidrIpv6));
      if (openLists.has(refIn(SourcePrefixListId))) ranges.push('0.0.0.0/0');
    }
  }
  const open = new Map<Resource, string[]>();
  for (const { way, by } of doors.values()) {
    const alone = [...by].filter(([, ranges]) => isInternet(ranges));
    const all = alone.length > 0 || !isInternet([...by.values()].flat()) ? alone : [...by];
    for (const [resource] of all) open.set(resource, [...(open.get(resource) ?? []), way]);
  }
  return open;
}

const typeIn = (provider: Json | undefined) => (isObject(provider) ? provider.AuthenticationType : undefined);

/** By type, what of it is reached from every address or reaches every address (CloudFormation Template Reference). */
const ways: Record<string, Ways> = {
  'AWS::DMS::ReplicationInstance': ({ PubliclyAccessible }) =>
    // True where nothing says so; of every other type it has to be said.
    /^(true|false)$/.test(asText(PubliclyAccessible)) ? [] : ['PubliclyAccessible'],
  'AWS::SageMaker::NotebookInstance': ({ DirectInternetAccess }) =>
    DirectInternetAccess === 'Disabled' ? [] : ['DirectInternetAccess'],
  'AWS::SageMaker::Domain': ({ AppNetworkAccessType }) =>
    AppNetworkAccessType === 'VpcOnly' ? [] : ['AppNetworkAccessType'],
  'AWS::EKS::Cluster': ({ ResourcesVpcConfig: config }) => {
    if (!isObject(config) || asText(config.EndpointPublicAccess) === 'false') return [];
    const ranges = listOf(config.PublicAccessCidrs).map(asText);
    return ranges.length === 0 || isInternet(ranges) ? ['EndpointPublicAccess'] : [];
  },
  'AWS::Lambda::Url': ({ AuthType }) => (AuthType === 'NONE' ? ['AuthType NONE'] : []),
  ...interfaces,
  'AWS::AppSync::GraphQLApi': (api) => {
    const ways = [api.AuthenticationType, ...listOf(api.AdditionalAuthenticationProviders).map(typeIn)];
    return ways.includes('API_KEY') && api.Visibility !== 'PRIVATE' ? ['API_KEY'] : [];
  },
  'AWS::AppSync::Api': ({ EventConfig }) =>
    isObject(EventConfig) &&
    listOf(EventConfig.ConnectionAuthModes).some((mode) => isObject(mode) && mode.AuthType === 'API_KEY')
      ? ['API_KEY']
      : [],
  'AWS::CodeBuild::Project': ({ Visibility }) => (Visibility === 'PUBLIC_READ' ? ['Visibility PUBLIC_READ'] : []),
  'AWS::Cognito::IdentityPool': ({ AllowUnauthenticatedIdentities: guests }) =>
    isTrue(guests) ? ['AllowUnauthenticatedIdentities'] : [],
  // Amazon ECR Public User Guide: whoever wants to pulls its images.
  'AWS::ECR::PublicRepository': () => ['its images'],
  'AWS::MWAA::Environment': ({ WebserverAccessMode }) =>
    WebserverAccessMode === 'PUBLIC_ONLY' ? ['WebserverAccessMode PUBLIC_ONLY'] : [],
  'AWS::MSK::Cluster': ({ BrokerNodeGroupInfo, ClientAuthentication }) => [
    ...(at(BrokerNodeGroupInfo, 'ConnectivityInfo.PublicAccess.Type') === 'SERVICE_PROVIDED_EIPS'
      ? ['PublicAccess']
      : []),
    ...(isTrue(at(ClientAuthentication, 'Unauthenticated.Enabled')) ? ['without a sign-in: Unauthenticated'] : []),
  ],
  'AWS::VpcLattice::Service': ({ AuthType }, resources) => {
    // A network of services asks for a sign-in on behalf of them all.
    const asks = resources.some(
      ({ type, properties }) => type === 'AWS::VpcLattice::ServiceNetwork' && properties.AuthType === 'AWS_IAM',
    );
    return (AuthType ?? 'NONE') === 'NONE' && !asks ? ['without a sign-in: AuthType NONE'] : [];
  },
};

function said(type: string, way: string): string {
  if (way.startsWith('without ')) return `is reached ${way}`;
  return `${type.startsWith('AWS::SageMaker::') ? 'reaches every address' : 'is reached from every address'}: ${way}`;
}

export function openNetwork({ assembly: { resources }, asked }: Looked): Weakness[] {
  const groups = ingress(resources);
  const all = resources.map((resource) => asked.of(resource));
  return resources.flatMap((resource: Resource) => {
    const { type, properties } = asked.of(resource);
    const found = [
      ...(groups.get(resource) ?? []),
      ...(isTrue(properties.PubliclyAccessible) ? ['PubliclyAccessible'] : []),
      ...(ways[type]?.(properties, all, resource.ref) ?? []),
    ];
    return found.map((way) => {
      const fix = 'Name the ranges, groups or networks that need it.';
      return weakness('open-network', resource, `${type} ${said(type, way)}`, fix, way);
    });
  });
}
