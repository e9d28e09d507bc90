import { type Alert, callsTo } from '../../alerts/alert.ts';
import { anyoneBut, ownRoleNames } from '../../alerts/others.ts';
import { recordsObjects, writesObjects } from '../../alerts/recorded.ts';
import { call } from '../../alerts/tellings.ts';

/** Where it writes, below the artifacts bucket. */
export const rolePlaceOf = (name: string): string => `roles/${name}/`;

/** Jobs that somebody else starts with it are seen by the alert on every role of this project. */
export function alerts(name: string, writes: boolean): Alert[] {
  if (!writes) return [];
  return [
    {
      id: `${name}-written`,
      severity: 'high',
      description: `Somebody writes in the place of the role ${name}`,
      runbook: 'data-poisoning',
      tells: call(['bucket']),
      when: recordsObjects,
      pattern: (scope) =>
        callsTo('s3', {
          ...writesObjects,
          requestParameters: { bucketName: [scope.buckets.artifacts], key: [{ prefix: rolePlaceOf(name) }] },
          userIdentity: anyoneBut(scope, ownRoleNames(scope, [name])),
        }),
    },
  ];
}
