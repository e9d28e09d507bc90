import { mayAsk } from '../../../templates/judge/compare/asking.ts';
import type { Resource } from '../../../templates/judge/read/assembly.ts';
import { isObject } from '../../../templates/judge/read/json.ts';
import { arnOf } from '../../../templates/judge/read/model-names.ts';
import { asText } from '../../shape/text.ts';
import { type Looked, resourceAt, type Weakness, weakness } from './weakness.ts';

/** What records who did what, and the requests that end it. CloudTrail User Guide, "Security best practices in AWS CloudTrail". */
const recorders: Record<string, { actions: string[] }> = {
  'AWS::CloudTrail::Trail': { actions: ['cloudtrail:StopLogging', 'cloudtrail:DeleteTrail'] },
  'AWS::GuardDuty::Detector': { actions: ['guardduty:DeleteDetector'] },
};

const bucketsOf = ({ type, properties }: Resource): unknown[] => {
  if (type === 'AWS::CloudTrail::Trail') return [properties.S3BucketName];
  if (type === 'AWS::Config::DeliveryChannel') return [properties.S3BucketName];
  if (type === 'AWS::EC2::FlowLog')
    return [asText(properties.LogDestination).replace(/^arn:[^:]*:s3:::([^/]+).*$/, '$1')];
  if (type === 'AWS::S3::Bucket' && isObject(properties.LoggingConfiguration))
    return [properties.LoggingConfiguration.DestinationBucketName];
  return [];
};

/** Buckets that logs of the templates lie in. */
function logBuckets(resources: Resource[]): Resource[] {
  const named = new Set(resources.flatMap(bucketsOf).filter(Boolean).map(asText));
  return resources.filter(({ type, ref }) => type === 'AWS::S3::Bucket' && named.has(ref));
}

function hasVersions({ properties }: Resource): boolean {
  const versions = properties.VersioningConfiguration;
  return (isObject(versions) && versions.Status === 'Enabled') || asText(properties.ObjectLockEnabled) === 'true';
}

const fix =
  'Protect it: Object Lock or versioning on the bucket, Retain, and no permission to delete for everyday roles.';

/** Logs that a deleted stack takes along, and roles that may stop a trail or delete what it wrote. */
export function deletableEvidence({ assembly, model, asked }: Looked): Weakness[] {
  const { resources } = assembly;
  const buckets = logBuckets(resources);
  const logs = buckets.flatMap((bucket) => [
    ...(hasVersions(asked.of(bucket))
      ? []
      : [
          weakness(
            'deletable-evidence',
            bucket,
            'holds logs, and has neither Object Lock nor versions',
            fix,
            'versions',
          ),
        ]),
    ...(bucket.deletionPolicy?.startsWith('Retain')
      ? []
      : [weakness('deletable-evidence', bucket, 'holds logs, and goes with its stack once it is empty', fix, 'stays')]),
  ]);
  const unvalidated = resources
    .filter(
      (resource) =>
        resource.type === 'AWS::CloudTrail::Trail' &&
        asText(asked.of(resource).properties.EnableLogFileValidation) !== 'true',
    )
    .map((trail) =>
      weakness(
        'deletable-evidence',
        trail,
        'a changed log file of the trail is not noticed',
        'Set EnableLogFileValidation.',
      ),
    );
  const targets = [
    ...buckets.map((bucket) => ({
      resource: bucket,
      actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
      end: '/x',
    })),
    ...resources.flatMap((resource) => {
      const recorder = recorders[resource.type];
      return recorder ? [{ resource, actions: recorder.actions, end: '' }] : [];
    }),
  ];
  const who = model.principals.flatMap(({ arn, name, account }) => {
    const found = targets.flatMap(({ resource, actions, end }) => {
      const target = arnOf(resource);
      const may = actions.filter((action) => target && mayAsk(model, arn, action, `${target}${end}`, [], {}, account));
      return may.length > 0 ? [{ may, on: resource.logicalId }] : [];
    });
    if (found.length === 0) return [];
    const actions = [...new Set(found.flatMap(({ may }) => may))];
    const on = [...new Set(found.map((each) => each.on))].sort();
    const place = resourceAt(assembly, (resource) => arnOf(resource) === arn);
    return [
      weakness('deletable-evidence', place, `${name} may ${actions.join(', ')} on ${on.join(', ')}`, fix, [
        actions,
        on,
      ]),
    ];
  });
  return [...logs, ...unvalidated, ...who];
}
