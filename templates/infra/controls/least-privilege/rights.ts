import { type JsonObject, listOf } from '../../../judge/read/json.ts';
import type { DataBucketName, Settings } from '../../config.ts';

type Prefixes = Partial<Record<DataBucketName, string[]>>;

/** What a role does with data, by bucket and prefix. */
export interface DataRights {
  read: Prefixes;
  write: Prefixes;
}

/** Written apart from infra/policies, which makes the policies: a slip there does not carry over to its proof. */
export const dataRights: Record<string, DataRights> = {
  processing: { read: { raw: ['train/'], artifacts: ['code/'] }, write: { processed: ['train/', 'holdout/'] } },
  training: { read: { processed: ['train/'], artifacts: ['code/'] }, write: { artifacts: ['training/NAME-'] } },
  evaluation: {
    read: { processed: ['holdout/'], artifacts: ['training/', 'code/'] },
    write: { artifacts: ['models/'] },
  },
  registration: { read: { artifacts: ['models/', 'code/'] }, write: {} },
  inference: { read: { artifacts: ['models/'] }, write: {} },
};

/** A statement on nothing but resources of one unit: its kind's proof and its rows say of those who has them. */
export function isOfUnit({ Resource }: JsonObject, names: Record<string, string>, { units }: Settings): boolean {
  const arns = units.flatMap(({ name }) => names[name] ?? []);
  const resources = listOf(Resource ?? []).map(String);
  return resources.length > 0 && resources.every((it) => arns.some((arn) => it === arn || it.startsWith(`${arn}/`)));
}

/** Where jobs are a pipeline's, their code comes with the deployment and not from the artifacts bucket. */
export function withoutCode({ read, write }: DataRights): DataRights {
  const { artifacts = [], ...rest } = read;
  const kept = artifacts.filter((prefix) => prefix !== 'code/');
  return { read: { ...rest, ...(kept.length > 0 && { artifacts: kept }) }, write };
}

/** The one archive of a pipeline's code, and no other object beside it. */
export function codeRights(names: Record<string, string>): JsonObject[] {
  const { 'pipeline-code': archive, 'pipeline-assets': bucket } = names;
  if (!archive || !bucket) return [];
  const key = archive.slice(bucket.length + 1);
  return [
    {
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: bucket,
      Condition: { StringEquals: { 's3:prefix': key } },
    },
    { Effect: 'Allow', Action: 's3:GetObject', Resource: archive },
  ];
}

const below = (arn: string, prefixes: string[]) => prefixes.map((prefix) => `${arn}/${prefix}*`);

/** The statements that give these rights and no others; `names` has the buckets' ARNs. */
export function rightsOn(names: Record<string, string>, { read, write }: DataRights, project: string): JsonObject[] {
  const of = (prefixes: Prefixes) =>
    Object.entries(prefixes).map(
      ([bucket, list]) => [names[bucket] ?? '', list.map((prefix) => prefix.replace('NAME', project))] as const,
    );
  const list = of(read).map(
    ([arn, prefixes]): JsonObject => ({
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: arn,
      Condition: { StringLike: { 's3:prefix': prefixes.map((prefix) => `${prefix}*`) } },
    }),
  );
  const get = of(read).map(
    ([arn, prefixes]): JsonObject => ({ Effect: 'Allow', Action: 's3:GetObject', Resource: below(arn, prefixes) }),
  );
  const put = of(write).map(
    ([arn, prefixes]): JsonObject => ({
      Effect: 'Allow',
      Action: ['s3:PutObject', 's3:AbortMultipartUpload'],
      Resource: below(arn, prefixes),
    }),
  );
  return [...list, ...get, ...put];
}
