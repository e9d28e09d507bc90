import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../templates/judge/decide/decide.ts';
import { PolicyError } from '../../templates/judge/decide/request.ts';
import { AssemblyError, assemblyOf, readAssemblies } from '../../templates/judge/read/assembly.ts';
import type { JsonObject } from '../../templates/judge/read/json.ts';
import { type AccessModel, modelOf, policiesFor } from '../../templates/judge/read/model.ts';

const account = '111111111111';
const bucket = { 'Fn::GetAtt': ['Raw', 'Arn'] };
const sound = () => ({
  Metadata: { Names: { raw: bucket, training: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
  Parameters: { Stage: { Type: 'String', Default: 'dev' } },
  Outputs: { Arn: { Value: bucket, Export: { Name: 'raw-arn' } } },
  Resources: {
    Raw: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { 'Fn::Sub': 'raw-${Stage}' } } },
    RawPolicy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: { Ref: 'Raw' },
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Deny',
              Principal: '*',
              Action: 's3:*',
              Resource: [bucket, { 'Fn::Join': ['', [bucket, '/*']] }],
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
          ],
        },
      },
    },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: 'training',
        PermissionsBoundary: { Ref: 'Boundary' },
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        },
        Policies: [
          {
            PolicyName: 'work',
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                { Effect: 'Allow', Action: ['s3:GetObject'], Resource: { 'Fn::Join': ['', [bucket, '/train/*']] } },
              ],
            },
          },
        ],
      },
    },
    Boundary: {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: {
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['*'] }],
        },
      },
    },
  },
});

/** Deeper or longer than any template. */
const deep = (wrap: (inner: unknown) => unknown, times = 2000) => {
  let value: unknown = 'x';
  for (let at = 0; at < times; at++) value = wrap(value);
  return value;
};
const nested: (() => unknown)[] = [
  () => deep((inner) => [inner]),
  () => deep((inner) => ({ a: inner })),
  () => deep((inner) => ({ 'Fn::Join': ['', [inner]] })),
  () => deep((inner) => ({ 'Fn::Sub': ['${a}', { a: inner }] })),
  () => Array.from({ length: 3000 }, (_, at) => `x${at}`),
  () => Array.from({ length: 3000 }, () => ({ Ref: 'Nobody' })),
];

/** What no template may hold in these places; none of it is a wildcard or an action. */
const small = fc.oneof(
  fc.constantFrom<unknown>(null, 0, -1, true, '', [], {}, [[]], [null], { Ref: 'Nobody' }, { Ref: null }, { Ref: {} }),
  fc.constantFrom<unknown>(
    { 'Fn::GetAtt': [] },
    { 'Fn::GetAtt': 'Raw' },
    { 'Fn::Join': 'x' },
    { 'Fn::Join': ['', { Ref: 'Raw' }] },
    { 'Fn::Select': [9, ['a']] },
    { 'Fn::Split': ['', 1] },
    { 'Fn::Sub': ['${a', 3] },
    { 'Fn::If': ['a', 'b', 'c'] },
    { 'Fn::ImportValue': { Ref: 'Role' } },
    { 'Fn::GetStackOutput': null },
    { 'Fn::Nothing': 1 },
    '{{resolve:ssm:/a}}',
    JSON.parse('{"__proto__": {"Effect": "Allow"}}'),
  ),
  fc.constantFrom<unknown>(
    ...['constructor', '__proto__', 'toString', 'Stage'].flatMap((name) => [
      { Ref: name },
      { 'Fn::GetAtt': [name, 'Arn'] },
      { 'Fn::Sub': `\${${name}}` },
      { 'Fn::Sub': [`\${${name}}`, {}] },
      { 'Fn::ImportValue': name },
      { 'Fn::GetStackOutput': { StackName: 'data', OutputName: name } },
      name,
    ]),
  ),
  fc.constantFrom<unknown>(
    ...['${', '${}', '${!}', '${Raw', '${${Stage}}', '${Raw.}', '${.Arn}', '}${', '${!Raw}', '$${Raw}'].map((text) => ({
      'Fn::Sub': text,
    })),
    // Once in Outputs, these lead back to themselves.
    { 'Fn::ImportValue': 'raw-arn' },
    { 'Fn::Join': ['', [{ 'Fn::ImportValue': 'raw-arn' }, { 'Fn::ImportValue': 'raw-arn' }]] },
    { 'Fn::GetStackOutput': { StackName: 'data', OutputName: 'Arn' } },
    { 'Fn::If': ['C', { 'Fn::If': ['C', bucket, bucket] }, { Ref: 'AWS::NoValue' }] },
    { Condition: 'C' },
  ),
  fc.constantFrom<unknown>(
    'true',
    'Allow ',
    'АӀӏow',
    'ａｌｌｏｗ',
    '2012-10-17\u200b',
    'ѕ3:GetObject',
    '１',
    1e21,
    '-0',
  ),
  fc.string({ maxLength: 12 }).map((text) => text.replace(/[*?]/g, '')),
);

