import type { RatchetResource } from './resources.ts';

type Properties = Record<string, unknown>;

/** Something that protects a resource. Weaker is less; a switch is 0 or 1. */
interface Protection {
  /** For a person: "versioning". */
  name: string;
  strength(properties: Properties): number;
}

/** The value at a dotted path; undefined where there is none. */
function at(properties: Properties, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Properties | undefined)?.[key], properties);
}

const isOn = (value: unknown) => (value === undefined || value === false || value === 'false' ? 0 : 1);
const given = (name: string, path: string): Protection => ({ name, strength: (all) => isOn(at(all, path)) });
const equal = (name: string, path: string, value: unknown): Protection => ({
  name,
  strength: (all) => Number(at(all, path) === value),
});
/** A number of days; what stands where none is given. */
const days = (name: string, path: string, unset: number): Protection => ({
  name,
  strength: (all) => Number(at(all, path) ?? unset),
});
const notFalse = (name: string, path: string): Protection => ({
  name,
  strength: (all) => Number(at(all, path) !== false),
});

function encryption({ BucketEncryption: given }: Properties): number {
  if (given === undefined) return 0;
  return JSON.stringify(given).includes('"aws:kms') ? 2 : 1;
}

interface Rule {
  Status?: string;
  ExpirationInDays?: number;
  NoncurrentVersionExpiration?: { NoncurrentDays?: number };
}

/** Days until a life cycle deletes the first objects; without such a rule, never. */
function lifetime(pick: (rule: Rule) => number | undefined): Protection['strength'] {
  return (all) => {
    const rules = (at(all, 'LifecycleConfiguration.Rules') ?? []) as Rule[];
    const ends = rules
      .filter(({ Status }) => Status === 'Enabled')
      .map((rule) => pick(rule) ?? Number.POSITIVE_INFINITY);
    return Math.min(Number.POSITIVE_INFINITY, ...ends);
  };
}

const block = 'PublicAccessBlockConfiguration';
const lock = 'ObjectLockConfiguration.Rule.DefaultRetention';

/** AWS CloudFormation Template Reference, the page of each type. CloudFormation takes each of these for an update without loss. */
const protections: Record<string, readonly Protection[]> = {
  'AWS::S3::Bucket': [
    equal('versioning', 'VersioningConfiguration.Status', 'Enabled'),
    { name: 'encryption', strength: encryption },
    ...['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'].map((name) =>
      given(name, `${block}.${name}`),
    ),
    given('access log', 'LoggingConfiguration'),
    { name: 'days until objects expire', strength: lifetime((rule) => rule.ExpirationInDays) },
    {
      name: 'days until old versions expire',
      strength: lifetime((rule) => rule.NoncurrentVersionExpiration?.NoncurrentDays),
    },
    given('Object Lock', 'ObjectLockEnabled'),
    equal('Object Lock in compliance mode', `${lock}.Mode`, 'COMPLIANCE'),
    days('days of Object Lock', `${lock}.Days`, 0),
    days('years of Object Lock', `${lock}.Years`, 0),
  ],
  'AWS::KMS::Key': [
    given('rotation', 'EnableKeyRotation'),
    notFalse('the key itself', 'Enabled'),
    days('days before deletion', 'PendingWindowInDays', 30),
  ],
  'AWS::Logs::LogGroup': [
    given('customer-managed key', 'KmsKeyId'),
    days('days of retention', 'RetentionInDays', Number.POSITIVE_INFINITY),
    given('protection from deletion', 'DeletionProtectionEnabled'),
  ],
  'AWS::CloudTrail::Trail': [
    given('logging', 'IsLogging'),
    given('log file validation', 'EnableLogFileValidation'),
    given('all regions', 'IsMultiRegionTrail'),
    given('global services', 'IncludeGlobalServiceEvents'),
    given('customer-managed key', 'KMSKeyId'),
  ],
  'AWS::DynamoDB::Table': [
    given('point-in-time recovery', 'PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled'),
    given('protection from deletion', 'DeletionProtectionEnabled'),
    given('encryption by KMS', 'SSESpecification.SSEEnabled'),
  ],
  'AWS::SecretsManager::Secret': [given('customer-managed key', 'KmsKeyId')],
  'AWS::SNS::Topic': [given('customer-managed key', 'KmsMasterKeyId')],
  'AWS::SQS::Queue': [given('customer-managed key', 'KmsMasterKeyId')],
  'AWS::GuardDuty::Detector': [given('detection', 'Enable')],
  'AWS::Macie::Session': [{ name: 'detection', strength: (all) => Number(at(all, 'Status') !== 'PAUSED') }],
  'AWS::SageMaker::EndpointConfig': [given('customer-managed key', 'KmsKeyId')],
};

/** Which protections of a resource are weaker afterwards, in words. */
export function weakened(before: RatchetResource, after: RatchetResource): string[] {
  const [old, now] = [before.Properties ?? {}, after.Properties ?? {}];
  return (protections[before.Type] ?? [])
    .filter((one) => one.strength(now) < one.strength(old))
    .map(({ name }) => name);
}
