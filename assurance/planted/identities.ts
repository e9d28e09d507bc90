import {
  code,
  foreign,
  inline,
  type Kind,
  kind,
  made,
  one,
  policy,
  ref,
  role,
  statement,
  trust,
  withRole,
} from './kind.ts';

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
