import type { Resource } from '../../../templates/judge/read/assembly.ts';
import { isObject, type Json, type JsonObject, listOf } from '../../../templates/judge/read/json.ts';
import { asText } from '../../shape/text.ts';
import { type Looked, type Weakness, weakness } from './weakness.ts';

const everywhere = /^(0\.0\.0\.0\/0|::\/0)$/;

/** `tcp 22`, of a rule that lets in every address. */
function ports(rule: JsonObject): string | undefined {
  if (![rule.CidrIp, rule.CidrIpv6].some((range) => everywhere.test(asText(range)))) return undefined;
  const { IpProtocol, FromPort, ToPort } = rule;
  if (asText(IpProtocol) === '-1') return 'every port';
  return `${asText(IpProtocol)} ${[...new Set([FromPort, ToPort])].map((port) => asText(port ?? 'any')).join('-')}`;
}

const typeIn = (provider: Json | undefined) => (isObject(provider) ? provider.AuthenticationType : undefined);
const isTrue = (value: Json | undefined) => asText(value) === 'true';

/** By type, what of it is reached from every address or reaches every address (CloudFormation Template Reference). */
const ways: Record<string, (properties: JsonObject, resources: Resource[]) => string[]> = {
  'AWS::EC2::SecurityGroup': ({ SecurityGroupIngress }) =>
    listOf(SecurityGroupIngress).flatMap((rule) => (isObject(rule) ? (ports(rule) ?? []) : [])),
  'AWS::EC2::SecurityGroupIngress': (properties) => [ports(properties) ?? []].flat(),
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
    return ranges.length === 0 || ranges.some((range) => everywhere.test(range)) ? ['EndpointPublicAccess'] : [];
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
  return resources.flatMap((resource: Resource) => {
    const { type, properties } = resource;
    return (ways[type]?.(properties, resources) ?? []).map((way) => {
      const fix = 'Name the ranges, groups or networks that need it.';
      return weakness('open-network', resource, `${type} ${verb(type)}: ${way}`, fix, way);
    });
  });
}
