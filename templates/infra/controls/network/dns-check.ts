import type { Assembly, Resource } from '../../../judge/read/assembly.ts';
import { isObject, listOf } from '../../../judge/read/json.ts';
import type { Settings } from '../../config.ts';
import { type Check, every, everyHas } from '../check.ts';
import { allowedNames } from './names.ts';

/** The VPC's resolver answers names of AWS alone, and each query is in a log. */
export function dnsChecks(settings: Settings): Check[] {
  const stack = `${settings.name}-network`;
  const vpc = `«${stack}/Vpc»`;
  const domainsOf = (id: unknown, { resources }: Assembly) =>
    resources.find((one: Resource) => one.type === 'AWS::Route53Resolver::FirewallDomainList' && id === idOf(one))
      ?.properties.Domains;
  const idOf = ({ logicalId, stack: of }: Resource) => `«${of}/${logicalId}.Id»`;
  return [
    every(
      'the resolver answers names of AWS in this region, and blocks all others',
      { type: 'AWS::Route53Resolver::FirewallRuleGroup' },
      ({ properties }, assembly) => {
        const rules = listOf(properties.FirewallRules).filter(isObject);
        const found = rules.map(({ FirewallDomainListId, ...rule }) => ({
          ...rule,
          Domains: domainsOf(FirewallDomainListId, assembly),
        }));
        const wanted = [
          {
            Action: 'ALLOW',
            FirewallDomainRedirectionAction: 'TRUST_REDIRECTION_DOMAIN',
            Priority: 100,
            Domains: allowedNames(settings),
          },
          { Action: 'BLOCK', BlockResponse: 'NXDOMAIN', Priority: 200, Domains: ['*'] },
        ];
        return (
          JSON.stringify(found.map(sorted)) !== JSON.stringify(wanted.map(sorted)) && `has ${JSON.stringify(found)}`
        );
      },
    ),
    everyHas(
      'these rules hold for the network',
      { type: 'AWS::Route53Resolver::FirewallRuleGroupAssociation' },
      (_, { names }) => ({ VpcId: vpc, FirewallRuleGroupId: names['name-rules'], Priority: 101 }),
    ),
    every(
      'no other rules come before them, and the network fails closed',
      { type: 'AWS::EC2::VPC' },
      (_, { resources }) => {
        const open = resources.find(({ type }) => type === 'AWS::Route53Resolver::FirewallConfig');
        if (open) return `has a configuration of its own: ${open.path}`;
        const groups = resources.filter(({ type }) => type === 'AWS::Route53Resolver::FirewallRuleGroupAssociation');
        return groups.length !== 1 && `has ${groups.length} groups of rules`;
      },
    ),
    everyHas(
      'each query of the network is logged',
      { type: 'AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation' },
      (_, { resources }) => {
        const config = resources.find(({ type }) => type === 'AWS::Route53Resolver::ResolverQueryLoggingConfig');
        return { ResourceId: vpc, ResolverQueryLogConfigId: config && idOf(config) };
      },
    ),
    every(
      'the queries are in a log group of this project',
      { type: 'AWS::Route53Resolver::ResolverQueryLoggingConfig' },
      ({ properties }) =>
        !String(properties.DestinationArn).includes(`:log-group:/${settings.name}/dns:`) &&
        `logs to ${properties.DestinationArn}`,
    ),
  ];
}

const sorted = (rule: object) => Object.entries(rule).sort(([left], [right]) => (left < right ? -1 : 1));
