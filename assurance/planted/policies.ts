import type { JsonObject } from '../../templates/judge/read/json.ts';
import { arn, bucket, called, foreign, type Kind, kind, made, one, open, policy, ref, statement } from './kind.ts';

const own = (name: string, type: string, property: string, action: string, more: JsonObject = {}) =>
  one(name, made(type, { [property]: open(action), ...more }));
const on = (name: string, target: JsonObject, type: string, properties: JsonObject) =>
  kind(name, { Planted: target, PlantedPolicy: made(type, properties) });

export const policies: Kind[] = [
  kind('a bucket for everybody', bucket(policy(statement({ Principal: '*', Action: 's3:GetObject' })))),
  kind('a bucket for another account', bucket(open('s3:*'))),
  kind(
    'a bucket for all but some',
    bucket(policy({ Effect: 'Allow', NotPrincipal: foreign, Action: 's3:GetObject', Resource: '*' })),
  ),
  one('a bucket by its access list', made('AWS::S3::Bucket', { AccessControl: 'PublicRead' })),
  own('an access point', 'AWS::S3::AccessPoint', 'Policy', 's3:GetObject', { Bucket: 'x', Name: 'planted' }),
  one(
    'an access point of all regions',
    made('AWS::S3::MultiRegionAccessPointPolicy', { MrapName: 'x', Policy: open('s3:GetObject') }),
  ),
  one(
    'an object lambda',
    made('AWS::S3ObjectLambda::AccessPointPolicy', {
      ObjectLambdaAccessPoint: 'x',
      PolicyDocument: open('s3-object-lambda:GetObject'),
    }),
  ),
  on(
    'a directory bucket',
    made('AWS::S3Express::DirectoryBucket', { BucketName: 'x' }),
    'AWS::S3Express::BucketPolicy',
    { Bucket: ref('Planted'), PolicyDocument: open('s3express:CreateSession') },
  ),
  on(
    'a table bucket',
    made('AWS::S3Tables::TableBucket', { TableBucketName: 'x' }),
    'AWS::S3Tables::TableBucketPolicy',
    { TableBucketARN: arn('Planted', 'TableBucketARN'), ResourcePolicy: open('s3tables:GetTable') },
  ),
  own('a repository of images', 'AWS::ECR::Repository', 'RepositoryPolicyText', 'ecr:BatchGetImage'),
  own('a public repository of images', 'AWS::ECR::PublicRepository', 'RepositoryPolicyText', 'ecr-public:PutImage'),
  own('a registry of images', 'AWS::ECR::RegistryPolicy', 'PolicyText', 'ecr:ReplicateImage'),
  on('a queue', made('AWS::SQS::Queue'), 'AWS::SQS::QueuePolicy', {
    Queues: [ref('Planted')],
    PolicyDocument: open('sqs:SendMessage'),
  }),
  on('a queue, inline', made('AWS::SQS::Queue'), 'AWS::SQS::QueueInlinePolicy', {
    Queue: ref('Planted'),
    PolicyDocument: open('sqs:SendMessage'),
  }),
  on('a topic', made('AWS::SNS::Topic'), 'AWS::SNS::TopicPolicy', {
    Topics: [ref('Planted')],
    PolicyDocument: open('sns:Publish'),
  }),
  on('a topic, inline', made('AWS::SNS::Topic'), 'AWS::SNS::TopicInlinePolicy', {
    TopicArn: ref('Planted'),
    PolicyDocument: open('sns:Publish'),
  }),
  on('a secret', made('AWS::SecretsManager::Secret'), 'AWS::SecretsManager::ResourcePolicy', {
    SecretId: ref('Planted'),
    ResourcePolicy: open('secretsmanager:GetSecretValue'),
  }),
  own('a key', 'AWS::KMS::Key', 'KeyPolicy', 'kms:Decrypt'),
  own('a replica of a key', 'AWS::KMS::ReplicaKey', 'KeyPolicy', 'kms:Decrypt', { PrimaryKeyArn: 'x' }),
  kind('a function', called({ Principal: '444455556666' })),
  kind(
    'a function for everybody, by its address',
    called({ Principal: '*', Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE' }),
  ),
  kind('a function by name', called({ Principal: 's3.amazonaws.com', FunctionName: 'elsewhere' })),
  on('a layer', made('AWS::Lambda::LayerVersion', { Content: {} }), 'AWS::Lambda::LayerVersionPermission', {
    Action: 'lambda:GetLayerVersion',
    LayerVersionArn: ref('Planted'),
    Principal: '*',
  }),
  own('a bus', 'AWS::Events::EventBus', 'Policy', 'events:PutEvents', { Name: 'x' }),
  one(
    'the default bus',
    made('AWS::Events::EventBusPolicy', { StatementId: 's', Action: 'events:PutEvents', Principal: '444455556666' }),
  ),
  one(
    'all log groups',
    made('AWS::Logs::ResourcePolicy', { PolicyName: 'p', PolicyDocument: JSON.stringify(open('logs:PutLogEvents')) }),
  ),
  own('a log group', 'AWS::Logs::LogGroup', 'ResourcePolicyDocument', 'logs:GetLogEvents', { LogGroupName: 'x' }),
  one(
    'a destination of logs',
    made('AWS::Logs::Destination', {
      DestinationName: 'x',
      DestinationPolicy: JSON.stringify(open('logs:PutSubscriptionFilter')),
    }),
  ),
  own(
    'a group of models',
    'AWS::SageMaker::ModelPackageGroup',
    'ModelPackageGroupPolicy',
    'sagemaker:DescribeModelPackage',
    { ModelPackageGroupName: 'x' },
  ),
  on('a stream', made('AWS::Kinesis::Stream'), 'AWS::Kinesis::ResourcePolicy', {
    ResourceArn: arn('Planted'),
    ResourcePolicy: open('kinesis:GetRecords'),
  }),
  one(
    'a table',
    made('AWS::DynamoDB::Table', { TableName: 'x', ResourcePolicy: { PolicyDocument: open('dynamodb:GetItem') } }),
  ),
  own('a file system', 'AWS::EFS::FileSystem', 'FileSystemPolicy', 'elasticfilesystem:ClientMount'),
  own('a search domain', 'AWS::OpenSearchService::Domain', 'AccessPolicies', 'es:ESHttpGet'),
  own('a vault of backups', 'AWS::Backup::BackupVault', 'AccessPolicy', 'backup:CopyIntoBackupVault', {
    BackupVaultName: 'x',
  }),
  own(
    'a domain of packages',
    'AWS::CodeArtifact::Domain',
    'PermissionsPolicyDocument',
    'codeartifact:GetAuthorizationToken',
    { DomainName: 'x' },
  ),
  own('an interface', 'AWS::ApiGateway::RestApi', 'Policy', 'execute-api:Invoke', { Name: 'x' }),
  on('a cluster of messages', made('AWS::MSK::Cluster', { ClusterName: 'x' }), 'AWS::MSK::ClusterPolicy', {
    ClusterArn: arn('Planted'),
    Policy: open('kafka:CreateVpcConnection'),
  }),
  one(
    'a model of Bedrock',
    made('AWS::Bedrock::ResourcePolicy', {
      ResourceArn: 'arn:aws:bedrock:eu-west-1:111122223333:custom-model/x',
      PolicyDocument: open('bedrock:GetCustomModel'),
    }),
  ),
  one(
    'a parameter',
    made('AWS::SSM::ResourcePolicy', {
      ResourceArn: 'arn:aws:ssm:eu-west-1:111122223333:parameter/x',
      Policy: open('ssm:GetParameters'),
    }),
  ),
  own('a sink of telemetry', 'AWS::Oam::Sink', 'Policy', 'oam:CreateLink', { Name: 'x' }),
];
