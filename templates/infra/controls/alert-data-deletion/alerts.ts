import { type Alert, callsTo, type EventPattern } from '../../alerts/alert.ts';
import { recordsObjects } from '../../alerts/recorded.ts';
import { call, objectEvent } from '../../alerts/tellings.ts';

/**
 * S3's own events need no trail. They name the object, not the person; what a life cycle deletes is left out.
 * Amazon S3 User Guide, "EventBridge event message structure".
 */
function objectsDeleted(names: string[]): EventPattern {
  return {
    source: ['aws.s3'],
    'detail-type': ['Object Deleted'],
    detail: { bucket: { name: names }, reason: [{ 'anything-but': ['Lifecycle Expiration'] }] },
  };
}

export const alerts: Alert[] = [
  {
    id: 'data-deletion',
    severity: 'high',
    description: 'Somebody deletes data or models',
    runbook: 'data-deletion',
    tells: call(['bucket']),
    when: recordsObjects,
    // DeleteObjects carries no object names: the access logs have them.
    pattern: ({ buckets }) =>
      callsTo('s3', {
        eventName: ['DeleteObject', 'DeleteObjects'],
        requestParameters: { bucketName: Object.values(buckets) },
      }),
  },
  {
    id: 'object-deletion',
    severity: 'high',
    description: 'Data or models are deleted',
    runbook: 'data-deletion',
    tells: objectEvent,
    when: (settings) => !recordsObjects(settings),
    pattern: ({ buckets }) => objectsDeleted(Object.values(buckets)),
  },
  {
    id: 'evidence-deletion',
    severity: 'high',
    description: 'Files of the trail, access logs or the locked copy are deleted before their time',
    runbook: 'data-deletion',
    tells: objectEvent,
    pattern: ({ logBuckets }) => objectsDeleted(logBuckets),
  },
];
