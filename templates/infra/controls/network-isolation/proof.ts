import { isObject } from '../../../judge/read/json.ts';
import { type Check, every, everyHas } from '../check.ts';

const definitions = ['DataQuality', 'ModelBias', 'ModelExplainability', 'ModelQuality'];

export function checks(): Check[] {
  return [
    everyHas(
      'every model’s container has no network',
      { type: 'AWS::SageMaker::Model', atLeast: 0 },
      {
        EnableNetworkIsolation: true,
      },
    ),
    ...definitions.map((kind) =>
      every(
        `every job of ${kind} monitoring has no network`,
        { type: `AWS::SageMaker::${kind}JobDefinition`, atLeast: 0 },
        ({ properties: { NetworkConfig } }) =>
          !(isObject(NetworkConfig) && NetworkConfig.EnableNetworkIsolation === true) && 'has a network',
      ),
    ),
  ];
}
