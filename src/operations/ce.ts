import { one, type ServiceTable } from './table.ts';

export const ce: ServiceTable = {
  service: 'ce',
  pages: ['Service Authorization Reference, "Actions, resources, and condition keys for AWS Cost Explorer Service"'],
  operations: {
    GetCostAndUsage: one('ce:GetCostAndUsage', 'arn:{partition}:billing::{account}:billingview/primary'),
  },
};
