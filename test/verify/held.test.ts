import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { describe, expect, it } from 'vitest';
import held from '../../templates/infra/controls/job-guardrails/held.json' with { type: 'json' };
import { isHeld, refusedOf } from '../../templates/infra/controls/job-guardrails/held.ts';
import { assemblyOf } from '../../templates/judge/read/assembly.ts';
import type { JsonObject } from '../../templates/judge/read/json.ts';

const account = '000000000000';
const ref = (id: string) => ({ Ref: id });
const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const own: JsonObject = {
  Subnet: { Type: 'AWS::EC2::Subnet', Properties: { MapPublicIpOnLaunch: false } },
  Group: { Type: 'AWS::EC2::SecurityGroup', Properties: {} },
  Key: { Type: 'AWS::KMS::Key', Properties: {} },
  Role: { Type: 'AWS::IAM::Role', Properties: {} },
  Bucket: { Type: 'AWS::S3::Bucket', Properties: {} },
  Function: { Type: 'AWS::Lambda::Function', Properties: {} },
};

/** Why the template may not hold a resource of a type with these properties. */
function refused(Type: string, Properties: JsonObject = {}): string | undefined {
  const template = { Resources: { ...own, It: { Type, Properties } } };
  const assembly = assemblyOf([{ name: 'T', account, region: 'eu-west-1', partition: 'aws', template }]);
  const it = assembly.resources.find(({ logicalId }) => logicalId === 'It');
  return it && isHeld(it) ? refusedOf(it, assembly, { subnetIds: ['subnet-1'], securityGroupIds: [] }) : undefined;
}

const image = `${account}.dkr.ecr.eu-west-1.amazonaws.com/x:1`;
const vpc = { Subnets: [ref('Subnet')], SecurityGroupIds: [{ 'Fn::GetAtt': ['Group', 'GroupId'] }] };
const notebook = {
  ...{ DirectInternetAccess: 'Disabled', RootAccess: 'Disabled', KmsKeyId: arn('Key'), RoleArn: arn('Role') },
  ...{ SubnetId: 'subnet-1', SecurityGroupIds: [ref('Group')] },
  InstanceMetadataServiceConfiguration: { MinimumInstanceMetadataServiceVersion: '2' },
};
const model = { ExecutionRoleArn: arn('Role'), VpcConfig: vpc, PrimaryContainer: { Image: image } };
const lambda = {
  ...{ Code: { ZipFile: 'x' }, Role: arn('Role') },
  VpcConfig: { SubnetIds: [ref('Subnet')], SecurityGroupIds: [ref('Group')] },
};
const pipeline = (Steps: object[]) => ({
  RoleArn: arn('Role'),
  PipelineDefinition: { PipelineDefinitionBody: JSON.stringify({ Steps }) },
});

describe('a template of a confidential repository may hold', () => {
  it.each([
    ['a notebook in its network, without root and internet', 'AWS::SageMaker::NotebookInstance', notebook],
    ['a model in its network, of its own image', 'AWS::SageMaker::Model', model],
    [
      'a model of its own archive',
      'AWS::SageMaker::Model',
      { ...model, PrimaryContainer: { Image: image, ModelDataUrl: { 'Fn::Sub': 's3://$' + '{Bucket}/m.tar.gz' } } },
    ],
    ['a function in its network', 'AWS::Lambda::Function', lambda],
    [
      'an endpoint on its own key',
      'AWS::SageMaker::EndpointConfig',
      { KmsKeyId: ref('Key'), ProductionVariants: [{}] },
    ],
    ['a guardrail for prompts, which runs nothing', 'AWS::Bedrock::Guardrail', {}],
    ['a pipeline of nothing that runs', 'AWS::SageMaker::Pipeline', pipeline([{ Name: 'stop', Type: 'Fail' }])],
    [
      'options of a network with the names of AWS',
      'AWS::EC2::DHCPOptions',
      { DomainNameServers: ['AmazonProvidedDNS'] },
    ],
    ['anything of a service that runs no code', 'AWS::SQS::Queue', {}],
  ])('%s', (_, type, properties) => {
    expect(refused(type, properties as JsonObject)).toBeUndefined();
  });
});

