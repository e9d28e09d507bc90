import type { Resource } from '../../../templates/judge/read/assembly.ts';
import { isObject, type Json, type JsonObject, listOf } from '../../../templates/judge/read/json.ts';
import { asText } from '../../shape/text.ts';
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
const isTrue = (value: Json | undefined) => asText(value) === 'true';

/** By type, what of it is reached from every address or reaches every address (CloudFormation Template Reference). */
const ways: Record<string, (properties: JsonObject, resources: Resource[]) => string[]> = {
  'AWS::RDS::DBInstance': ({ PubliclyAccessible }) => (isTrue(PubliclyAccessible) ? ['PubliclyAccessible'] : []),
  'AWS::Redshift::Cluster': ({ PubliclyAccessible }) => (isTrue(PubliclyAccessible) ? ['PubliclyAccessible'] : []),
  'AWS::DMS::ReplicationInstance': ({ PubliclyAccessible }) =>
    asText(PubliclyAccessible) === 'false' ? [] : ['PubliclyAccessible'],
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
  'AWS::ApiGateway::Method': (properties, resources) => {
    const { AuthorizationType, ApiKeyRequired, HttpMethod, RestApiId } = properties;
    const api = resources.find(({ type, ref }) => type === 'AWS::ApiGateway::RestApi' && ref === RestApiId)?.properties;
    const types = isObject(api?.EndpointConfiguration) ? listOf(api.EndpointConfiguration.Types) : [];
    // Browsers ask with OPTIONS before they sign in; a policy of the interface says whom it lets in.
    const isClosed = isTrue(ApiKeyRequired) || HttpMethod === 'OPTIONS' || types.includes('PRIVATE') || api?.Policy;
    return asText(AuthorizationType ?? 'NONE') === 'NONE' && !isClosed ? ['AuthorizationType NONE'] : [];
  },
  'AWS::ApiGatewayV2::Route': ({ AuthorizationType, ApiKeyRequired, RouteKey }) =>
    asText(AuthorizationType ?? 'NONE') === 'NONE' && !isTrue(ApiKeyRequired) && !/^OPTIONS /.test(asText(RouteKey))
      ? ['AuthorizationType NONE']
      : [],
  'AWS::AppSync::GraphQLApi': ({ AuthenticationType, AdditionalAuthenticationProviders, Visibility }) => {
    const ways = [AuthenticationType, ...listOf(AdditionalAuthenticationProviders).map(typeIn)];
    return ways.includes('API_KEY') && Visibility !== 'PRIVATE' ? ['API_KEY'] : [];
  },
  'AWS::CodeBuild::Project': ({ Visibility }) => (Visibility === 'PUBLIC_READ' ? ['Visibility PUBLIC_READ'] : []),
  'AWS::Cognito::IdentityPool': ({ AllowUnauthenticatedIdentities: guests }) =>
    isTrue(guests) ? ['AllowUnauthenticatedIdentities'] : [],
};

const verb = (type: string) =>
  type.startsWith('AWS::SageMaker::') ? 'reaches every address' : 'is reached from every address';

export function openNetwork({ assembly: { resources } }: Looked): Weakness[] {
  const groups = ingress(resources);
  return resources.flatMap((resource: Resource) => {
    const { type, properties } = resource;
    return [...(groups.get(resource) ?? ways[type]?.(properties, resources) ?? [])].map((way) => {
      const fix = 'Name the ranges, groups or networks that need it.';
      return weakness('open-network', resource, `${type} ${verb(type)}: ${way}`, fix, way);
    });
  });
}
