import { one, type ServiceTable } from './table.ts';

const role = 'arn:{partition}:iam::{account}:role/{RoleName}';
const user = 'arn:{partition}:iam::{account}:user/{UserName}';

export const iam: ServiceTable = {
  service: 'iam',
  pages: [
    'Service Authorization Reference, "Actions, resources, and condition keys for AWS Identity and Access Management (IAM)"',
  ],
  operations: {
    GetAccountAuthorizationDetails: one('iam:GetAccountAuthorizationDetails', '*'),
    GetAccountSummary: one('iam:GetAccountSummary', '*'),
    ListOpenIDConnectProviders: one('iam:ListOpenIDConnectProviders', '*'),
    ListPolicies: one('iam:ListPolicies', '*'),
    ListUsers: one('iam:ListUsers', '*'),
    ListRoles: one('iam:ListRoles', '*'),
    CreateServiceLinkedRole: one(
      'iam:CreateServiceLinkedRole',
      'arn:{partition}:iam::{account}:role/aws-service-role/{AWSServiceName}/any',
    ),
    GetSAMLProvider: one('iam:GetSAMLProvider', '{SAMLProviderArn}'),
    GetRole: one('iam:GetRole', role),
    ListAttachedRolePolicies: one('iam:ListAttachedRolePolicies', role),
    ListRolePolicies: one('iam:ListRolePolicies', role),
    CreatePolicy: one('iam:CreatePolicy', 'arn:{partition}:iam::{account}:policy/{PolicyName}'),
    PutRolePolicy: one('iam:PutRolePolicy', role),
    AttachUserPolicy: one('iam:AttachUserPolicy', user),
    CreateUser: one('iam:CreateUser', user),
    GetLoginProfile: one('iam:GetLoginProfile', user),
    ListAccessKeys: one('iam:ListAccessKeys', user),
    ListMFADevices: one('iam:ListMFADevices', user),
    UpdateAccessKey: one('iam:UpdateAccessKey', user),
  },
};
