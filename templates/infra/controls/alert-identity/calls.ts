/** Calls of IAM that open a way in, whoever's they are. Service Authorization Reference, "Actions defined by AWS IAM". */
export const anyIdentityCalls = [
  'AddClientIDToOpenIDConnectProvider',
  'AddUserToGroup',
  'AttachGroupPolicy',
  'AttachUserPolicy',
  'CreateAccessKey',
  'CreateLoginProfile',
  'CreateOpenIDConnectProvider',
  'CreateSAMLProvider',
  'CreateUser',
  'DeactivateMFADevice',
  'DeleteOpenIDConnectProvider',
  'DeleteVirtualMFADevice',
  'PutGroupPolicy',
  'PutUserPolicy',
  'UpdateLoginProfile',
  'UpdateOpenIDConnectProviderThumbprint',
  'UpdateSAMLProvider',
];

/** On roles of this repository. */
export const roleCalls = [
  'AttachRolePolicy',
  'DeleteRole',
  'DeleteRolePermissionsBoundary',
  'DeleteRolePolicy',
  'DetachRolePolicy',
  'PutRolePermissionsBoundary',
  'PutRolePolicy',
  'UpdateAssumeRolePolicy',
];

/** On policies of this repository. */
export const policyCalls = ['CreatePolicyVersion', 'DeletePolicy', 'DeletePolicyVersion', 'SetDefaultPolicyVersion'];
