import type { Assembly, Resource } from '../../../judge/read/assembly.ts';
import { isObject, listOf } from '../../../judge/read/json.ts';
import { createdBuckets } from '../../config.ts';
import type { JobNetwork } from '../../foundation.ts';
import { ownRoles, serviceReaders } from '../../policies/exempt.ts';
import { rolesOfUnits } from '../../policies/roles.ts';
import { type Check, every, type Judged, lacks, policyOf, statementsOf } from '../check.ts';
import { shellLimits, shellPeople } from './people.ts';
import { logDeny, perimeterDenies } from './statements.ts';

export function checks({ settings, enabled }: Judged): Check[] {
  const { name, region, network } = settings;
  const own = createdBuckets(settings);
  const reading = Object.entries(serviceReaders).flatMap(([role, maker]) => (enabled.includes(maker) ? [role] : []));
  const policies = {
    type: 'AWS::S3::BucketPolicy',
    where: ({ properties }: Resource, { names }: Assembly) =>
      own.some((bucket) => names[bucket]?.endsWith(`:::${properties.Bucket}`)),
    atLeast: own.length,
  };

  function perimeter({ names }: Assembly): JobNetwork['perimeter'] {
    if (typeof network === 'object') return { key: 'aws:SourceVpc', value: network.vpcId };
    return { key: 'aws:SourceVpce', value: names['s3-endpoint'] ?? '' };
  }

  /** A created network's logs endpoint, or the whole VPC of an existing one. */
  function logs({ names }: Assembly): JobNetwork['logsPerimeter'] {
    if (typeof network === 'object') return { key: 'aws:SourceVpc', value: network.vpcId };
    return { key: 'aws:SourceVpce', value: names['logs-endpoint'] ?? '' };
  }
  const partitionOf = ({ stacks }: Assembly) => stacks[0]?.partition ?? '';
  const perimeters = ['Engineer', 'Operator'].map((role) =>
    every(
      `every way to read a job's log is denied to ${role.toLowerCase()}s from outside the network`,
      policyOf(role),
      ({ properties }, assembly) => {
        const place = { partition: partitionOf(assembly), region, account: assembly.account };
        const { actions, resources, conditions } = logDeny(place, logs(assembly));
        return lacks(properties, [{ Effect: 'Deny', Action: actions, Resource: resources, Condition: conditions }]);
      },
    ),
  );
  const shells = every(
    'the boundary lets only people with a shell inside the network have one, and nothing else with it',
    {
      type: 'AWS::IAM::ManagedPolicy',
      where: ({ properties }) => properties.ManagedPolicyName === `${name}-boundary`,
    },
    ({ properties }, assembly) => {
      const place = { partition: partitionOf(assembly), region, account: assembly.account };
      const people = ownRoles(place, name, [...shellPeople(enabled.includes('pipeline'))]);
      const Condition = { ArnEquals: { 'aws:PrincipalArn': people } };
      return lacks(properties, [{ Effect: 'Allow', Action: shellLimits, Resource: '*', Condition }]);
    },
  );

  return [
    ...perimeters,
    shells,
    every(
      'requests of other roles are denied, and so are requests from outside the network',
      policies,
      ({ properties }, assembly) => {
        const { account, stacks } = assembly;
        const partition = stacks[0]?.partition ?? '';
        const bucket = `arn:${partition}:s3:::${properties.Bucket}`;
        const denies = perimeterDenies(
          { partition, region, account, ...settings.bootstrap },
          name,
          perimeter(assembly),
          reading,
          rolesOfUnits(settings),
        );
        return lacks(
          properties,
          Object.values(denies).map(({ actions, conditions }) => ({
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: actions,
            Resource: [bucket, `${bucket}/*`],
            Condition: conditions,
          })),
        );
      },
    ),
    every('nobody is locked out: no statement denies changing the bucket’s policy', policies, ({ properties }) => {
      const lock = statementsOf(properties).find(
        ({ Effect, Action, NotAction, Condition }) =>
          Effect === 'Deny' &&
          (NotAction !== undefined || listOf(Action).some((action) => /^s3:(\*|.*Policy)/.test(String(action)))) &&
          // Requests over plain HTTP or an old TLS, which nobody has to send.
          !(isObject(Condition) && ('Bool' in Condition || 'NumericLessThan' in Condition)),
      );
      return lock && `has ${JSON.stringify(lock)}`;
    }),
  ];
}
