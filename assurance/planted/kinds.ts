import type { Json, JsonObject } from '../../templates/judge/read/json.ts';

/** Who has to show a grant: the matrix, the comparison, verify, the report, and secure-ml judge. */
export const ways = ['matrix', 'since', 'verify', 'report', 'judge'] as const;
export type Way = (typeof ways)[number];

/** One grant to somebody who has none, and what a template looks like that makes it. */
export interface Kind {
  name: string;
  resources: JsonObject;
  /** Sections of the template besides its resources. */
  sections?: JsonObject;
  /** Templates that lie beside it. */
  files?: Record<string, JsonObject>;
  /** Where it has to be shown; everywhere without it. */
  ways?: Way[];
}

const stranger = 'arn:aws:iam::444455556666:root';
const foreign = { AWS: stranger };
export const statement = (more: JsonObject = {}): JsonObject => ({
  Effect: 'Allow',
  Action: '*',
  Resource: '*',
  ...more,
});
const policy = (...Statement: JsonObject[]): JsonObject => ({ Version: '2012-10-17', Statement });
const open = (Action: Json, more: JsonObject = {}) => policy(statement({ Principal: foreign, Action, ...more }));
const trust = (Principal: Json, more: JsonObject = {}) =>
  policy({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...more });
const made = (Type: string, Properties: JsonObject = {}, more: JsonObject = {}): JsonObject => ({
  Type,
  Properties,
  ...more,
});
const arn = (id: string, attribute = 'Arn') => ({ 'Fn::GetAtt': [id, attribute] });
const ref = (id: string) => ({ Ref: id });
const ec2 = { Service: 'ec2.amazonaws.com' };

export const role = (properties: JsonObject = {}): JsonObject =>
  made('AWS::IAM::Role', { AssumeRolePolicyDocument: trust(ec2), ...properties });
const inline = (...statements: JsonObject[]) => ({
  Policies: [{ PolicyName: 'p', PolicyDocument: policy(...statements) }],
});
export const administrator = role(inline(statement()));
const kind = (name: string, resources: JsonObject, more: Omit<Kind, 'name' | 'resources'> = {}): Kind => ({
  name,
  resources,
  ...more,
});
const one = (name: string, resource: JsonObject): Kind => kind(name, { Planted: resource });
const bucket = (statements: JsonObject): JsonObject => ({
  Planted: made('AWS::S3::Bucket'),
  PlantedPolicy: made('AWS::S3::BucketPolicy', { Bucket: ref('Planted'), PolicyDocument: statements }),
});
const code = { ZipFile: 'x' };
const fn = made('AWS::Lambda::Function', { Role: arn('PlantedRole'), Code: code, Handler: 'x', Runtime: 'nodejs20.x' });
const called = (more: JsonObject): JsonObject => ({
  PlantedRole: role(),
  Planted: fn,
  PlantedPermission: made('AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    FunctionName: arn('Planted'),
    ...more,
  }),
});
const withRole = (name: string, properties: JsonObject) => one(name, role(properties));
const nested = (Properties: JsonObject, path?: string) =>
  made('AWS::CloudFormation::Stack', Properties, path ? { Metadata: { 'aws:asset:path': path } } : {});
const inside = { Resources: { Hidden: administrator } };

