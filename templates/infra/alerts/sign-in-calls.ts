/**
 * Signing in by the portal, and sessions of certificates. AWS IAM Identity Center User Guide, "Understanding IAM Identity Center
 * sign-in events".
 */
export const signInCalls = [
  'Authenticate',
  'CreateSession',
  'CreateToken',
  'CreateTokenWithIAM',
  'Federate',
  'Logout',
  'RegisterClient',
  'StartDeviceAuthorization',
];
