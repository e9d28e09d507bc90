import { App, type IPolicyValidationContext, Stack } from 'aws-cdk-lib';
import type { NagPack } from 'cdk-nag';
import { expect, it } from 'vitest';
import { acknowledge, ReviewedPack } from '../../templates/infra/acknowledge.ts';

/** The rules that a pack with one finding still reports. */
function found(acknowledged?: string): string[] {
  const app = new App();
  const stack = new Stack(app, 'queue');
  if (acknowledged) acknowledge(stack, acknowledged, 'Nothing ever fails in here');
  const violatingResources = [{ constructPath: stack.node.path, locations: [] }];
  const pack = {
    readPackName: 'AwsSolutions',
    validateScope: () => ({ violations: [{ ruleName: 'AwsSolutions-SQS3', description: '', violatingResources }] }),
  };
  const context: IPolicyValidationContext = { appConstruct: app, templatePaths: [], stackTemplates: [] };
  return new ReviewedPack(pack as unknown as NagPack).validate(context).violations.map(({ ruleName }) => ruleName);
}

it.each(['AwsSolutions-SQS3', 'AwsSolutions::AwsSolutions-SQS3'])('accepts a finding by %s', (finding) => {
  expect(found()).toEqual(['AwsSolutions-SQS3']);
  expect(found(finding)).toEqual([]);
});

it('tells of an acknowledgement that nothing fits', () => {
  expect(found('AwsSolutions-S1')).toEqual(['AwsSolutions-SQS3', 'AwsSolutions-StaleAcknowledgement']);
});
