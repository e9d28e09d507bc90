import type { Assembly } from '../../../judge/read/assembly.ts';
import { type JsonObject, listOf } from '../../../judge/read/json.ts';
import { unitAlertChecks } from '../../alerts/of-unit.ts';
import { type Check, everyHas, type Judged, sameStatement, statementsOf } from '../../controls/check.ts';
import { rolesOfUnits } from '../../policies/roles.ts';
import type { Unit } from '../../units.ts';
import { alerts } from './alerts.ts';
import events from './events.json' with { type: 'json' };

const jobs = ['processing', 'training', 'evaluation', 'registration', 'inference'];

const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** What the declaration gives a role, written apart from unit.ts: a slip there does not carry over. */
function rightsOf({ readers, writers }: Unit, role: string, arn: string): JsonObject[] {
  const allow = (Action: string[], Resource: string): JsonObject => ({ Effect: 'Allow', Action, Resource });
  return [
    ...(list(readers).includes(role) ? [allow(['s3:ListBucket'], arn), allow(['s3:GetObject'], `${arn}/*`)] : []),
    ...(list(writers).includes(role) ? [allow(['s3:PutObject', 's3:AbortMultipartUpload'], `${arn}/*`)] : []),
  ];
}

/** The allows on this bucket in the policy of a job role. */
function grantedOn(arn: string, role: string, { resources }: Assembly): JsonObject[] {
  const title = role.replace(/(^|-)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase());
  const isOf = ({ Resource }: JsonObject) =>
    listOf(Resource ?? [])
      .map(String)
      .some((one) => one === arn || one.startsWith(`${arn}/`));
  return resources
    .filter(({ logicalId }) => new RegExp(`^${title}(Units)?Policy[0-9A-F]{8}$`).test(logicalId))
    .flatMap(({ properties }) => statementsOf(properties))
    .filter((statement) => statement.Effect === 'Allow' && isOf(statement));
}

export function checks(judged: Judged, unit: Unit): Check[] {
  const { settings } = judged;
  const parameter = `/${settings.name}/resources/${unit.name}-bucket`;
  return [
    ...unitAlertChecks(alerts(unit.name, list(unit.writers)), events, judged, unit),
    {
      sentence: 'its readers list and read all of it, its writers put into it, and other jobs have nothing on it',
      run(assembly) {
        const arn = assembly.names[unit.name] ?? '';
        const failures = [...jobs, ...rolesOfUnits(settings)].flatMap((role) => {
          const wanted = rightsOf(unit, role, arn);
          const given = grantedOn(arn, role, assembly);
          const missing = wanted.find((right) => !given.some((one) => sameStatement(one, right)));
          const more = given.find((one) => !wanted.some((right) => sameStatement(one, right)));
          return [
            ...(missing ? [`${role} has no statement ${JSON.stringify(missing)}`] : []),
            ...(more ? [`${role} has one statement more: ${JSON.stringify(more)}`] : []),
          ];
        });
        return { evidence: arn ? [arn] : [], failures };
      },
    },
    everyHas(
      'its parameter names it',
      { type: 'AWS::SSM::Parameter', where: ({ properties }) => properties.Name === parameter },
      (_, { names }) => ({ Type: 'String', Value: String(names[unit.name]).split(':::')[1] ?? '' }),
    ),
  ];
}
