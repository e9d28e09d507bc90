import { one, type ServiceTable } from './table.ts';

export const route53resolver: ServiceTable = {
  service: 'route53resolver',
  pages: ['Service Authorization Reference, "Actions, resources, and condition keys for Amazon Route 53 Resolver"'],
  operations: {
    GetFirewallConfig: one(
      'route53resolver:GetFirewallConfig',
      'arn:{partition}:route53resolver:{region}:{account}:firewall-config/{ResourceId}',
    ),
  },
};
