import { type Alert, callsTo } from '../../alerts/alert.ts';
import { byHand } from '../../alerts/others.ts';
import { call } from '../../alerts/tellings.ts';

/** Using a key, and making one more, changes no key that is there. */
const uses = [
  'CreateKey',
  'Decrypt',
  'DeriveSharedSecret',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'GenerateDataKeyWithoutPlaintext',
  'GenerateMac',
  'GenerateRandom',
  'ReEncrypt',
  'Sign',
  'Verify',
  'VerifyMac',
];
const grants = ['CreateGrant', 'RetireGrant', 'RevokeGrant'];

export const alerts: Alert[] = [
  {
    id: 'key-tampering',
    severity: 'high',
    watched: true,
    description: 'Somebody changes a key by hand: its state, its policy, its alias or a grant',
    runbook: 'key-tampering',
    tells: call(['key', 'alias']),
    pattern: (scope) =>
      callsTo('kms', {
        $or: [
          { eventName: [{ 'anything-but': [...uses, ...grants] }], userIdentity: byHand(scope) },
          // Services make and retire grants for what they encrypt: AWS CloudTrail User Guide, "invokedBy".
          { eventName: grants, userIdentity: { invokedBy: [{ exists: false }] } },
        ],
      }),
  },
];
