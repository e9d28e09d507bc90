import { isObject } from '../../../judge/read/json.ts';
import { type Check, none } from '../check.ts';

const definitions = ['DataQuality', 'ModelBias', 'ModelExplainability', 'ModelQuality'];

export function checks(): Check[] {
  return [
    none(
      'no model’s container has a network',
      { type: 'AWS::SageMaker::Model' },
      ({ properties }) => properties.EnableNetworkIsolation !== true && 'has a network',
    ),
    ...definitions.map((kind) =>
      none(
        `no job of ${kind} monitoring has a network`,
        { type: `AWS::SageMaker::${kind}JobDefinition` },
        ({ properties: { NetworkConfig } }) =>
          !(isObject(NetworkConfig) && NetworkConfig.EnableNetworkIsolation === true) && 'has a network',
      ),
    ),
  ];
}
