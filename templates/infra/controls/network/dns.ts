import type { Stack } from 'aws-cdk-lib';
import {
  CfnFirewallDomainList,
  CfnFirewallRuleGroup,
  CfnFirewallRuleGroupAssociation,
  CfnResolverQueryLoggingConfig,
  CfnResolverQueryLoggingConfigAssociation,
} from 'aws-cdk-lib/aws-route53resolver';
import { makeLogGroup } from '../../alerts/log-group.ts';
import { type Foundation, name } from '../../foundation.ts';
import { allowedNames } from './names.ts';

/**
 * The VPC's resolver answers names of AWS in this region and no others, and logs each query: a name that somebody looks
 * up carries data to whoever answers for its domain, and no security group or flow log sees it. Amazon Route 53
 * Developer Guide, "Using DNS Firewall to filter outbound DNS traffic". Without a configuration of its own a VPC fails
 * closed (same guide, "DNS Firewall VPC configuration").
 */
export function filterNames(foundation: Foundation, stack: Stack, vpcId: string): void {
  const { settings } = foundation;
  const list = (id: string, domains: string[]) =>
    new CfnFirewallDomainList(stack, id, { name: `${settings.name}-${id.toLowerCase()}`, domains }).attrId;
  const group = new CfnFirewallRuleGroup(stack, 'NameRules', {
    name: `${settings.name}-names`,
    firewallRules: [
      {
        priority: 100,
        action: 'ALLOW',
        firewallDomainListId: list('AllowedNames', allowedNames(settings)),
        // AWS answers for these names, and may send on to other names of its own.
        firewallDomainRedirectionAction: 'TRUST_REDIRECTION_DOMAIN',
      },
      { priority: 200, action: 'BLOCK', blockResponse: 'NXDOMAIN', firewallDomainListId: list('EveryName', ['*']) },
    ],
  });
  new CfnFirewallRuleGroupAssociation(stack, 'NameFilter', {
    name: `${settings.name}-names`,
    firewallRuleGroupId: group.attrId,
    vpcId,
    priority: 101,
  });
  // Amazon CloudWatch Logs User Guide, "Enable logging from AWS services": the policy of the group is added by itself.
  const logging = new CfnResolverQueryLoggingConfig(stack, 'NameLog', {
    name: `${settings.name}-names`,
    destinationArn: makeLogGroup(foundation, stack, 'dns').attrArn,
  });
  new CfnResolverQueryLoggingConfigAssociation(stack, 'NameLogOfVpc', {
    resolverQueryLogConfigId: logging.attrId,
    resourceId: vpcId,
  });
  foundation.nameRules = group.attrId;
  name(stack, { 'name-rules': group.attrId });
}
