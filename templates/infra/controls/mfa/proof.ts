import { isDeepStrictEqual } from 'node:util';
import { listOf } from '../../../judge/read/json.ts';
import { dataBucketsOf } from '../../config.ts';
import { tierFacts } from '../../tiers.ts';
import { type Check, every, type Judged, lacks, statementsOf } from '../check.ts';
import { sensitive, withoutMfa } from './sensitive.ts';

export function checks({ settings }: Judged): Check[] {
  const { name, sensitivity } = settings;
  const { peopleWithoutMfa } = tierFacts[sensitivity];
  const people = {
    type: 'AWS::IAM::Role',
    where: ({ properties }: { properties: { RoleName?: unknown } }) => properties.RoleName === `${name}-people`,
  };

  return [
    every(
      'without MFA the people’s policy refuses each sensitive act, and it allows nothing',
      {
        type: 'AWS::IAM::ManagedPolicy',
        where: ({ properties }) => properties.ManagedPolicyName === `${name}-people-mfa`,
      },
      ({ properties }, { names }) => {
        const data = dataBucketsOf(settings).map((bucket) => `${names[bucket]}/*`);
        const wanted = Object.values(sensitive).map((deny) => ({
          Effect: 'Deny',
          Action: deny.actions,
          Resource: deny.data ? data : '*',
          Condition: withoutMfa,
        }));
        const { length } = statementsOf(properties);
        return length === wanted.length ? lacks(properties, wanted) : `has ${length} statements, not ${wanted.length}`;
      },
    ),
    every('the people’s role has that policy', people, ({ properties }, { account, stacks }) => {
      const arn = `arn:${stacks[0]?.partition}:iam::${account}:policy/${name}-people-mfa`;
      return !listOf(properties.ManagedPolicyArns).includes(arn) && 'does not have it';
    }),
    every('a session named mfa-… is given to callers with MFA only', people, ({ properties }, { account, stacks }) => {
      const assume = {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { AWS: `arn:${stacks[0]?.partition}:iam::${account}:root` },
      };
      const trust = statementsOf(properties, 'AssumeRolePolicyDocument').map(({ Sid, ...statement }) => statement);
      const wanted = [
        {
          ...assume,
          Condition: {
            Bool: { 'aws:MultiFactorAuthPresent': 'true' },
            StringLike: { 'sts:RoleSessionName': 'mfa-*' },
          },
        },
        ...(peopleWithoutMfa ? [{ ...assume, Condition: { StringNotLike: { 'sts:RoleSessionName': 'mfa-*' } } }] : []),
      ];
      return !isDeepStrictEqual(trust, wanted) && `trusts ${JSON.stringify(trust)}`;
    }),
  ];
}
