import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import { acknowledge } from '../../acknowledge.ts';
import { makeAlerts } from '../../alerts/rule.ts';
import type { Foundation } from '../../foundation.ts';
import type { JobRole } from '../../policies/roles.ts';
import { addDataBucket } from '../../stacks/data.ts';
import { alerts } from './alerts.ts';

/** unit.json of a bucket: which roles read and write it, and `create` or the name of one that exists. */
interface BucketUnit {
  name: string;
  readers: JobRole[];
  writers: JobRole[];
  bucket: string;
}

export function apply(foundation: Foundation, { name, readers, writers, bucket }: BucketUnit): void {
  const { arn, bucketName } = addDataBucket(foundation, name, bucket);
  const sid = name.replace(/(^|-)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase());
  new CfnParameter(foundation.training, `Parameter${sid}Bucket`, {
    name: `/${foundation.settings.name}/resources/${name}-bucket`,
    type: 'String',
    value: bucketName,
  });
  for (const role of readers) {
    const { policy } = foundation.roles[role];
    policy.addStatements(
      new PolicyStatement({ sid: `${sid}List`, actions: ['s3:ListBucket'], resources: [arn] }),
      new PolicyStatement({ sid: `${sid}Read`, actions: ['s3:GetObject'], resources: [`${arn}/*`] }),
    );
    acknowledge(policy, 'AwsSolutions-IAM5[Resource::…/*]', `Every object of the bucket ${name}`);
  }
  for (const role of writers) {
    const { policy } = foundation.roles[role];
    policy.addStatements(
      new PolicyStatement({
        sid: `${sid}Write`,
        // There is no s3:DeleteObject: versioning keeps what an overwrite replaces.
        actions: ['s3:PutObject', 's3:AbortMultipartUpload'],
        resources: [`${arn}/*`],
      }),
    );
    acknowledge(policy, 'AwsSolutions-IAM5[Resource::…/*]', `Every object of the bucket ${name}`);
  }
}

/** After the controls: a rule needs the queue that keeps what could not be sent. */
export function close(foundation: Foundation, { name, writers }: BucketUnit): void {
  makeAlerts(foundation, alerts(name, writers));
}
