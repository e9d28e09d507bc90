import { one, type ServiceTable } from './table.ts';

const hub = 'arn:{partition}:securityhub:{region}:{account}:hub/default';

export const securityhub: ServiceTable = {
  service: 'securityhub',
  pages: ['Service Authorization Reference, "Actions, resources, and condition keys for AWS Security Hub"'],
  operations: {
    BatchUpdateFindings: one('securityhub:BatchUpdateFindings', hub),
    DescribeHub: one('securityhub:DescribeHub', hub),
    DescribeStandards: one('securityhub:DescribeStandards', hub),
    GetEnabledStandards: one('securityhub:GetEnabledStandards', hub),
    GetFindings: one('securityhub:GetFindings', hub),
  },
};
