import { alertChecks } from '../../alerts/check.ts';
import { type Check, every, everyHas, type Judged, lacks } from '../check.ts';
import { alerts } from './alerts.ts';
import samples from './events.json' with { type: 'json' };
import { macieReads } from './role.ts';

export function checks({ settings }: Judged): Check[] {
  return [
    everyHas(
      'Macie is on',
      { type: 'AWS::Macie::Session', atLeast: settings.macie === 'create' ? 1 : 0 },
      { Status: 'ENABLED', FindingPublishingFrequency: 'FIFTEEN_MINUTES' },
    ),
    every(
      'Macie alone may decrypt by the key’s policy, and only what it reads through S3',
      {
        type: 'AWS::KMS::Key',
        where: ({ stack, logicalId }, { names }) => names['data-key']?.endsWith(`key/«${stack}/${logicalId}»`) === true,
        atLeast: 0,
      },
      ({ properties }, { account, stacks }) =>
        lacks(
          properties,
          [
            {
              Effect: 'Allow',
              Principal: { AWS: '*' },
              Action: 'kms:Decrypt',
              Resource: '*',
              Condition: macieReads({ partition: stacks[0]?.partition ?? '', region: settings.region, account }),
            },
          ],
          'KeyPolicy',
        ),
    ),
    ...alertChecks(alerts, samples, settings),
  ];
}
