import { partitionOf } from '../../judge/place.ts';
import type { DataBucketName, Settings } from '../config.ts';

/** What goes into the copy: what people bring, and the models that evaluation let through. The rest is made from them again. */
const copied: { bucket: DataBucketName; prefix: string }[] = [
  { bucket: 'raw', prefix: 'train/' },
  { bucket: 'artifacts', prefix: 'models/' },
];

/** Of buckets that this repository makes: another owner's says itself where its objects go. */
export function copiedFrom({ buckets }: Settings) {
  return copied.filter(({ bucket }) => buckets[bucket] === 'create');
}

/** As a template has it. */
export interface CopyStatement {
  Sid: string;
  Effect: 'Allow' | 'Deny';
  Action: string[];
  Resource: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

/** KMS names the service with amazonaws.com; in China it may have the partition's own suffix (controls/kms-via-service). */
export function throughS3(region: string): Record<string, Record<string, string[]>> {
  const suffixes = [...new Set(['amazonaws.com', partitionOf(region).suffix])];
  return { StringEquals: { 'kms:ViaService': suffixes.map((suffix) => `s3.${region}.${suffix}`) } };
}

/** From where to where. */
export interface Copying {
  region: string;
  sources: { arn: string; prefix: string }[];
  copy: { arn: string; keyArn: string };
  /** None where another owner keeps the data's key. */
  dataKeyArn: string | undefined;
}

/** What the break-glass role puts back: it reads the copy, and writes where the objects came from. */
export function restoreStatements({ region, sources, copy, dataKeyArn }: Copying): CopyStatement[] {
  const allow = { Effect: 'Allow' as const };
  const key = (Sid: string, Action: string[], Resource: string): CopyStatement => ({
    ...allow,
    Sid,
    Action,
    Resource,
    Condition: throughS3(region),
  });
  return [
    { ...allow, Sid: 'FindCopies', Action: ['s3:ListBucket', 's3:ListBucketVersions'], Resource: copy.arn },
    { ...allow, Sid: 'ReadCopies', Action: ['s3:GetObject', 's3:GetObjectVersion'], Resource: `${copy.arn}/*` },
    key('DecryptCopies', ['kms:Decrypt'], copy.keyArn),
    {
      ...allow,
      Sid: 'PutBack',
      Action: ['s3:PutObject'],
      Resource: sources.map(({ arn, prefix }) => `${arn}/${prefix}*`),
    },
    ...(dataKeyArn ? [key('EncryptWhatIsPutBack', ['kms:GenerateDataKey'], dataKeyArn)] : []),
  ];
}
