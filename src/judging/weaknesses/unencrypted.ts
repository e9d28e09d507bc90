import type { Resource } from '../../../templates/judge/read/assembly.ts';
import { isObject, type Json, type JsonObject, listOf } from '../../../templates/judge/read/json.ts';
import { asText } from '../../shape/text.ts';
import { at } from './property.ts';
import { type Looked, type Weakness, weakness } from './weakness.ts';

/**
 * Types that AWS leaves unencrypted where their templates say nothing, with the property that has to be true or set (the page of
 * each type in the CloudFormation Template Reference). Not here: what AWS always encrypts, as S3 since January 2023 (Amazon S3
 * User Guide, "Setting default server-side encryption behavior"), DynamoDB and CloudWatch Logs.
 */
const atRest: Record<string, string> = {
  'AWS::DAX::Cluster': 'SSESpecification.SSEEnabled',
  'AWS::DocDB::DBCluster': 'StorageEncrypted',
  'AWS::EC2::Volume': 'Encrypted',
  'AWS::EFS::FileSystem': 'Encrypted',
  'AWS::ElastiCache::ReplicationGroup': 'AtRestEncryptionEnabled',
  'AWS::Elasticsearch::Domain': 'EncryptionAtRestOptions.Enabled',
  'AWS::Kinesis::Stream': 'StreamEncryption',
  'AWS::Neptune::DBCluster': 'StorageEncrypted',
  'AWS::OpenSearchService::Domain': 'EncryptionAtRestOptions.Enabled',
  'AWS::RDS::DBCluster': 'StorageEncrypted',
  'AWS::RDS::DBInstance': 'StorageEncrypted',
  'AWS::Redshift::Cluster': 'Encrypted',
  'AWS::SNS::Topic': 'KmsMasterKeyId',
  'AWS::WorkSpaces::Workspace': 'RootVolumeEncryptionEnabled',
};

/** Whether a value is there: an empty name is that of nothing. */
const isGiven = (value: Json | undefined): boolean => value !== undefined && value !== '';

/** Where the storage is not the resource's own: a cluster's, or that of what it is restored from. */
const inherits = [
  'DBClusterIdentifier',
  'SnapshotIdentifier',
  'DBSnapshotIdentifier',
  'SourceDBInstanceIdentifier',
  'SourceDBClusterIdentifier',
  'SnapshotId',
];

const inTransit: Record<string, (properties: JsonObject) => string | undefined> = {
  'AWS::ElastiCache::ReplicationGroup': ({ TransitEncryptionEnabled }) =>
    isOn(TransitEncryptionEnabled) ? undefined : 'TransitEncryptionEnabled',
  'AWS::ElasticLoadBalancing::LoadBalancer': ({ Listeners }) =>
    listOf(Listeners).some((each) => isObject(each) && /^http$/i.test(asText(each.Protocol)))
      ? 'Protocol HTTP'
      : undefined,
  'AWS::ElasticLoadBalancingV2::Listener': (listener) =>
    listener.Protocol === 'HTTP' &&
    !listOf(listener.DefaultActions).some((each) => isObject(each) && each.Type === 'redirect')
      ? 'Protocol HTTP'
      : undefined,
  'AWS::CloudFront::Distribution': ({ DistributionConfig: config }) =>
    isObject(config) && [config.DefaultCacheBehavior, ...listOf(config.CacheBehaviors)].some(takesAll)
      ? 'ViewerProtocolPolicy allow-all'
      : undefined,
};

const takesAll = (behavior: unknown) => isObject(behavior) && behavior.ViewerProtocolPolicy === 'allow-all';
const isOn = (value: Json | undefined): boolean => isObject(value) || (isGiven(value) && asText(value) !== 'false');

/** Disks that an instance or a template of instances starts with, and that no snapshot decides about. */
function disks({ type, properties }: Resource): string[] {
  const data = type === 'AWS::EC2::LaunchTemplate' ? properties.LaunchTemplateData : properties;
  if (!/^AWS::(EC2::(Instance|LaunchTemplate)|AutoScaling::LaunchConfiguration)$/.test(type) || !isObject(data))
    return [];
  return listOf(data.BlockDeviceMappings).flatMap((each) => {
    if (!isObject(each) || !isObject(each.Ebs)) return [];
    const disk = each.Ebs;
    return !isOn(disk.Encrypted) && !isGiven(disk.SnapshotId) ? [`the disk ${asText(each.DeviceName)}`] : [];
  });
}

export function unencrypted({ assembly: { resources }, asked }: Looked): Weakness[] {
  return resources.flatMap((written) => {
    const resource = asked.of(written);
    const { type, properties } = resource;
    const property = atRest[type];
    const queue =
      type === 'AWS::SQS::Queue' && asText(properties.SqsManagedSseEnabled) === 'false' && !properties.KmsMasterKeyId;
    const clear = [
      ...(property && !isOn(at(properties, property)) && !inherits.some((name) => isGiven(properties[name]))
        ? [`is not encrypted at rest: ${property} is not set`]
        : []),
      ...(queue ? ['is not encrypted at rest: SqsManagedSseEnabled is false'] : []),
      ...disks(resource).map((disk) => `${disk} is not encrypted`),
      ...[inTransit[type]?.(properties) ?? []].flat().map((why) => `is reached without encryption: ${why}`),
    ];
    const fix = 'Turn encryption on. That replaces most types of resources, so plan how to move their data.';
    return clear.map((what) => weakness('unencrypted', resource, `${type} ${what}`, fix, what));
  });
}
