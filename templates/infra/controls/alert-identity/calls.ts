/** Calls on customer-managed policies: they count where the policy is this project's. */
export const policyCalls = [
  'CreatePolicyVersion',
  'DeletePolicy',
  'DeletePolicyVersion',
  'SetDefaultPolicyVersion',
  'TagPolicy',
  'UntagPolicy',
];

/** What gives nobody anything: a role that only a service takes, a new policy that nothing has yet, and reports. */
export const harmlessCalls = [
  'CreatePolicy',
  'CreateServiceLinkedRole',
  'DeleteServiceLinkedRole',
  'GenerateCredentialReport',
  'GenerateOrganizationsAccessReport',
  'GenerateServiceLastAccessedDetails',
];

/** Roles of a member account that its organization's administrators take. AWS Organizations User Guide, "Accessing member accounts". */
export const organizationRoles = [
  'OrganizationAccountAccessRole',
  { prefix: 'AWSControlTower' },
  { prefix: 'AWSCloudFormationStackSet' },
  { prefix: 'stacksets-exec-' },
];

/** Services by which somebody else comes into the account, sees or keeps what it has, pays for it or owns it. */
export const fromOutside = [
  'ram',
  'rolesanywhere',
  'oam',
  'backup',
  'sso',
  'sso-directory',
  'identitystore',
  'organizations',
  'account',
  'budgets',
  'chatbot',
  // Who of IAM Identity Center takes which role of the account; where logs are copied to, and what is collected.
  'account-access',
  'observabilityadmin',
];
