import { isDeepStrictEqual } from 'node:util';
import type { Assembly, Resource } from '../../../judge/read/assembly.ts';
import { type JsonObject, listOf } from '../../../judge/read/json.ts';
import { environmentIds } from '../../config.ts';
import { type Check, differs, every, type Judged, lacks, statementsOf } from '../check.ts';
import { bootstrapRoles, deployedRegions, providerArn, tokenConditions } from './trust.ts';

const assumes = ({ Effect, Action }: JsonObject) =>
  Effect === 'Allow' && listOf(Action).some((action) => /^(\*|sts:)/.test(String(action)));

export function checks({ settings }: Judged): Check[] {
  const { name, region, accounts } = settings;
  const place = ({ stacks, account }: Assembly) => ({ partition: stacks[0]?.partition ?? '', region, account });
  const environmentOf = ({ account }: Assembly) => environmentIds.find((id) => accounts[id] === account) ?? 'prod';
  const handOver = (assembly: Assembly) => ({
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Resource: bootstrapRoles(place(assembly), { ...settings.bootstrap, regions: deployedRegions(settings) }),
  });

  const isBoundary = ({ properties }: Resource) => properties.ManagedPolicyName === `${name}-boundary`;
  return [
    every(
      'the deploy role is for the one environment of the one repository, and for tokens made for AWS',
      { type: 'AWS::IAM::Role', where: ({ properties }) => properties.RoleName === `${name}-deploy` },
      ({ properties }, assembly) => {
        const trust = statementsOf(properties, 'AssumeRolePolicyDocument');
        const wanted = [
          {
            Effect: 'Allow',
            Action: 'sts:AssumeRoleWithWebIdentity',
            Principal: { Federated: providerArn(place(assembly)) },
            Condition: tokenConditions(place(assembly), settings, environmentOf(assembly)),
          },
        ];
        return !isDeepStrictEqual(trust, wanted) && `trusts ${JSON.stringify(trust)}`;
      },
    ),
    every(
      'it has its policy, no inline one, and sessions that end within an hour',
      { type: 'AWS::IAM::Role', where: ({ properties }) => properties.RoleName === `${name}-deploy` },
      ({ stack, properties }) => {
        const own = listOf(properties.ManagedPolicyArns).some((arn) =>
          String(arn).includes(`policy/«${stack}/DeployPolicy`),
        );
        return own ? differs(properties, { MaxSessionDuration: 3600, Policies: undefined }) : 'does not have it';
      },
    ),
    every(
      'it hands over to the roles of cdk bootstrap, and may do nothing else',
      { type: 'AWS::IAM::ManagedPolicy', where: ({ logicalId }) => /^DeployPolicy/.test(logicalId) },
      ({ properties }, assembly) => {
        const { length } = statementsOf(properties);
        return length === 1 ? lacks(properties, [handOver(assembly)]) : `has ${length} statements, not 1`;
      },
    ),
    every(
      'the boundary lets the deploy role alone take on other roles',
      { type: 'AWS::IAM::ManagedPolicy', where: isBoundary },
      ({ properties }, assembly) => {
        const { length } = statementsOf(properties).filter(assumes);
        if (length !== 1) return `has ${length} statements that take on roles, not 1`;
        const { partition, account } = place(assembly);
        const deploy = `arn:${partition}:iam::${account}:role/${name}-deploy`;
        return lacks(properties, [
          {
            ...handOver(assembly),
            Resource: bootstrapRoles(place(assembly), { ...settings.bootstrap, regions: ['*'] }),
            Condition: { ArnEquals: { 'aws:PrincipalArn': [deploy] } },
          },
        ]);
      },
    ),
  ];
}
