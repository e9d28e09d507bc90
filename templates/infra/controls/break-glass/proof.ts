import { isDeepStrictEqual } from 'node:util';
import type { Assembly, Resource } from '../../../judge/read/assembly.ts';
import { dataBucketsOf } from '../../config.ts';
import { restoreStatements } from '../../policies/locked-copy.ts';
import { type Check, every, type Judged, lacks, statementsOf } from '../check.ts';
import { trustCheck } from '../mfa/trust-proof.ts';
import { deletions, modelDeletions } from './rights.ts';

const isBreakGlass = ({ logicalId }: Resource) => /^BreakGlassPolicy/.test(logicalId);

export function checks({ settings, enabled }: Judged): Check[] {
  const { name, region } = settings;
  // The proof of protected-copy says what each may do.
  const restoring = restoreStatements({ region, sources: [], copy: { arn: '', keyArn: '' }, dataKeyArn: '-' }).length;
  const place = ({ stacks, account }: Assembly) => ({ partition: stacks[0]?.partition ?? '', region, account });
  return [
    trustCheck(settings, 'break-glass', 'breakGlass'),
    every(
      'the break-glass role has its own policy and no other',
      { type: 'AWS::IAM::Role', where: ({ properties }) => properties.RoleName === `${name}-break-glass` },
      ({ properties }, assembly) => {
        const { partition, account } = place(assembly);
        const policy = assembly.resources.find(isBreakGlass);
        const attached = `arn:${partition}:iam::${account}:policy/«${policy?.stack}/${policy?.logicalId}»`;
        return !isDeepStrictEqual(properties.ManagedPolicyArns, [attached]) && 'has other policies than its own';
      },
    ),
    every(
      'it finds and deletes objects and models, and does nothing else but for the locked copy',
      { type: 'AWS::IAM::ManagedPolicy', where: isBreakGlass },
      ({ properties }, assembly) => {
        const { names } = assembly;
        const { partition, account } = place(assembly);
        const buckets = dataBucketsOf(settings).map((bucket) => names[bucket] ?? '');
        const kinds = ['endpoint', 'endpoint-config', 'model', 'model-package', 'model-package-group'];
        const models = kinds.map((kind) => `arn:${partition}:sagemaker:${region}:${account}:${kind}/${name}-*`);
        const { length } = statementsOf(properties);
        const wanted = 3 + (enabled.includes('protected-copy') ? restoring : 0);
        if (length !== wanted) return `has ${length} statements, not ${wanted}`;
        return lacks(properties, [
          { Effect: 'Allow', Action: ['s3:ListBucket', 's3:ListBucketVersions'], Resource: buckets },
          { Effect: 'Allow', Action: deletions, Resource: buckets.map((arn) => `${arn}/*`) },
          { Effect: 'Allow', Action: modelDeletions, Resource: models },
        ]);
      },
    ),
  ];
}
