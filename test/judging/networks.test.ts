import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../templates/judge/read/json.ts';
import { resource, weakIn } from './weaknesses.ts';

const group = (rules: JsonObject[]) => ({
  G: resource('AWS::EC2::SecurityGroup', { GroupDescription: 'g', VpcId: 'vpc-1', SecurityGroupIngress: rules }),
});

describe.each([
  ['10.0.0.0/0'],
  ['0:0:0:0:0:0:0:0/0'],
  ['0::/0'],
  ['2000::/3'],
  ['0.0.0.0/1', '128.0.0.0/1'],
  ['64.0.0.0/2', '10.0.0.0/8', '0.0.0.0/2', '64.0.0.0/2'],
])('%s', (...texts) => {
  const ranges = texts.filter((text) => text !== undefined);
  const rules = ranges.map((text) => ({ IpProtocol: 'tcp', [text.includes(':') ? 'CidrIpv6' : 'CidrIp']: text }));

  it('is the Internet in a group', () => expect(weakIn(group(rules))).toEqual(['open-network G']));

  it('is the Internet in rules beside a group', () => {
    const GroupId = { 'Fn::GetAtt': ['G', 'GroupId'] };
    const beside = rules.map((rule, at) => [
      `I${at}`,
      resource('AWS::EC2::SecurityGroupIngress', { GroupId, ...rule }),
    ]);
    expect(weakIn({ ...group([]), ...Object.fromEntries(beside) })).toContain('open-network I0');
  });

  it('is the Internet in a list', () => {
    const list = resource('AWS::EC2::PrefixList', { Entries: ranges.map((Cidr) => ({ Cidr })) });
    const found = weakIn({ ...group([{ IpProtocol: 'tcp', SourcePrefixListId: { Ref: 'L' } }]), L: list });
    expect(found).toEqual(['open-network G']);
  });
});

it.each([[['128.0.0.0/2', '128.0.0.0/2', '10.0.0.0/8']], [['fc00::/7']]])('%s is not the Internet', (ranges) => {
  expect(weakIn(group(ranges.map((CidrIp) => ({ IpProtocol: 'tcp', CidrIp }))))).toEqual([]);
});

it('blames the rule that is open, and none of its neighbours', () => {
  const GroupId = { 'Fn::GetAtt': ['G', 'GroupId'] };
  const near = resource('AWS::EC2::SecurityGroupIngress', { GroupId, IpProtocol: 'tcp', CidrIp: '10.0.0.0/8' });
  expect(weakIn({ ...group([{ IpProtocol: 'tcp', CidrIp: '0.0.0.0/0' }]), I: near })).toEqual(['open-network G']);
});

const eips = { ConnectivityInfo: { PublicAccess: { Type: 'SERVICE_PROVIDED_EIPS' } } };
it.each<[string, JsonObject]>([
  ...['RedshiftServerless::Workgroup', 'AmazonMQ::Broker', 'RDS::DBCluster', 'Neptune::DBInstance'].map(
    (type): [string, JsonObject] => [type, { PubliclyAccessible: true, StorageEncrypted: true }],
  ),
  ['DMS::ReplicationInstance', {}],
  ['ECR::PublicRepository', {}],
  ['AppSync::Api', { EventConfig: { ConnectionAuthModes: [{ AuthType: 'API_KEY' }] } }],
  ['VpcLattice::Service', { AuthType: 'NONE' }],
  ['MSK::Cluster', { BrokerNodeGroupInfo: eips }],
  ['MSK::Cluster', { ClientAuthentication: { Unauthenticated: { Enabled: true } } }],
  ['MWAA::Environment', { WebserverAccessMode: 'PUBLIC_ONLY' }],
])('%s is open with %j', (type, properties) => {
  expect(weakIn({ R: resource(`AWS::${type}`, properties) })).toEqual(['open-network R']);
});

it.each<[string, JsonObject]>([
  ['RedshiftServerless::Workgroup', { PubliclyAccessible: false }],
  ['DMS::ReplicationInstance', { PubliclyAccessible: false }],
  ['AppSync::Api', { EventConfig: { ConnectionAuthModes: [{ AuthType: 'AWS_IAM' }] } }],
  ['VpcLattice::Service', { AuthType: 'AWS_IAM' }],
  ['MSK::Cluster', { ClientAuthentication: { Sasl: { Iam: { Enabled: true } } } }],
  ['MWAA::Environment', { WebserverAccessMode: 'PRIVATE_ONLY' }],
])('%s is closed with %j', (type, properties) => {
  expect(weakIn({ R: resource(`AWS::${type}`, properties) })).toEqual([]);
});

it('asks for a sign-in on behalf of a service by its network', () => {
  const Network = resource('AWS::VpcLattice::ServiceNetwork', { AuthType: 'AWS_IAM' });
  expect(weakIn({ R: resource('AWS::VpcLattice::Service'), Network })).toEqual([]);
});
