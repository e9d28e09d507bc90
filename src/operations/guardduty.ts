import { one, type ServiceTable } from './table.ts';

export const guardduty: ServiceTable = {
  service: 'guardduty',
  pages: ['Service Authorization Reference, "Actions, resources, and condition keys for Amazon GuardDuty"'],
  operations: {
    GetAdministratorAccount: one('guardduty:GetAdministratorAccount', '*'),
    GetFindings: one('guardduty:GetFindings', '*'),
    ListDetectors: one('guardduty:ListDetectors', '*'),
    ListFilters: one('guardduty:ListFilters', '*'),
    ListFindings: one('guardduty:ListFindings', '*'),
    ListIPSets: one('guardduty:ListIPSets', '*'),
    ListMalwareProtectionPlans: one('guardduty:ListMalwareProtectionPlans', '*'),
    SendObjectMalwareScan: one('guardduty:SendObjectMalwareScan', '*'),
    GetDetector: one('guardduty:GetDetector', 'arn:{partition}:guardduty:{region}:{account}:detector/{DetectorId}'),
    DeleteFilter: one(
      'guardduty:DeleteFilter',
      'arn:{partition}:guardduty:{region}:{account}:detector/{DetectorId}/filter/{FilterName}',
    ),
    DeleteIPSet: one(
      'guardduty:DeleteIPSet',
      'arn:{partition}:guardduty:{region}:{account}:detector/{DetectorId}/ipset/{IpSetId}',
    ),
  },
};
