import { one, type ServiceTable } from './table.ts';

export const serviceQuotas: ServiceTable = {
  service: 'service-quotas',
  pages: ['Service Authorization Reference, "Actions, resources, and condition keys for Service Quotas"'],
  operations: {
    GetServiceQuota: one(
      'servicequotas:GetServiceQuota',
      'arn:{partition}:servicequotas:{region}:{account}:{ServiceCode}/{QuotaCode}',
    ),
    ListServiceQuotas: one('servicequotas:ListServiceQuotas', '*'),
  },
};
