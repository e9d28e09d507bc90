import type { Resource } from '../../../judge/read/assembly.ts';
import { isObject, type JsonObject } from '../../../judge/read/json.ts';
import { unitAlertChecks } from '../../alerts/of-unit.ts';
import { type Check, everyHas, type Judged, none } from '../../controls/check.ts';
import { stepsOf } from '../../pipelines/judged.ts';
import type { Unit } from '../../units.ts';
import events from './events.json' with { type: 'json' };
import { variableOf } from './variable.ts';

/** A definition that refuses to start, for want of an image's digest, starts no job. */
const jobsOf = ({ properties }: Resource) => stepsOf(properties).filter(({ request }) => 'RoleArn' in request);

export function checks(judged: Judged, unit: Unit): Check[] {
  const path = `/${judged.settings.name}/resources/parameters/${unit.name}`;
  return [
    everyHas(
      'the parameter has the value of its unit.json, as a text',
      { type: 'AWS::SSM::Parameter', where: ({ properties }) => properties.Name === path },
      { Type: 'String', Value: unit.value, Policies: undefined },
    ),
    none(
      'every job of a pipeline is started with it',
      { type: 'AWS::SageMaker::Pipeline', where: (pipeline) => jobsOf(pipeline).length > 0 },
      (pipeline) => {
        const key = variableOf(unit.name);
        const lacking = jobsOf(pipeline).find(
          ({ request: { Environment } }) =>
            !isObject(Environment ?? null) || (Environment as JsonObject)[key] !== unit.value,
        );
        return lacking && `starts ${lacking.name} without ${key}`;
      },
    ),
    ...unitAlertChecks([], events, judged, unit),
  ];
}
