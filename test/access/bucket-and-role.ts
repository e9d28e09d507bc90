import { cast } from '../../templates/infra/cast.ts';
import { assemblyOf } from '../../templates/judge/read/assembly.ts';
import type { JsonObject } from '../../templates/judge/read/json.ts';
import { modelOf } from '../../templates/judge/read/model.ts';

export const account = '111111111111';
export const scope = {
  cast,
  project: 'my-ml',
  region: 'eu-west-1',
  account,
  partition: 'aws',
  repository: 'none',
  environment: 'prod',
};
const bucket = { 'Fn::GetAtt': ['Raw', 'Arn'] };
export const below = (prefix: string) => ({ 'Fn::Join': ['', [bucket, prefix]] });

/** A role that reads raw/train, and a bucket that asks for TLS. */
export function templates(allow: JsonObject, deny: JsonObject = {}, more: JsonObject = {}, trust: JsonObject = {}) {
  const template = {
    Metadata: { Names: { raw: bucket, training: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
    Resources: {
      Raw: { Type: 'AWS::S3::Bucket', Properties: {} },
      RawPolicy: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: {
          Bucket: { Ref: 'Raw' },
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Sid: 'OnlyOverTls',
                Effect: 'Deny',
                Principal: '*',
                Action: 's3:*',
                Resource: [bucket, below('/*')],
                Condition: { Bool: { 'aws:SecureTransport': 'false' } },
                ...deny,
              },
            ],
          },
        },
      },
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: 'my-ml-training',
          ...('Boundary' in more && { PermissionsBoundary: { Ref: 'Boundary' } }),
          AssumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: { Service: 'sagemaker.amazonaws.com' },
                Action: 'sts:AssumeRole',
                ...trust,
              },
            ],
          },
          Policies: [{ PolicyName: 'work', PolicyDocument: { Version: '2012-10-17', Statement: [allow] } }],
        },
      },
      ...more,
    },
  };
  const stack = {
    name: 'data',
    account,
    region: 'eu-west-1',
    partition: 'aws',
    template: JSON.parse(JSON.stringify(template)),
  };
  return modelOf([assemblyOf([stack])]);
}

/** What its role may do. */
export const read = {
  Sid: 'Read',
  Effect: 'Allow',
  Action: ['s3:GetObject'],
  Resource: below('/train/*'),
} as JsonObject;
