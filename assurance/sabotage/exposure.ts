import type { Json, JsonObject } from '../../templates/judge/read/json.ts';
import { change, type Operator } from './template.ts';

const ofTypes = (
  id: string,
  types: string[],
  changes: (
    resource: JsonObject,
    id: string,
  ) => { what: string; properties?: object; more?: Record<string, JsonObject> }[],
): Operator => ({
  id,
  changes: (resource, logicalId) =>
    types.includes(String(resource.Type))
      ? changes(resource, logicalId).map(({ what, properties, more }) => {
          const [path, next]: [string[], (old: Json) => Json] = [
            ['Properties'],
            (old) => ({ ...(old as JsonObject | undefined), ...properties }) as JsonObject,
          ];
          const one = change(resource, logicalId, path, what, next);
          return { ...one, resources: { ...one.resources, ...more } };
        })
      : [],
});

const all = { IpProtocol: '-1', CidrIp: '0.0.0.0/0' };
const anything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const adding = (type: string, properties: JsonObject) => ({ Saboteur: { Type: type, Properties: properties } });
const list = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);
const managed = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/AdministratorAccess']] };

/** What opens a template by what is added to it. */
export const exposureOperators: Operator[] = [
  ofTypes('security-group-opened', ['AWS::EC2::SecurityGroup'], ({ Properties = {} }, id) => {
    const { SecurityGroupIngress, SecurityGroupEgress } = Properties as JsonObject;
    const group = { GroupId: { 'Fn::GetAtt': [id, 'GroupId'] } };
    return [
      { what: 'ingress', properties: { SecurityGroupIngress: [...list(SecurityGroupIngress), all] } },
      { what: 'egress', properties: { SecurityGroupEgress: [...list(SecurityGroupEgress), all] } },
      { what: 'ingress beside it', more: adding('AWS::EC2::SecurityGroupIngress', { ...group, ...all }) },
      { what: 'egress beside it', more: adding('AWS::EC2::SecurityGroupEgress', { ...group, ...all }) },
    ];
  }),
  ofTypes('endpoint-opened', ['AWS::EC2::VPCEndpoint'], () => [
    { what: 'no policy', properties: { PolicyDocument: anything } },
  ]),
  {
    id: 'endpoint-policy-removed',
    changes: (resource, id) =>
      resource.Type === 'AWS::EC2::VPCEndpoint' && (resource.Properties as JsonObject).PolicyDocument !== undefined
        ? [change(resource, id, ['Properties', 'PolicyDocument'], 'removed', () => undefined)]
        : [],
  },
  ofTypes('way-out-added', ['AWS::EC2::RouteTable'], (_, id) => [
    {
      what: 'route to the internet',
      more: adding('AWS::EC2::Route', {
        RouteTableId: { Ref: id },
        DestinationCidrBlock: '0.0.0.0/0',
        GatewayId: 'igw-0a1b2c3d4e5f60718',
      }),
    },
  ]),
  ofTypes('way-out-added', ['AWS::EC2::VPC'], (_, id) => [
    {
      what: 'internet gateway',
      more: adding('AWS::EC2::VPCGatewayAttachment', {
        VpcId: { Ref: id },
        InternetGatewayId: 'igw-0a1b2c3d4e5f60718',
      }),
    },
  ]),
  ofTypes('way-out-added', ['AWS::EC2::Subnet'], () => [
    { what: 'public addresses', properties: { MapPublicIpOnLaunch: true } },
  ]),
  ofTypes('rights-attached', ['AWS::IAM::Role'], ({ Properties = {} }, id) => [
    {
      what: 'AdministratorAccess',
      properties: { ManagedPolicyArns: [...list((Properties as JsonObject).ManagedPolicyArns), managed] },
    },
    { what: 'inline', properties: { Policies: [{ PolicyName: 'more', PolicyDocument: anything }] } },
    {
      what: 'policy beside it',
      more: adding('AWS::IAM::Policy', { PolicyName: 'more', PolicyDocument: anything, Roles: [{ Ref: id }] }),
    },
    {
      what: 'managed policy beside it',
      more: adding('AWS::IAM::ManagedPolicy', { PolicyDocument: anything, Roles: [{ Ref: id }] }),
    },
  ]),
  ofTypes('bucket-opened', ['AWS::S3::Bucket'], (_, id) => [
    { what: 'ACL', properties: { AccessControl: 'PublicRead' } },
    { what: 'website', properties: { WebsiteConfiguration: { IndexDocument: 'index.html' } } },
    {
      what: 'replication elsewhere',
      properties: {
        ReplicationConfiguration: {
          Role: 'arn:aws:iam::999999999999:role/r',
          Rules: [{ Status: 'Enabled', Destination: { Bucket: 'arn:aws:s3:::elsewhere' } }],
        },
      },
    },
    {
      what: 'access point beside it',
      more: adding('AWS::S3::AccessPoint', { Bucket: { Ref: id } }),
    },
  ]),
  ofTypes('grant-added', ['AWS::KMS::Key'], (_, id) => [
    {
      what: 'replica of the key elsewhere',
      more: adding('AWS::KMS::ReplicaKey', { PrimaryKeyArn: { 'Fn::GetAtt': [id, 'Arn'] }, KeyPolicy: anything }),
    },
  ]),
  ofTypes('grant-added', ['AWS::Lambda::Function'], (_, id) => [
    {
      what: 'anybody may call',
      more: adding('AWS::Lambda::Permission', {
        Action: 'lambda:InvokeFunction',
        FunctionName: { Ref: id },
        Principal: '*',
      }),
    },
    {
      what: 'a URL',
      more: adding('AWS::Lambda::Url', { AuthType: 'NONE', TargetFunctionArn: { 'Fn::GetAtt': [id, 'Arn'] } }),
    },
  ]),
  ofTypes('grant-added', ['AWS::SNS::Topic'], (_, id) => [
    {
      what: 'a policy beside it',
      more: adding('AWS::SNS::TopicPolicy', {
        Topics: [{ Ref: id }],
        PolicyDocument: {
          ...anything,
          Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sns:*', Resource: '*' }],
        },
      }),
    },
    {
      what: 'a subscriber elsewhere',
      more: adding('AWS::SNS::Subscription', {
        TopicArn: { Ref: id },
        Protocol: 'https',
        Endpoint: 'https://elsewhere.example.org',
      }),
    },
  ]),
  ofTypes('grant-added', ['AWS::SecretsManager::Secret'], (_, id) => [
    {
      what: 'a policy beside it',
      more: adding('AWS::SecretsManager::ResourcePolicy', {
        SecretId: { Ref: id },
        ResourcePolicy: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { AWS: '999999999999' },
              Action: 'secretsmanager:GetSecretValue',
              Resource: '*',
            },
          ],
        },
      }),
    },
  ]),
];
