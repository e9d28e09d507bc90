import { partitionOf } from '../../judge/place.ts';
import type { Settings } from '../config.ts';
import { tierFacts } from '../tiers.ts';

/** Does a trail of this repository record calls on objects? Another trail may or may not. */
export function recordsObjects({ trail, sensitivity }: Settings): boolean {
  return trail === 'create' && tierFacts[sensitivity].dataEvents !== 'none';
}

/** Calls that write objects. Deletions have an alert of their own. */
export const writesObjects = {
  readOnly: [false],
  eventName: [{ 'anything-but': ['DeleteObject', 'DeleteObjects', 'AbortMultipartUpload'] }],
};

/**
 * Services with an endpoint in the jobs' network whose refusals a trail can record: what the policy of an endpoint denies
 * is in no management event. AWS CloudTrail User Guide, "Logging network activity events"; sts, ecr, logs and ssm are not
 * among them.
 */
export const refusing = ['kms', 's3', 'sagemaker', 'secretsmanager'];

/** Does a trail of this repository record what endpoints refuse? The guide names the commercial regions alone. */
export function recordsRefusals({ trail, network, region }: Settings): boolean {
  return trail === 'create' && network !== 'none' && partitionOf(region).partition === 'aws';
}