export const identities: Kind[] = [
  withRole('a role that may do everything', inline(statement())),
  withRole('a role with every action of every service', inline(statement({ Action: '*:*' }))),
  withRole('a role with NotAction', inline({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' })),
  withRole('a role with NotResource', inline({ Effect: 'Allow', Action: 's3:*', NotResource: 'arn:aws:s3:::x' })),
  withRole('a role with a path', { Path: '/team/', ...inline(statement()) }),
  withRole('a role with a service and its star', inline(statement({ Action: 'sts:*' }))),
  withRole('a role with an action that the data lacks', inline(statement({ Action: 's3:HeadBucket' }))),
  withRole(
    'a role with a key that the data lacks',
    inline(statement({ Condition: { StringEquals: { 'aws:NewKey': 'x' } } })),
  ),
  withRole('a role that another account assumes', { AssumeRolePolicyDocument: trust(foreign), ...inline(statement()) }),
  withRole('a role that everybody assumes', { AssumeRolePolicyDocument: trust('*'), ...inline(statement()) }),
  withRole('a role of all of an organization at the forge', {
    AssumeRolePolicyDocument: policy({
      Effect: 'Allow',
      Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:org/*' } },
    }),
    ...inline(statement()),
  }),
  withRole('AdministratorAccess', { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] }),
  withRole('a service-role policy of AWS', {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own
    ManagedPolicyArns: [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/AmazonSageMakerFullAccess' }],
  }),
  withRole('a managed policy that no template holds', { ManagedPolicyArns: ['arn:aws:iam::111122223333:policy/p'] }),
  kind(
    'a managed policy by a parameter',
    { Planted: role({ ManagedPolicyArns: [ref('Policy')] }) },
    { sections: { Parameters: { Policy: { Type: 'String' } } } },
  ),
  kind('a managed policy of the template', {
    Planted: role({ ManagedPolicyArns: [ref('PlantedPolicy')] }),
    PlantedPolicy: made('AWS::IAM::ManagedPolicy', { PolicyDocument: policy(statement()) }),
  }),
  kind('a policy that names its role', {
    Planted: role(),
    PlantedPolicy: made('AWS::IAM::Policy', {
      PolicyName: 'p',
      Roles: [ref('Planted')],
      PolicyDocument: policy(statement()),
    }),
  }),
  kind('a RolePolicy', {
    Planted: role(),
    PlantedPolicy: made('AWS::IAM::RolePolicy', {
      PolicyName: 'p',
      RoleName: ref('Planted'),
      PolicyDocument: policy(statement()),
    }),
  }),
  one(
    'a policy for a role that no template makes',
    made('AWS::IAM::Policy', { PolicyName: 'p', Roles: ['existing'], PolicyDocument: policy(statement()) }),
  ),
  one('a user', made('AWS::IAM::User', inline(statement()))),
  kind('a user through a group', {
    Group: made('AWS::IAM::Group', inline(statement())),
    Planted: made('AWS::IAM::User', { Groups: [ref('Group')] }),
  }),
  kind('a user added to a group', {
    Group: made('AWS::IAM::Group', inline(statement())),
    Planted: made('AWS::IAM::User'),
    Addition: made('AWS::IAM::UserToGroupAddition', { GroupName: ref('Group'), Users: [ref('Planted')] }),
  }),
  kind('a function that works as a role from outside', {
    Planted: made('AWS::Lambda::Function', { Role: 'arn:aws:iam::111122223333:role/admin', Code: code }),
  }),
];

export const structures: Kind[] = [
  kind(
    'a nested stack',
    { Planted: nested({ TemplateURL: 'x' }, 'planted.json') },
    { files: { 'planted.json': inside } },
  ),
  kind(
    'a stack nested in a nested one',
    { Planted: nested({ TemplateURL: 'x' }, 'planted.json') },
    {
      files: {
        'planted.json': { Resources: { Deeper: nested({ TemplateURL: 'x' }, 'deeper.json') } },
        'deeper.json': inside,
      },
    },
  ),
  kind(
    'a nested stack that takes whom it trusts',
    { Planted: nested({ TemplateURL: 'x', Parameters: { Who: stranger } }, 'planted.json') },
    {
      files: {
        'planted.json': {
          Parameters: { Who: { Type: 'String' } },
          Resources: { Hidden: role({ AssumeRolePolicyDocument: trust({ AWS: ref('Who') }), ...inline(statement()) }) },
        },
      },
    },
  ),
  one('a nested stack whose template is missing', nested({ TemplateURL: 'x' }, 'missing.json')),
  one('a nested stack at an address', nested({ TemplateURL: 'https://s3.amazonaws.com/x/y.json' })),
  one(
    'a stack set',
    made('AWS::CloudFormation::StackSet', { StackSetName: 'x', TemplateBody: JSON.stringify(inside) }),
  ),
  one(
    'a product of the catalogue',
    made('AWS::ServiceCatalog::CloudFormationProvisionedProduct', { ProductName: 'x' }),
  ),
  one('a module', made('Own::Service::Thing::MODULE')),
  one('a type of somebody else', made('Own::Service::Thing')),
  one('a type that AWS made since', made('AWS::NewService::Sharing')),
  kind('a transform', {}, { sections: { Transform: 'AWS::Serverless-2016-10-31' } }),
  kind('a macro', {}, { sections: { Transform: ['OwnMacro'] } }),
  one('a macro in a resource', made('AWS::IAM::Role', { 'Fn::Transform': { Name: 'OwnMacro', Parameters: {} } })),
  kind('a loop', { 'Fn::ForEach::Roles': ['X', ['a'], { 'R${X}': administrator }] }),
  kind(
    'a resource under a condition',
    { Planted: { ...administrator, Condition: 'Open' } },
    {
      sections: {
        Parameters: { Who: { Type: 'String' } },
        Conditions: { Open: { 'Fn::Equals': [ref('Who'), 'x'] } },
      },
    },
  ),
  kind(
    'a statement under a condition',
    { Planted: role(inline({ 'Fn::If': ['Open', statement(), ref('AWS::NoValue')] })) },
    {
      sections: {
        Parameters: { Who: { Type: 'String' } },
        Conditions: { Open: { 'Fn::Equals': [ref('Who'), 'x'] } },
      },
    },
  ),
  kind(
    'whom a role trusts by a parameter',
    { Planted: role({ AssumeRolePolicyDocument: trust({ AWS: ref('Who') }), ...inline(statement()) }) },
    { sections: { Parameters: { Who: { Type: 'String' } } } },
  ),
  kind(
    'whom a role trusts by a mapping',
    {
      Planted: role({
        AssumeRolePolicyDocument: trust({ AWS: { 'Fn::FindInMap': ['M', 'a', 'b'] } }),
        ...inline(statement()),
      }),
    },
    { sections: { Mappings: { M: { a: { b: stranger } } } } },
  ),
  withRole('whom a role trusts by a dynamic reference', {
    AssumeRolePolicyDocument: trust({ AWS: '{{resolve:ssm:who}}' }),
    ...inline(statement()),
  }),
  withRole('whom a role trusts by an import', {
    AssumeRolePolicyDocument: trust({ AWS: { 'Fn::ImportValue': 'elsewhere' } }),
    ...inline(statement()),
  }),
  one('a call when it is deployed', {
    Type: 'Custom::AWS',
    Properties: { ServiceToken: 'x', Create: '{"service":"S3","action":"putBucketPolicy"}' },
  }),
  one('a custom resource', made('Custom::Grant', { ServiceToken: 'arn:aws:lambda:eu-west-1:111122223333:function:x' })),
  one('a custom resource without a name', made('AWS::CloudFormation::CustomResource', { ServiceToken: 'x' })),
];

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

export const shares: Kind[] = [
  one(
    'a share',
    made('AWS::RAM::ResourceShare', {
      Name: 'x',
      Principals: ['444455556666'],
      ResourceArns: ['arn:aws:ec2:eu-west-1:111122223333:subnet/x'],
    }),
  ),
  one(
    'a permission set',
    made('AWS::SSO::PermissionSet', {
      InstanceArn: 'x',
      Name: 'x',
      ManagedPolicies: ['arn:aws:iam::aws:policy/AdministratorAccess'],
    }),
  ),
  one(
    'who has a permission set',
    made('AWS::SSO::Assignment', { PrincipalId: 'x', PermissionSetArn: 'x', TargetId: '111122223333' }),
  ),
  one(
    'roles for certificates',
    made('AWS::RolesAnywhere::Profile', { Name: 'x', RoleArns: ['arn:aws:iam::111122223333:role/x'] }),
  ),
  one('whose certificates count', made('AWS::RolesAnywhere::TrustAnchor', { Name: 'x', Source: {} })),
  one(
    'who may use an endpoint service',
    made('AWS::EC2::VPCEndpointServicePermissions', { ServiceId: 'x', AllowedPrincipals: ['*'] }),
  ),
  one('a lake', made('AWS::LakeFormation::PrincipalPermissions', { Principal: {}, Permissions: ['ALL'] })),
  one('administrators of a lake', made('AWS::LakeFormation::DataLakeSettings', { Admins: [{}] })),
  one(
    'a grant of objects',
    made('AWS::S3::AccessGrant', { Grantee: {}, Permission: 'READ', AccessGrantsLocationId: 'x' }),
  ),
  one(
    'a cluster',
    made('AWS::EKS::AccessEntry', { ClusterName: 'x', PrincipalArn: 'arn:aws:iam::444455556666:role/x' }),
  ),
  one('a data set', made('AWS::QuickSight::DataSet', { Permissions: [{ Principal: 'x', Actions: ['*'] }] })),
  one(
    'a bucket of Lightsail',
    made('AWS::Lightsail::Bucket', { BucketName: 'x', ReadOnlyAccessAccounts: ['444455556666'] }),
  ),
  one(
    'images for other accounts',
    made('AWS::ImageBuilder::DistributionConfiguration', {
      Name: 'x',
      Distributions: [
        { AmiDistributionConfiguration: { LaunchPermissionConfiguration: { UserIds: ['444455556666'] } } },
      ],
    }),
  ),
  one('a user of transfers', made('AWS::Transfer::User', { ServerId: 'x', UserName: 'x', Role: 'x' })),
  one('a policy for things', made('AWS::IoT::Policy', { PolicyDocument: policy(statement({ Action: 'iot:*' })) })),
  one('a role for things', made('AWS::IoT::RoleAlias', { RoleArn: 'arn:aws:iam::111122223333:role/x' })),
  one('a portfolio', made('AWS::ServiceCatalog::PortfolioShare', { AccountId: '444455556666', PortfolioId: 'x' })),
  one('a collection', made('AWS::OpenSearchServerless::AccessPolicy', { Name: 'x', Type: 'data', Policy: '[]' })),
  one(
    'a database of tables',
    made('AWS::Glue::Database', { DatabaseInput: { CreateTableDefaultPermissions: [{ Permissions: ['ALL'] }] } }),
  ),
  one(
    'who signs',
    made('AWS::Signer::ProfilePermission', {
      Action: 'x',
      Principal: '444455556666',
      ProfileName: 'x',
      StatementId: 's',
    }),
  ),
  one(
    'who issues certificates',
    made('AWS::ACMPCA::Permission', {
      Actions: ['IssueCertificate'],
      Principal: 'acm.amazonaws.com',
      CertificateAuthorityArn: 'x',
    }),
  ),
  one(
    'a network service',
    made('AWS::VpcLattice::AuthPolicy', { ResourceIdentifier: 'x', Policy: open('vpc-lattice-svcs:Invoke') }),
  ),
];

export const kinds: Kind[] = [...identities, ...structures, ...policies, ...shares];
