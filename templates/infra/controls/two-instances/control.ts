import { Annotations, Aspects, Token } from 'aws-cdk-lib';
import { CfnEndpointConfig } from 'aws-cdk-lib/aws-sagemaker';
import type { Foundation } from '../../foundation.ts';

/** Refused at synth, not raised: how many instances a model needs is for its owner to say and to pay. */
export function apply({ training }: Foundation): void {
  Aspects.of(training.node.scope ?? training).add({
    visit(node) {
      if (!(node instanceof CfnEndpointConfig) || Token.isUnresolved(node.productionVariants)) return;
      for (const variant of node.productionVariants as CfnEndpointConfig.ProductionVariantProperty[]) {
        if (variant.serverlessConfig || (variant.initialInstanceCount ?? 1) >= 2) continue;
        Annotations.of(node).addError(`Variant ${variant.variantName} needs an initialInstanceCount of at least 2`);
      }
    },
  });
}
