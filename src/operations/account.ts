import { one, type ServiceTable } from './table.ts';

export const account: ServiceTable = {
  service: 'account',
  pages: ['Service Authorization Reference, "Actions, resources, and condition keys for AWS Account Management"'],
  operations: {
    ListRegions: one('account:ListRegions', 'arn:{partition}:account::{account}:account'),
  },
};
