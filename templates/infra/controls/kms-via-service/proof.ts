import type { KeyName } from '../../foundation.ts';
import { type Check, every, type Judged, lacks } from '../check.ts';
import { directUse, keyUses, servicesOf } from './denies.ts';

export function checks({ settings }: Judged): Check[] {
  const { region } = settings;
  return (Object.entries(servicesOf) as [KeyName, string[]][]).map(([key, services]) =>
    every(
      `the ${key} key is used through ${services.join(', ')} only`,
      {
        type: 'AWS::KMS::Key',
        where: ({ stack, logicalId }, { names }) =>
          names[`${key}-key`]?.endsWith(`key/«${stack}/${logicalId}»`) === true,
      },
      ({ properties }, { account }) =>
        lacks(
          properties,
          [
            {
              Effect: 'Deny',
              Principal: { AWS: '*' },
              Action: keyUses,
              Resource: '*',
              Condition: directUse(services, region, account),
            },
          ],
          'KeyPolicy',
        ),
    ),
  );
}
