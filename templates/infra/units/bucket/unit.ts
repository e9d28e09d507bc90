import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import { acknowledge } from '../../acknowledge.ts';
import { makeAlerts } from '../../alerts/rule.ts';
import { constructId } from '../../alerts/scope.ts';
import type { DataBucket, Foundation } from '../../foundation.ts';
import { unitPolicyOf } from '../../policies/of-units.ts';
import { rolesOfUnits } from '../../policies/roles.ts';
import { addDataBucket } from '../../stacks/data.ts';
import { alerts } from './alerts.ts';

/** unit.json of a bucket: which roles read and write it, and `create` or the name of one that exists. */
interface BucketUnit {
  name: string;
  readers: string[];
  writers: string[];
  bucket: string;
}

export function apply(foundation: Foundation, { name, bucket }: BucketUnit): void {
  const { bucketName } = addDataBucket(foundation, name, bucket);
  new CfnParameter(foundation.training, `Parameter${constructId(name)}Bucket`, {
    name: `/${foundation.settings.name}/resources/${name}-bucket`,
    type: 'String',
    value: bucketName,
  });
}

const read = (sid: string, arn: string) => [
  new PolicyStatement({ sid: `${sid}List`, actions: ['s3:ListBucket'], resources: [arn] }),
  new PolicyStatement({ sid: `${sid}Read`, actions: ['s3:GetObject'], resources: [`${arn}/*`] }),
];

/** After the controls: a rule needs the queue that keeps what could not be sent. */
export function close(foundation: Foundation, { name, readers, writers }: BucketUnit): void {
  const { arn } = foundation.buckets[name] as DataBucket;
  const sid = constructId(name);
  const give = (role: string, ...statements: PolicyStatement[]) => {
    if (!foundation.roles[role]) {
      throw new Error(
        `infra/units/${name}: it names the role "${role}", which is not there: secure-ml add role ${role}`,
      );
    }
    // A unit's role has one policy, and its proof says so.
    const own = rolesOfUnits(foundation.settings).includes(role) ? foundation.roles[role]?.policy : undefined;
    const policy = own ?? unitPolicyOf(foundation, role);
    policy.addStatements(...statements);
    // Finding objects names the bucket alone.
    if (role !== 'operator') {
      acknowledge(policy, 'AwsSolutions-IAM5[Resource::…/*]', 'Every object of a bucket that is there for it');
    }
  };
  for (const role of [...readers, 'engineer']) give(role, ...read(sid, arn));
  for (const role of writers) {
    give(
      role,
      new PolicyStatement({
        sid: `${sid}Write`,
        // There is no s3:DeleteObject: versioning keeps what an overwrite replaces.
        actions: ['s3:PutObject', 's3:AbortMultipartUpload'],
        resources: [`${arn}/*`],
      }),
    );
  }
  give(
    'operator',
    new PolicyStatement({ sid: `${sid}Find`, actions: ['s3:ListBucket', 's3:ListBucketVersions'], resources: [arn] }),
  );
  makeAlerts(foundation, alerts(name, writers));
}
