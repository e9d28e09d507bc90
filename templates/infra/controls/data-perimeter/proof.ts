import type { Assembly, Resource } from '../../../judge/read/assembly.ts';
import { isObject, listOf } from '../../../judge/read/json.ts';
import { createdBuckets } from '../../config.ts';
import type { JobNetwork } from '../../foundation.ts';
import { type Check, every, type Judged, lacks, statementsOf } from '../check.ts';
import { perimeterDenies } from './statements.ts';

export function checks({ settings, enabled }: Judged): Check[] {
  const { name, region, network } = settings;
  const own = createdBuckets(settings);
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

  return [
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
          enabled.includes('malware-protection'),
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
