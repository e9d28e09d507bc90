import { type Alert, callsTo } from '../../alerts/alert.ts';
import { anyoneBut, byHand, executionRoles, ownRoleNames } from '../../alerts/others.ts';
import { call, wentThrough } from '../../alerts/tellings.ts';
import type { Settings } from '../../config.ts';

/** By name or by ARN. */
const ours = ({ name }: Settings) => [{ prefix: `${name}/` }, { wildcard: `*:secret:${name}/*` }];

export const alerts: Alert[] = [
  {
    id: 'secret-denied',
    severity: 'medium',
    description: 'Somebody tries to read a secret and is refused',
    runbook: 'secret-denied',
    tells: call([]),
    readOnlyCalls: true,
    // Any secret of the account: a refused call often has no request parameters in its event.
    pattern: () =>
      callsTo('secretsmanager', {
        eventName: ['GetSecretValue', 'BatchGetSecretValue'],
        errorCode: [{ prefix: 'AccessDenied' }],
      }),
  },
  {
    id: 'secret-read',
    severity: 'high',
    description: 'Somebody other than a job or the rotation reads a secret',
    runbook: 'secret-read',
    tells: wentThrough(['secret']),
    readOnlyCalls: true,
    pattern: (scope) =>
      callsTo('secretsmanager', {
        eventName: ['GetSecretValue', 'BatchGetSecretValue'],
        errorCode: [{ exists: false }],
        $or: [
          { requestParameters: { secretId: ours(scope.settings) } },
          { requestParameters: { secretIdList: ours(scope.settings) } },
        ],
        userIdentity: anyoneBut(scope, ownRoleNames(scope, ['processing', 'rotation'])),
      }),
  },
  {
    id: 'secret-tampering',
    severity: 'high',
    description: 'Somebody writes, copies or deletes a secret by hand, or changes its policy or rotation',
    runbook: 'secret-tampering',
    tells: call(['secret']),
    pattern: (scope) =>
      callsTo('secretsmanager', {
        eventName: [{ 'anything-but': ['GetSecretValue', 'BatchGetSecretValue', 'ValidateResourcePolicy'] }],
        requestParameters: { secretId: ours(scope.settings) },
        userIdentity: anyoneBut(scope, [...executionRoles(scope), ...ownRoleNames(scope, ['rotation'])]),
      }),
  },
  {
    id: 'function-tampering',
    severity: 'high',
    description: 'Somebody changes a function of this repository by hand, or gives one a role of it',
    runbook: 'function-tampering',
    tells: call(['function']),
    // Event names of Lambda end in a version: AWS Lambda Developer Guide, "Logging Lambda API calls using CloudTrail".
    pattern: (scope) => {
      const { name } = scope.settings;
      const arn = { wildcard: `*:function:${name}-*` };
      return callsTo('lambda', {
        userIdentity: byHand(scope),
        requestParameters: {
          $or: [
            { functionName: [{ prefix: `${name}-` }, arn] },
            { resource: [arn] },
            { resourceArn: [arn] },
            { role: [{ wildcard: `*:role/${name}-*` }] },
          ],
        },
      });
    },
  },
  {
    id: 'parameter-change',
    severity: 'high',
    description: 'Somebody changes by hand a parameter of the workload, which names images, roles and buckets',
    runbook: 'parameter-change',
    tells: call(['name']),
    pattern: (scope) => {
      const ours = [{ prefix: `/${scope.settings.name}/` }, { wildcard: `*:parameter/${scope.settings.name}/*` }];
      return callsTo('ssm', {
        userIdentity: byHand(scope),
        requestParameters: {
          $or: [{ name: ours }, { names: ours }, { resourceId: ours }, { resourceArn: ours }],
        },
      });
    },
  },
];
