import { one, type ServiceTable } from './table.ts';

export const rolesanywhere: ServiceTable = {
  service: 'rolesanywhere',
  pages: [
    'Service Authorization Reference, "Actions, resources, and condition keys for AWS Identity and Access Management Roles Anywhere"',
  ],
  operations: {
    DisableTrustAnchor: one(
      'rolesanywhere:DisableTrustAnchor',
      'arn:{partition}:rolesanywhere:{region}:{account}:trust-anchor/{trustAnchorId}',
    ),
    ListTrustAnchors: one('rolesanywhere:ListTrustAnchors', '*'),
  },
};
