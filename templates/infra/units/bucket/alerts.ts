import { type Alert, callsTo } from '../../alerts/alert.ts';
import { anyoneBut, ownRoleNames } from '../../alerts/others.ts';
import { recordsObjects, writesObjects } from '../../alerts/recorded.ts';
import { call } from '../../alerts/tellings.ts';

/** Deleting from it, and changing how it is protected, are seen by the alerts on every data bucket. */
export function alerts(name: string, writers: string[]): Alert[] {
  return [
    {
      id: `${name}-written`,
      severity: 'high',
      description: `Somebody writes into the bucket ${name} who is not among its writers`,
      runbook: 'data-poisoning',
      tells: call(['bucket']),
      when: recordsObjects,
      pattern: (scope) =>
        callsTo('s3', {
          ...writesObjects,
          // Whatever names an object: calls on the bucket itself are another alert's.
          requestParameters: { bucketName: [scope.buckets[name]], key: [{ prefix: '' }] },
          ...(writers.length > 0 && { userIdentity: anyoneBut(scope, ownRoleNames(scope, writers)) }),
        }),
    },
  ];
}
