import { type IPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { deletions, freshness, modelDeletions } from './rights.ts';

export function freshTrust(principals: IPrincipal[]): PolicyStatement {
  return new PolicyStatement({ sid: 'FreshMfa', principals, actions: ['sts:AssumeRole'], conditions: freshness });
}

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
