import type { Json, JsonObject } from '../../templates/judge/read/json.ts';
import { type Kind, role } from './kind.ts';

const one = (
  name: string,
  Type: string,
  Properties: JsonObject = {},
  more: Omit<Kind, 'name' | 'resources'> = {},
): Kind => ({
  ...{ name, resources: { Planted: { Type, Properties } } },
  ...more,
});
const open = { sections: { Parameters: { Which: { Type: 'String' } } } };
const which = { Ref: 'Which' };
const condition = {
  sections: { ...open.sections, Conditions: { Open: { 'Fn::Equals': [which, 'x'] } } },
};
const either = (yes: Json, no: Json): JsonObject => ({ 'Fn::If': ['Open', yes, no] });
const fn = (Role: Json): JsonObject => ({ Role, Code: { ZipFile: 'x' }, Handler: 'x', Runtime: 'nodejs22.x' });
const call = (service: string, action: string) => JSON.stringify({ service, action, parameters: {} });

/** Grants that no policy beside them shows: by a name, by what only a deployment knows, by what only looks like something known. */
export const indirect: Kind[] = [
  one('a key for a user that no template makes', 'AWS::IAM::AccessKey', { UserName: 'administrator' }),
  {
    ...one('a key for a user', 'AWS::IAM::AccessKey', { UserName: { Ref: 'Other' } }),
    resources: {
      Other: { Type: 'AWS::IAM::User' },
      Planted: { Type: 'AWS::IAM::AccessKey', Properties: { UserName: { Ref: 'Other' } } },
    },
  },
  one('a profile with a role by its name', 'AWS::IAM::InstanceProfile', { Roles: ['administrator'] }),
  one('whose assertions count', 'AWS::IAM::SAMLProvider', { Name: 'x', SamlMetadataDocument: '<x/>' }),
  one('an instance with a profile by its name', 'AWS::EC2::Instance', {
    ImageId: 'ami-1',
    IamInstanceProfile: 'admin',
  }),
  one('an instance with a profile by its ARN', 'AWS::EC2::LaunchTemplate', {
    LaunchTemplateData: {
      IamInstanceProfile: {
        Arn: { 'Fn::Join': ['', ['arn:aws:iam::', { Ref: 'AWS::AccountId' }, ':instance-profile/admin']] },
      },
    },
  }),
  one('an instance with a profile by a parameter', 'AWS::EC2::Instance', { IamInstanceProfile: which }, open),
  one('a task with a role by its name', 'AWS::ECS::TaskDefinition', { TaskRoleArn: 'administrator' }),
  one('a cluster with a role by its name', 'AWS::EMR::Cluster', { JobFlowRole: 'administrator', ServiceRole: 'x' }),
  one('a function with a role by a parameter', 'AWS::Lambda::Function', fn(which), open),
  one('a function with a role by an import', 'AWS::Lambda::Function', fn({ 'Fn::ImportValue': 'role' })),
  one('a bucket with an access list by a parameter', 'AWS::S3::Bucket', { AccessControl: which }, open),
  one(
    'a bucket with one of two access lists',
    'AWS::S3::Bucket',
    { AccessControl: either('Private', 'PublicRead') },
    condition,
  ),
  one(
    'a function address with one of two sign-ins',
    'AWS::Lambda::Url',
    { AuthType: either('AWS_IAM', 'NONE') },
    condition,
  ),
  one('a resource of the library with a function of somebody else', 'Custom::S3AutoDeleteObjects', {
    ServiceToken: 'arn:aws:lambda:eu-west-1:444455556666:function:x',
  }),
  one('a resource that is called nearly like one of the library', 'Custom::LogRetentionAndMore', {
    ServiceToken: 'arn:aws:lambda:eu-west-1:444455556666:function:x',
  }),
  one('a call by the SDK for rights of somebody', 'Custom::AWS', {
    ServiceToken: 'x',
    Create: call('STS', 'getFederationToken'),
  }),
  one('a call by the SDK when it is updated', 'Custom::AWS', {
    ...{ ServiceToken: 'x', Create: call('S3', 'listBuckets') },
    Update: call('@aws-sdk/client-kms', 'CreateGrantCommand'),
  }),
  {
    name: 'a call of a function of the templates',
    resources: {
      PlantedRole: role(),
      PlantedFunction: { Type: 'AWS::Lambda::Function', Properties: fn({ 'Fn::GetAtt': ['PlantedRole', 'Arn'] }) },
      Planted: {
        Type: 'Custom::AWS',
        Properties: {
          ServiceToken: { 'Fn::GetAtt': ['PlantedFunction', 'Arn'] },
          Create: call('IAM', 'attachRolePolicy'),
        },
      },
    },
  },
  one('logs for another account', 'AWS::Logs::SubscriptionFilter', {
    ...{ LogGroupName: 'x', FilterPattern: '' },
    DestinationArn: 'arn:aws:logs:eu-west-1:444455556666:destination:x',
  }),
  one('all logs for another account', 'AWS::Logs::AccountPolicy', {
    ...{ PolicyName: 'x', PolicyType: 'SUBSCRIPTION_FILTER_POLICY' },
    PolicyDocument: '{"DestinationArn":"arn:aws:logs:eu-west-1:444455556666:destination:x"}',
  }),
  one('events for another account', 'AWS::Events::Rule', {
    EventPattern: { source: ['aws.s3'] },
    Targets: [{ Id: 'x', Arn: 'arn:aws:events:eu-west-1:444455556666:event-bus/x' }],
  }),
  one('a copy of a bucket in another account', 'AWS::S3::Bucket', {
    ReplicationConfiguration: {
      Role: 'x',
      Rules: [{ Status: 'Enabled', Destination: { Bucket: 'arn:aws:s3:::x', Account: '444455556666' } }],
    },
  }),
  one('images for another account', 'AWS::ECR::ReplicationConfiguration', {
    ReplicationConfiguration: { Rules: [{ Destinations: [{ Region: 'eu-west-1', RegistryId: '444455556666' }] }] },
  }),
  one('backups in another account', 'AWS::Backup::BackupPlan', {
    BackupPlan: {
      BackupPlanName: 'x',
      BackupPlanRule: [
        { CopyActions: [{ DestinationBackupVaultArn: 'arn:aws:backup:eu-west-1:444455556666:backup-vault:x' }] },
      ],
    },
  }),
  one('a group that nobody is in yet', 'AWS::IAM::Group', {
    Policies: [
      {
        PolicyName: 'p',
        PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
      },
    ],
  }),
  one('a macro that others name', 'AWS::CloudFormation::Macro', { Name: 'x', FunctionName: 'x' }),
  one('a type with code of its own', 'AWS::CloudFormation::ResourceVersion', { TypeName: 'A::B::C' }),
  one('a type of a publisher', 'AWS::CloudFormation::TypeActivation', { TypeName: 'A::B::C' }),
  one('a function of SAM without its transform', 'AWS::Serverless::Function', { Policies: ['AdministratorAccess'] }),
  one('tags of a lake', 'AWS::LakeFormation::TagAssociation', { Resource: {}, LFTags: [] }),
  {
    name: 'a template that includes another',
    resources: {},
    sections: {
      'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://x/y' } },
    },
  },
];
