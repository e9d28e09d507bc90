import type { JsonObject } from '../../templates/judge/read/json.ts';

/** Resources as templates write them. */
export const trust = (more: JsonObject) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...more }] });
export const role = (more: JsonObject = {}): JsonObject => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    PermissionsBoundary: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
    AssumeRolePolicyDocument: trust({ Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }),
    ...more,
  },
});
export const one = (Type: string, Properties: JsonObject = {}, more: JsonObject = {}): JsonObject => ({
  Type,
  Properties,
  ...more,
});
