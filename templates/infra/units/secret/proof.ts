import { unitAlertChecks } from '../../alerts/of-unit.ts';
import { type Check, everyHas, everyStays, type Judged } from '../../controls/check.ts';
import type { Unit } from '../../units.ts';
import events from './events.json' with { type: 'json' };

/** That it refuses everyone but its readers is checked by the control secrets, of every secret. */
export function checks(judged: Judged, unit: Unit): Check[] {
  const { name } = judged.settings;
  const secret = {
    type: 'AWS::SecretsManager::Secret',
    where: ({ properties }: { properties: { Name?: unknown } }) => properties.Name === `${name}/${unit.name}`,
  };
  const parameter = `/${name}/resources/${unit.name}-secret`;
  return [
    everyHas('the secret is there, with its purpose and no value in the template', secret, {
      Description: unit.purpose,
      SecretString: undefined,
      GenerateSecretString: { PasswordLength: 32, ExcludePunctuation: true },
    }),
    everyStays('it outlives its stack', secret),
    everyHas(
      'its parameter has its name, and nothing else of it',
      { type: 'AWS::SSM::Parameter', where: ({ properties }) => properties.Name === parameter },
      { Type: 'String', Value: `${name}/${unit.name}` },
    ),
    ...unitAlertChecks([], events, judged, unit),
  ];
}