describe('and may not hold', () => {
  const Role = arn('Role');
  it.each([
    [
      'options of a network with other servers of names, which no firewall of names sees',
      'AWS::EC2::DHCPOptions',
      { DomainNameServers: ['AmazonProvidedDNS', '10.0.0.2'] },
      /DomainNameServers/,
    ],
    ['options of somebody else', 'AWS::EC2::VPCDHCPOptionsAssociation', { DhcpOptionsId: 'dopt-1' }, /DhcpOptionsId/],
    ['snapshots that may be shared', 'AWS::EC2::SnapshotBlockPublicAccess', { State: 'unblocked' }, /State/],
    [
      'a notebook with the internet',
      'AWS::SageMaker::NotebookInstance',
      { ...notebook, DirectInternetAccess: 'Enabled' },
      /DirectInternetAccess/,
    ],
    [
      'a notebook that says nothing of root',
      'AWS::SageMaker::NotebookInstance',
      { ...notebook, RootAccess: undefined },
      /no RootAccess/,
    ],
    [
      'a notebook that starts a script',
      'AWS::SageMaker::NotebookInstance',
      { ...notebook, LifecycleConfigName: 'x' },
      /LifecycleConfigName/,
    ],
    [
      'a notebook on a key of somebody else',
      'AWS::SageMaker::NotebookInstance',
      { ...notebook, KmsKeyId: 'alias/x' },
      /own key/,
    ],
    ['a model outside of the network', 'AWS::SageMaker::Model', { ...model, VpcConfig: undefined }, /no VpcConfig/],
    [
      'a model in a subnet of somebody else',
      'AWS::SageMaker::Model',
      { ...model, VpcConfig: { ...vpc, Subnets: ['subnet-2'] } },
      /own subnet/,
    ],
    [
      'a model of an image of somebody else',
      'AWS::SageMaker::Model',
      { ...model, PrimaryContainer: { Image: image.replace(account, '444455556666') } },
      /own image/,
    ],
    [
      'one of several containers of somebody else',
      'AWS::SageMaker::Model',
      { ...model, Containers: [{ Image: image }, { Image: 'docker.io/x' }] },
      /own image/,
    ],
    [
      'a model out of a bucket of somebody else',
      'AWS::SageMaker::Model',
      { ...model, PrimaryContainer: { ModelDataUrl: 's3://x/m' } },
      /own bucket/,
    ],
    [
      'a shell on an endpoint',
      'AWS::SageMaker::EndpointConfig',
      { KmsKeyId: ref('Key'), ProductionVariants: [{ EnableSSMAccess: true }] },
      /EnableSSMAccess/,
    ],
    [
      'a model package that is approved',
      'AWS::SageMaker::ModelPackage',
      { ModelApprovalStatus: 'Approved' },
      /ModelPackageGroupName|Approved/,
    ],
    ['a function outside of the network', 'AWS::Lambda::Function', { ...lambda, VpcConfig: undefined }, /no VpcConfig/],
    [
      'a function of code of somebody else',
      'AWS::Lambda::Function',
      { ...lambda, Code: { S3Bucket: 'x', S3Key: 'y' } },
      /own code/,
    ],
    ['a function with a layer', 'AWS::Lambda::Function', { ...lambda, Layers: ['x'] }, /Layers/],
    ['a function that everybody calls', 'AWS::Lambda::Url', { AuthType: 'NONE' }, /AuthType/],
    [
      'a pipeline whose job has no network',
      'AWS::SageMaker::Pipeline',
      pipeline([{ Name: 't', Type: 'Training', Arguments: {} }]),
      /step t has no VpcConfig/,
    ],
    [
      'a pipeline with a step that no rule is about',
      'AWS::SageMaker::Pipeline',
      pipeline([{ Name: 'l', Type: 'Lambda', Arguments: {} }]),
      /is a Lambda/,
    ],
    [
      'a pipeline that lies in a bucket',
      'AWS::SageMaker::Pipeline',
      { RoleArn: Role, PipelineDefinition: { PipelineDefinitionS3Location: {} } },
      /no PipelineDefinition/,
    ],
    [
      'a group that every address reaches',
      'AWS::EC2::SecurityGroup',
      { SecurityGroupIngress: [{ CidrIp: '0.0.0.0/0' }] },
      /narrow/,
    ],
    ['an instance', 'AWS::EC2::Instance', {}, /no rule/],
    ['a gateway to the internet', 'AWS::EC2::InternetGateway', {}, /no rule/],
    ['an agent', 'AWS::Bedrock::Agent', {}, /no rule/],
    ['a type that AWS adds tomorrow', 'AWS::SageMaker::Teleporter', {}, /no rule/],
  ])('%s', (_, type, properties, said) => {
    const given = Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
    expect(refused(type, given as JsonObject)).toMatch(said);
  });
});

describe('the list of types', () => {
  const database = loadAwsServiceSpecSync();
  const types = new Map([...database.all('resource')].map((each) => [each.cloudFormationType, each]));
  const { harmless, byPolicy, rules } = held;

  it('names types of AWS, each once', () => {
    const all = [...harmless, ...byPolicy, ...Object.keys(rules)];
    expect(all.filter((type) => !types.has(type))).toEqual([]);
    expect(new Set(all).size).toBe(all.length);
  });

  it('holds nothing for harmless that takes a role, an image or a script', () => {
    const risky = /Role(Arn)?$|Image|Lifecycle|UserData|CodeRepositor|VpcConfig/;
    const found = harmless.flatMap((type) =>
      Object.keys(types.get(type)?.properties ?? {}).flatMap((name) => (risky.test(name) ? [`${type} ${name}`] : [])),
    );
    expect(found).toEqual([]);
  });

  it('asks for properties that their types have', () => {
    const wrong = Object.entries(rules).flatMap(([type, rule]) =>
      Object.keys(rule).flatMap((path) => {
        const name = path.split(/[.[]/)[0] ?? '';
        return types.get(type)?.properties[name] ? [] : [`${type} ${name}`];
      }),
    );
    expect(wrong).toEqual([]);
  });
});
