import { type Check, every, everyHas, everyStays, lacks, policyOf } from '../check.ts';

const keys = {
  type: 'AWS::KMS::Key',
  where: ({ properties }: { properties: { KeyUsage?: unknown } }) => properties.KeyUsage === 'SIGN_VERIFY',
};

export function checks(): Check[] {
  return [
    everyHas('the key signs, and does nothing else', keys, {
      KeySpec: 'ECC_NIST_P256',
      KeyUsage: 'SIGN_VERIFY',
      PendingWindowInDays: 30,
      Enabled: undefined,
    }),
    everyStays('the key outlives its stack: without it no evaluation can be checked', keys),
    every('evaluation signs a digest with it', policyOf('Evaluation'), ({ properties }, { names }) =>
      lacks(properties, [
        {
          Effect: 'Allow',
          Action: 'kms:Sign',
          Resource: names['signing-key'] ?? '',
          Condition: { StringEquals: { 'kms:SigningAlgorithm': 'ECDSA_SHA_256', 'kms:MessageType': 'DIGEST' } },
        },
      ]),
    ),
    every('registration checks what it signed', policyOf('Registration'), ({ properties }, { names }) =>
      lacks(properties, [{ Effect: 'Allow', Action: 'kms:Verify', Resource: names['signing-key'] ?? '' }]),
    ),
  ];
}
