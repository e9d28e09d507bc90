import { describe, expect, it } from 'vitest';
import { judgementOf } from '../../src/judging/judgement.ts';
import { assemblyOf } from '../../templates/judge/read/assembly.ts';
import type { JsonObject } from '../../templates/judge/read/json.ts';
import { one, role, trust } from '../judging/written.ts';

/** The rules that a template of these resources breaks. */
function broken(Resources: Record<string, JsonObject>): string[] {
  const stack = { name: 'T', account: '000000000000', region: 'eu-west-1', partition: 'aws', template: { Resources } };
  return [...new Set(judgementOf([assemblyOf([stack])]).weaknesses.map(({ rule }) => rule))].sort();
}

const allow = (Action: string, Resource: string) => ({
  Policies: [{ PolicyName: 'p', PolicyDocument: trust({ Action, Resource }) }],
});
const web = (Condition: JsonObject) => ({
  AssumeRolePolicyDocument: trust({
    Principal: { Federated: 'arn:aws:iam::000000000000:oidc-provider/token.actions.githubusercontent.com' },
    ...{ Action: 'sts:AssumeRoleWithWebIdentity', Condition },
  }),
});
const pool = (values: Record<string, string>) => ({
  AssumeRolePolicyDocument: trust({
    Principal: { Federated: 'cognito-identity.amazonaws.com' },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name === 'amr' ? 'ForAnyValue:StringLike' : 'StringEquals',
        { [`cognito-identity.amazonaws.com:${name}`]: value },
      ]),
    ),
  }),
});
const sub = 'token.actions.githubusercontent.com:sub';
const trail = (bucket: JsonObject) => ({
  Trail: one('AWS::CloudTrail::Trail', {
    S3BucketName: { Ref: 'Logs' },
    EnableLogFileValidation: true,
    IsLogging: true,
  }),
  Logs: bucket,
});
/** A bucket that everybody may read but whom a deny does not exempt. */
const readBut = (more: JsonObject, open = true): Record<string, JsonObject> => ({
  Logs: kept,
  Policy: one('AWS::S3::BucketPolicy', {
    Bucket: { Ref: 'Logs' },
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        ...(open ? [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' }] : []),
        { Effect: 'Deny', Action: 's3:*', Resource: '*', ...more },
      ],
    },
  }),
});
const unless = (arn: string) => ({ Principal: '*', Condition: { StringNotEquals: { 'aws:PrincipalArn': arn } } });
const kept = one('AWS::S3::Bucket', { VersioningConfiguration: { Status: 'Enabled' } }, { DeletionPolicy: 'Retain' });