/** Made anew each time: later damage may fall into it. */
const junk = fc.oneof(
  { weight: 9, arbitrary: small.map((value) => structuredClone(value)) },
  { weight: 1, arbitrary: fc.constantFrom(...nested).map((make) => make()) },
);

/** Every place in a value, as the keys that lead to it. */
function places(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => places(inner, [...path, key]))];
}

const all = places(sound()).filter((path) => path.length > 0);

function damage(template: unknown, path: string[], value: unknown, remove: boolean): void {
  let at = template as Record<string, unknown>;
  for (const key of path.slice(0, -1)) {
    if (typeof at[key] !== 'object' || at[key] === null) return;
    at = at[key] as Record<string, unknown>;
  }
  const last = path.at(-1) as string;
  if (remove) delete at[last];
  else at[last] = value;
}

const deletion = (model: AccessModel) =>
  decide(
    {
      principal: `arn:aws:iam::${account}:role/training`,
      action: 's3:DeleteObject',
      resource: 'arn:aws:s3:::raw-dev/train/x',
      resourceAccount: account,
      context: {},
    },
    policiesFor(model, `arn:aws:iam::${account}:role/training`, 'arn:aws:s3:::raw-dev'),
  ).verdict;

describe('a damaged template', () => {
  it('is read, or refused by name: no crash, and no right that was not there', () => {
    const damages = fc.array(fc.tuple(fc.constantFrom(...all), junk, fc.boolean()), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(damages, (list) => {
        const template = structuredClone(sound()) as unknown as JsonObject;
        for (const [path, value, remove] of list) damage(template, path, value, remove);
        const stack = { name: 'data', account, region: 'eu-west-1', partition: 'aws', template };
        try {
          expect(deletion(modelOf([assemblyOf([stack])]))).not.toBe('Allowed');
        } catch (error) {
          if (!(error instanceof PolicyError || error instanceof AssemblyError)) throw error;
        }
      }),
      { numRuns: Number(process.env.FUZZ ?? 2000) },
    );
  });

  it('that doubles what it imports a hundred times over, is refused in time', () => {
    const twice = (at: number) => {
      const before = { 'Fn::ImportValue': `o${at - 1}` };
      return at === 0 ? 'x' : { 'Fn::Join': ['', [before, before]] };
    };
    const outputs = Array.from({ length: 40 }, (_, at) => [`O${at}`, { Value: twice(at), Export: { Name: `o${at}` } }]);
    const template = {
      ...sound(),
      Metadata: { Names: { raw: { 'Fn::ImportValue': 'o39' } } },
    } as unknown as JsonObject;
    template.Outputs = Object.fromEntries(outputs);
    const stack = { name: 'data', account, region: 'eu-west-1', partition: 'aws', template };
    expect(() => assemblyOf([stack])).toThrow(/make more text than a policy takes/);
  });

  it('with a name twice in one object is refused, however the name is written', () => {
    const directory = mkdtempSync(join(tmpdir(), 'twice-'));
    const artifact = {
      type: 'aws:cloudformation:stack',
      environment: `aws://${account}/eu-west-1`,
      properties: { templateFile: 't.json' },
    };
    const put = (text: string) => {
      writeFileSync(join(directory, 'manifest.json'), JSON.stringify({ artifacts: { data: artifact } }));
      writeFileSync(join(directory, 't.json'), text);
      return () => readAssemblies(directory);
    };
    try {
      expect(put(JSON.stringify(sound()))()).toHaveLength(1);
      expect(put('{"Resources": {"A": {"Type": "A::B", "Type": "A::C"}}}')).toThrow(/t.json holds "Type" twice/);
      expect(put('{"Resources": {}, "A": ["{\\"Resources\\":", {}], "\\u0052esources": {}}')).toThrow(
        /"Resources" twice/,
      );
      expect(put('{"A": {"B": 1}, "C": {"B": ["A", {"A": "B"}]}}')()).toHaveLength(1);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it('is not needed for the right to be there at all', () => {
    const stack = {
      ...{ name: 'data', account, region: 'eu-west-1', partition: 'aws' },
      template: sound() as unknown as JsonObject,
    };
    expect(deletion(modelOf([assemblyOf([stack])]))).toBe('DependsOn');
  });
});
