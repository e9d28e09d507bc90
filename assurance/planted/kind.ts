import type { Json, JsonObject } from '../../templates/judge/read/json.ts';

/** Who has to show a grant: the matrix, the comparison, verify, the report, and secure-ml judge. */
export const ways = ['matrix', 'since', 'verify', 'report', 'judge'] as const;
export type Way = (typeof ways)[number];

/** One grant to somebody who has none, and what a template looks like that makes it. */
export interface Kind {
  name: string;
  resources: JsonObject;
  /** Sections of the template besides its resources. */
  sections?: JsonObject;
  /** Templates that lie beside it. */
  files?: Record<string, JsonObject>;
  /** Where it has to be shown; everywhere without it. */
  ways?: Way[];
}

export const stranger = 'arn:aws:iam::444455556666:root';
export const foreign = { AWS: stranger };
export const statement = (more: JsonObject = {}): JsonObject => ({
  Effect: 'Allow',
  Action: '*',
  Resource: '*',
  ...more,
});
export const policy = (...Statement: JsonObject[]): JsonObject => ({ Version: '2012-10-17', Statement });
export const open = (Action: Json, more: JsonObject = {}) => policy(statement({ Principal: foreign, Action, ...more }));
export const trust = (Principal: Json, more: JsonObject = {}) =>
  policy({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...more });
export const made = (Type: string, Properties: JsonObject = {}, more: JsonObject = {}): JsonObject => ({
  Type,
  Properties,
  ...more,
});
export const arn = (id: string, attribute = 'Arn') => ({ 'Fn::GetAtt': [id, attribute] });
export const ref = (id: string) => ({ Ref: id });
export const ec2 = { Service: 'ec2.amazonaws.com' };

export const role = (properties: JsonObject = {}): JsonObject =>
  made('AWS::IAM::Role', { AssumeRolePolicyDocument: trust(ec2), ...properties });
export const inline = (...statements: JsonObject[]) => ({
  Policies: [{ PolicyName: 'p', PolicyDocument: policy(...statements) }],
});
export const administrator = role(inline(statement()));
export const kind = (name: string, resources: JsonObject, more: Omit<Kind, 'name' | 'resources'> = {}): Kind => ({
  name,
  resources,
  ...more,
});
export const one = (name: string, resource: JsonObject): Kind => kind(name, { Planted: resource });
export const bucket = (statements: JsonObject): JsonObject => ({
  Planted: made('AWS::S3::Bucket'),
  PlantedPolicy: made('AWS::S3::BucketPolicy', { Bucket: ref('Planted'), PolicyDocument: statements }),
});
export const code = { ZipFile: 'x' };
export const fn = made('AWS::Lambda::Function', {
  Role: arn('PlantedRole'),
  Code: code,
  Handler: 'x',
  Runtime: 'nodejs20.x',
});
export const called = (more: JsonObject): JsonObject => ({
  PlantedRole: role(),
  Planted: fn,
  PlantedPermission: made('AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    FunctionName: arn('Planted'),
    ...more,
  }),
});
export const withRole = (name: string, properties: JsonObject) => one(name, role(properties));
export const nested = (Properties: JsonObject, path?: string) =>
  made('AWS::CloudFormation::Stack', Properties, path ? { Metadata: { 'aws:asset:path': path } } : {});
export const inside = { Resources: { Hidden: administrator } };
