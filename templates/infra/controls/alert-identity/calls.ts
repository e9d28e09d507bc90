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
