import { isObject, listOf } from '../../../judge/read/json.ts';
import { type Check, none } from '../check.ts';

export function checks(): Check[] {
  return [
    none(
      'no variant of an endpoint starts on a single instance',
      { type: 'AWS::SageMaker::EndpointConfig' },
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
