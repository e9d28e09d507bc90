import { type App, Stack } from 'aws-cdk-lib';
import { CfnModel } from 'aws-cdk-lib/aws-sagemaker';

/** A model whose container has a network. */
export function violate(app: App): void {
  const stack = app.node.findAll().find((node) => Stack.isStack(node) && node.node.id === 'Training') as Stack;
  new CfnModel(stack, 'Open', { executionRoleArn: 'arn:aws:iam::111122223333:role/my-ml-inference' });
}
