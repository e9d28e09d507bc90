import { ManagedPolicy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import { acknowledge } from '../../acknowledge.ts';
import { makeAlerts } from '../../alerts/rule.ts';
import { constructId } from '../../alerts/scope.ts';
import type { DataBucketName } from '../../config.ts';
import { letIntoNetwork } from '../../controls/network/interfaces.ts';
import { type Foundation, name as nameIn } from '../../foundation.ts';
import { imageRepositories } from '../../images.ts';
import { jobBasics, logsOf, readPrefixes, writePrefixes } from '../../policies/jobs.ts';
import { unitPolicyOf } from '../../policies/of-units.ts';
import { sagemakerOf } from '../../stacks/training.ts';
import { alerts, rolePlaceOf } from './alerts.ts';

/** unit.json of a role: what runs with it, the prefixes that it reads (BUCKET/PREFIX/), and whether it writes. */
interface RoleUnit {
  name: string;
  runs: 'processing' | 'training';
  reads: string[];
  writes: boolean;
}

export function apply({ training, settings, roles }: Foundation, { name, runs }: RoleUnit): void {
  const policy = new ManagedPolicy(training, `${constructId(name)}Policy`);
  const role = new Role(training, `${constructId(name)}Role`, {
    roleName: `${settings.name}-${name}`,
    description: `Runs ${runs} jobs of its own`,
    assumedBy: sagemakerOf(training.account),
    managedPolicies: [policy],
  });
  nameIn(training, { [name]: role.roleArn });
  roles[name] = { role, policy };
  new CfnParameter(training, `Parameter${constructId(name)}Role`, {
    name: `/${settings.name}/resources/${name}-role`,
    type: 'String',
    value: role.roleArn,
  });
}

/** After the controls: the key and the network are theirs. */
export function close(foundation: Foundation, { name, runs, reads, writes }: RoleUnit): void {
  const { training, settings, roles, buckets, keys, network } = foundation;
  const { partition, region, account } = training;
  const { role, policy } = roles[name] as Foundation['roles'][string];
  const place = { partition, region, account, project: settings.name };
  const repositories = [
    `arn:${partition}:ecr:${region}:${account}:repository/${settings.name}-*`,
    ...Object.values(imageRepositories(settings.region)),
  ];
  const prefixesIn = (bucket: DataBucketName) =>
    reads.flatMap((path) => (path.startsWith(`${bucket}/`) ? [path.slice(bucket.length + 1)] : []));
  policy.addStatements(
    ...jobBasics({ ...place, repositories, logs: logsOf[runs].map((of) => of(settings.name)) }),
    ...(['raw', 'processed', 'artifacts'] as const).flatMap((bucket) => {
      const prefixes = prefixesIn(bucket);
      const title = `${bucket[0]?.toUpperCase()}${bucket.slice(1)}`;
      return prefixes.length > 0 ? readPrefixes(title, buckets[bucket].arn, prefixes) : [];
    }),
    ...(writes ? writePrefixes('Own', buckets.artifacts.arn, [rolePlaceOf(name)]) : []),
  );
  if (network) letIntoNetwork(foundation, network, role);
  if (keys.data) {
    const resources = [keys.data.keyArn];
    policy.addStatements(
      new PolicyStatement({
        sid: 'UseDataKey',
        actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
        resources,
      }),
      new PolicyStatement({
        sid: 'LendDataKeyToVolumes',
        actions: ['kms:CreateGrant'],
        resources,
        // AWS KMS Developer Guide, "kms:GrantIsForAWSResource".
        conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
      }),
    );
  }
  if (reads.length > 0 || writes) {
    acknowledge(policy, 'AwsSolutions-IAM5[Resource::…/*]', 'Objects below one prefix, or names below one path');
  }
  acknowledge(policy, 'AwsSolutions-IAM5[Resource::…-*]', "Names and prefixes that begin with the project's");
  acknowledge(
    policy,
    'AwsSolutions-IAM5[Resource::*]',
    'Calls that take no resource; the namespace limits the metrics',
  );
  acknowledge(policy, 'AwsSolutions-IAM5[Resource::…:repository/…]', "This project's own image repositories");
  unitPolicyOf(foundation, 'engineer').addStatements(
    new PolicyStatement({
      sid: `Pass${constructId(name)}Role`,
      actions: ['iam:PassRole'],
      resources: [role.roleArn],
      conditions: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
    }),
  );
  makeAlerts(foundation, alerts(name, writes));
}
