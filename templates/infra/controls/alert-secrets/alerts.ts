import { type Alert, callsTo } from '../../alerts/alert.ts';

export const alerts: Alert[] = [
  {
    id: 'secret-denied',
    severity: 'medium',
    description: 'Somebody tries to read a secret and is refused',
    runbook: 'secret-denied',
    readOnlyCalls: true,
    // Any secret of the account: a refused call often has no request parameters in its event.
    pattern: () =>
      callsTo('secretsmanager', {
        eventName: ['GetSecretValue', 'BatchGetSecretValue'],
        errorCode: [{ prefix: 'AccessDenied' }],
      }),
  },
  {
    id: 'secret-tampering',
    severity: 'high',
    description: 'A secret is deleted, or its policy or rotation changes',
    runbook: 'secret-tampering',
    pattern: ({ settings: { name } }) =>
      callsTo('secretsmanager', {
        eventName: ['DeleteSecret', 'PutResourcePolicy', 'DeleteResourcePolicy', 'CancelRotateSecret'],
        // By name or by ARN.
        requestParameters: { secretId: [{ prefix: `${name}/` }, { wildcard: `*:secret:${name}/*` }] },
      }),
  },
  {
    id: 'parameter-change',
    severity: 'medium',
    description: 'A parameter of the workload is written or deleted',
    runbook: 'parameter-change',
    pattern: ({ settings: { name } }) =>
      callsTo('ssm', {
        $or: [
          { eventName: ['PutParameter', 'DeleteParameter'], requestParameters: { name: [{ prefix: `/${name}/` }] } },
          { eventName: ['DeleteParameters'], requestParameters: { names: [{ prefix: `/${name}/` }] } },
        ],
      }),
  },
];
