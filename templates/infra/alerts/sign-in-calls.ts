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

/** Calls to AWS Sign-In on who may use the console from where: its other calls are people who sign in. */
export const consoleRules = [
  { suffix: 'ConsoleAuthorizationConfiguration' },
  { suffix: 'ResourcePermissionStatement' },
  { prefix: 'CreateTrustedIdentityPropagation' },
];