describe.each<[string, Record<string, JsonObject>, string[]]>([
  ...(
    [
      ['whom the block of an address names', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, []],
      [
        'one half of all addresses and the other',
        { IpAddress: { 'aws:SourceIp': ['0.0.0.0/1', '128.0.0.0/1'] } },
        ['public'],
      ],
      ['any network', { StringLike: { 'aws:SourceVpce': 'vpce-*' } }, ['public']],
      ['any account', { StringLike: { 'aws:PrincipalAccount': '????????????' } }, ['public']],
      ['a role of any account', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/reader' } }, ['public']],
      ['a user of that name in any account', { StringEquals: { 'aws:username': 'bob' } }, ['public']],
      ['roles of the account', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::000000000000:role/*' } }, []],
      [
        'a part of an organization',
        { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-abcd/r-1/*' } },
        ['other-account'],
      ],
      ['one bucket that sends events', { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:*:*:lake' } }, []],
      ['an account in any region', { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:000000000000:*' } }, []],
      ['one network', { StringEquals: { 'aws:SourceVpce': 'vpce-1' } }, []],
    ] as [string, JsonObject, string[]][]
  ).map(([whom, Condition, rules]): [string, Record<string, JsonObject>, string[]] => [
    `a bucket for ${whom}`,
    readBut({ Effect: 'Allow', Action: 's3:GetObject', Principal: '*', Condition }, false),
    rules,
  ]),
  ['a bucket for a role of the account', readBut(unless('arn:aws:iam::000000000000:role/reader')), []],
  ['a bucket for a role of another one', readBut(unless('arn:aws:iam::444455556666:role/reader')), ['other-account']],
  [
    'a bucket for a role that bears the number of the account and is of another one',
    readBut(unless('arn:aws:iam::444455556666:role/for-000000000000')),
    ['other-account'],
  ],
  [
    'a bucket for whom NotPrincipal names',
    readBut({ NotPrincipal: { AWS: ['arn:aws:iam::444455556666:role/reader', '444455556666'] } }),
    ['other-account'],
  ],
  ['a role with a boundary that a service takes', { Role: role() }, []],
  ['a role without a boundary', { Role: role({ PermissionsBoundary: { Ref: 'AWS::NoValue' } }) }, ['no-boundary']],
  ['a role of one repository at the forge', { Role: role(web({ StringLike: { [sub]: 'repo:org/one:*' } })) }, []],
  ['a role of every repository at the forge', { Role: role(web({ StringLike: { [sub]: 'repo:*' } })) }, ['public']],
  ['a role of whoever signs in at the forge', { Role: role(web({})) }, ['public']],
  [
    'a role that edits policies',
    { Role: role({ PermissionsBoundary: 'arn:aws:iam::000000000000:policy/b', ...allow('iam:PutRolePolicy', '*') }) },
    ['escalation'],
  ],
  ['a role of guests of a pool', { Role: role(pool({ aud: 'eu-west-1:1', amr: 'unauthenticated' })) }, ['public']],
  ['a role of users of any pool', { Role: role(pool({ amr: 'authenticated' })) }, ['public']],
  ['a role of users of one pool', { Role: role(pool({ aud: 'eu-west-1:1', amr: 'authenticated' })) }, []],
  [
    'a pool that lets in guests',
    { P: one('AWS::Cognito::IdentityPool', { AllowUnauthenticatedIdentities: true }) },
    ['open-network'],
  ],
  [
    'a route without a sign-in',
    { R: one('AWS::ApiGatewayV2::Route', { ApiId: 'x', RouteKey: 'GET /' }) },
    ['open-network'],
  ],
  ['a route with one', { R: one('AWS::ApiGatewayV2::Route', { RouteKey: 'GET /', AuthorizationType: 'AWS_IAM' }) }, []],
  [
    'a method without a sign-in',
    { M: one('AWS::ApiGateway::Method', { RestApiId: 'x', HttpMethod: 'GET' }) },
    ['open-network'],
  ],
  [
    'a method of a private interface',
    {
      A: one('AWS::ApiGateway::RestApi', { Name: 'x', EndpointConfiguration: { Types: ['PRIVATE'] } }),
      M: one('AWS::ApiGateway::Method', { RestApiId: { Ref: 'A' }, HttpMethod: 'GET', AuthorizationType: 'NONE' }),
    },
    [],
  ],
  [
    'builds that everybody reads',
    { B: one('AWS::CodeBuild::Project', { Visibility: 'PUBLIC_READ' }) },
    ['open-network'],
  ],
  ['a table, which AWS encrypts', { Table: one('AWS::DynamoDB::Table') }, []],
  ['a volume', { Volume: one('AWS::EC2::Volume') }, ['unencrypted']],
  ['a volume that is encrypted', { Volume: one('AWS::EC2::Volume', { Encrypted: 'true' }) }, []],
  ['a database of an encrypted cluster', { Db: one('AWS::RDS::DBInstance', { DBClusterIdentifier: 'c' }) }, []],
  ['a database of a snapshot', { Db: one('AWS::RDS::DBInstance', { DBSnapshotIdentifier: 's' }) }, []],
  ['a database of none', { Db: one('AWS::RDS::DBInstance', { DBSnapshotIdentifier: '' }) }, ['unencrypted']],
  [
    'a database that everybody reaches',
    { Db: one('AWS::RDS::DBInstance', { StorageEncrypted: true, PubliclyAccessible: true }) },
    ['open-network'],
  ],
  [
    'a listener without TLS',
    { L: one('AWS::ElasticLoadBalancingV2::Listener', { Protocol: 'HTTP' }) },
    ['unencrypted'],
  ],
  [
    'a listener that sends to TLS',
    { L: one('AWS::ElasticLoadBalancingV2::Listener', { Protocol: 'HTTP', DefaultActions: [{ Type: 'redirect' }] }) },
    [],
  ],
  [
    'a group open to every address',
    { G: one('AWS::EC2::SecurityGroup', { SecurityGroupIngress: [{ CidrIp: '0.0.0.0/0', IpProtocol: 'tcp' }] }) },
    ['open-network'],
  ],
  [
    'a group open to a network',
    { G: one('AWS::EC2::SecurityGroup', { SecurityGroupIngress: [{ CidrIp: '10.0.0.0/8' }] }) },
    [],
  ],
  ['a trail whose bucket stays and has versions', trail(kept), []],
  [
    'a trail whose bucket has no versions',
    trail(one('AWS::S3::Bucket', {}, { DeletionPolicy: 'Retain' })),
    ['deletable-evidence'],
  ],
  [
    'a role that may stop a trail',
    {
      ...trail(kept),
      Role: role({
        PermissionsBoundary: 'arn:aws:iam::000000000000:policy/b',
        ...allow('cloudtrail:StopLogging', '*'),
      }),
    },
    ['deletable-evidence'],
  ],
  [
    'a role that may delete log files',
    {
      ...trail(kept),
      Role: role({ PermissionsBoundary: 'arn:aws:iam::000000000000:policy/b', ...allow('s3:DeleteObject', '*') }),
    },
    ['deletable-evidence'],
  ],
])('%s', (_, resources, rules) => {
  it(`breaks ${rules.join(', ') || 'no rule'}`, () => {
    expect(broken(resources)).toEqual(rules);
  });
});

it('says what the engine refuses to answer of who can do what', () => {
  const NotPrincipal = { AWS: ['arn:aws:iam::444455556666:role/reader', '444455556666'] };
  const template = { Resources: readBut({ NotPrincipal }) };
  const stack = { name: 'T', account: '000000000000', region: 'eu-west-1', partition: 'aws', template };
  expect(judgementOf([assemblyOf([stack])]).notProven.map(({ why }) => why)).toEqual([
    expect.stringContaining('AWS does not say who is then denied'),
  ]);
});
