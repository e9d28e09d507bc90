import { type App, Stack } from 'aws-cdk-lib';
import { CfnEndpointConfig } from 'aws-cdk-lib/aws-sagemaker';

/** An endpoint on one instance. */
export function violate(app: App): void {
  const stack = app.node.findAll().find((node) => Stack.isStack(node) && node.node.id === 'Training') as Stack;
  new CfnEndpointConfig(stack, 'Single', {
    productionVariants: [
      {
        variantName: 'all',
        modelName: 'my-ml-model',
        initialVariantWeight: 1,
        initialInstanceCount: 1,
        instanceType: 'ml.m5.large',
      },
    ],
  });
}
