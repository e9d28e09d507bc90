import { Aspects, Token } from 'aws-cdk-lib';
import { CfnEndpointConfig } from 'aws-cdk-lib/aws-sagemaker';
import type { Foundation } from '../../foundation.ts';

function singles({ productionVariants }: CfnEndpointConfig): string[] {
  if (Token.isUnresolved(productionVariants)) return ['Write the production variants out: their number of instances'];
  return (productionVariants as CfnEndpointConfig.ProductionVariantProperty[])
    .filter((variant) => !variant.serverlessConfig && (variant.initialInstanceCount ?? 1) < 2)
    .map(({ variantName }) => `Variant ${variantName} needs an initialInstanceCount of at least 2`);
}

/** Refused at synth, not raised: how many instances a model needs is for its owner to say and to pay. */
export function apply({ training }: Foundation): void {
  Aspects.of(training.node.scope ?? training).add({
    visit(node) {
      if (node instanceof CfnEndpointConfig) node.node.addValidation({ validate: () => singles(node) });
    },
  });
}
