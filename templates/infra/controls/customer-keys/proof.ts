import { isDeepStrictEqual } from 'node:util';
import { isObject, type Json, listOf } from '../../../judge/read/json.ts';
import { type Check, every, everyHas, everyStays, type Judged, lacks, statementsOf } from '../check.ts';
import { uses } from './uses-proof.ts';

/** Keys that encrypt: KMS rotates no others (AWS KMS Developer Guide, "Rotate AWS KMS keys"). */
const keys = {
  type: 'AWS::KMS::Key',
  where: ({ properties }: { properties: { KeyUsage?: unknown } }) => properties.KeyUsage !== 'SIGN_VERIFY',
  atLeast: 4,
};

const endsWith = (end: string) => (resource: { path: string }) => new RegExp(`(^|/)(${end})$`).test(resource.path);

/** One role of this account, named by the condition: a role that does not exist yet cannot stand as the principal. */
function isOneOf(account: string, condition: Json | undefined): boolean {
  const names = isObject(condition) && isObject(condition.ArnEquals) ? condition.ArnEquals['aws:PrincipalArn'] : [];
  return (
    listOf(names ?? []).length === 1 && listOf(names ?? []).every((arn) => String(arn).includes(`::${account}:role/`))
  );
}

function encryptedWith(key: string | undefined) {
  return {
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [
        { BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key } },
      ],
    },
  };
}

export function checks({ settings }: Judged): Check[] {
  return [
    ...uses(settings),
    everyHas('every key rotates each year and waits 30 days before it is gone', keys, {
      EnableKeyRotation: true,
      PendingWindowInDays: 30,
      Enabled: undefined,
      KeySpec: undefined,
    }),
    every(
      'every key of data, logs, alerts, secrets, signatures and the locked copy has a name in the console',
      {
        type: 'AWS::KMS::Key',
        where: ({ arn }, { names }) =>
          ['data-key', 'logs-key', 'alerts-key', 'secrets-key', 'signing-key', 'copy-key'].some(
            (name) => names[name] === arn,
          ),
        atLeast: 4,
      },
      ({ arn, ref }, { resources }) =>
        !resources.some(
          ({ type, properties }) =>
            type === 'AWS::KMS::Alias' && (properties.TargetKeyId === arn || properties.TargetKeyId === ref),
        ) && 'has no alias',
    ),
    everyStays('every key outlives its stack: without it data is lost', keys),
    every(
      'every key’s policy trusts this account, and services under a condition or with a deny beside it, nobody else',
      { type: 'AWS::KMS::Key', atLeast: 4 },
      ({ properties }, { account }) => {
        const all = statementsOf(properties, 'KeyPolicy');
        const isDenied = (who: unknown) =>
          all.some(
            ({ Effect, Principal, Condition }) => Effect === 'Deny' && Condition && isDeepStrictEqual(Principal, who),
          );
        const stray = all.find(({ Principal, Condition, Effect }) => {
          const principal = Principal as Record<string, string | string[]>;
          const known = principal.AWS
            ? listOf(principal.AWS).every((arn) => arn.endsWith(`:${account}:root`)) || isOneOf(account, Condition)
            : listOf(principal.Service).every((service) => /\.amazonaws\.com(\.cn)?$/.test(service));
          return Effect === 'Allow' && (!known || (!Condition && !isDenied(Principal)));
        });
        return stray && `has statement ${JSON.stringify(stray)}`;
      },
    ),
    everyHas(
      'every data bucket uses the data key, with a bucket key',
      { type: 'AWS::S3::Bucket', where: (bucket) => !endsWith('Logs|Audit|Configuration|Copy')(bucket), atLeast: 0 },
      (_, { names }) => encryptedWith(names['data-key']),
    ),
    everyHas(
      'the buckets of the trail and of AWS Config use the logs key',
      { type: 'AWS::S3::Bucket', where: endsWith('Audit|Configuration'), atLeast: 0 },
      (_, { names }) => encryptedWith(names['logs-key']),
    ),
    everyHas('every log group uses the logs key', { type: 'AWS::Logs::LogGroup', atLeast: 0 }, (_, { names }) => ({
      KmsKeyId: names['logs-key'],
    })),
    everyHas('every trail uses the logs key', { type: 'AWS::CloudTrail::Trail', atLeast: 0 }, (_, { names }) => ({
      KMSKeyId: names['logs-key'],
    })),
    everyHas(
      'every topic uses the alerts key, or a key of its own',
      { type: 'AWS::SNS::Topic', atLeast: 0 },
      ({ properties }, { names }) => ({
        KmsMasterKeyId: names[properties.TopicName === `${settings.name}-watch` ? 'watch-key' : 'alerts-key'],
      }),
    ),
    everyHas(
      'every secret uses the secrets key',
      { type: 'AWS::SecretsManager::Secret', atLeast: 0 },
      (_, { names }) => ({
        KmsKeyId: names['secrets-key'],
      }),
    ),
    every(
      'a job role lends the data key to AWS services only, for the volumes of its job',
      {
        type: 'AWS::IAM::ManagedPolicy',
        where: ({ logicalId }) => /^(Training|Processing|Evaluation|Registration|Inference)Policy/.test(logicalId),
        atLeast: 5,
      },
      ({ properties }, { names }) =>
        lacks(properties, [
          {
            Effect: 'Allow',
            Action: 'kms:CreateGrant',
            Resource: names['data-key'] ?? '',
            Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
          },
        ]),
    ),
    every(
      'every key has a name that people can find',
      { type: 'AWS::KMS::Alias', atLeast: 4 },
      ({ properties }, { names }) => {
        const key = String(properties.AliasName).split('-').at(-1);
        return !isDeepStrictEqual(properties.TargetKeyId, names[`${key}-key`]) && `names ${properties.TargetKeyId}`;
      },
    ),
  ];
}
