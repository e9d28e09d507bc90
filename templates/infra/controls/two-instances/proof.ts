import { isObject, listOf } from '../../../judge/read/json.ts';
import { type Check, every } from '../check.ts';

export function checks(): Check[] {
  return [
    every(
      'every variant of every endpoint starts on two instances or more, or needs none',
      { type: 'AWS::SageMaker::EndpointConfig', atLeast: 0 },
      ({ properties }) => {
        const single = listOf(properties.ProductionVariants)
          .filter(isObject)
          .find(
            ({ InitialInstanceCount, ServerlessConfig }) => !ServerlessConfig && !(Number(InitialInstanceCount) >= 2),
          );
        return single && `starts ${single.VariantName} on ${single.InitialInstanceCount ?? 'one'}`;
      },
    ),
  ];
}
