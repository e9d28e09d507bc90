import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { deletions, modelDeletions } from './rights.ts';

/** What deletion needs: finding an object and its versions, and deleting them. It reads no data. */
export function deletionStatements(bucketArns: string[], models: string[]): PolicyStatement[] {
  return [
    new PolicyStatement({
      sid: 'FindObjects',
      actions: ['s3:ListBucket', 's3:ListBucketVersions'],
      resources: bucketArns,
    }),
    new PolicyStatement({
      sid: 'DeleteObjects',
      actions: deletions,
      resources: bucketArns.map((arn) => `${arn}/*`),
    }),
    new PolicyStatement({ sid: 'DeleteModels', actions: modelDeletions, resources: models }),
  ];
}
