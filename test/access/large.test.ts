import { expect, it } from 'vitest';
import { overlap } from '../../templates/judge/cells/variables.ts';
import { parsePattern } from '../../templates/judge/decide/pattern.ts';
import { assemblyOf } from '../../templates/judge/read/assembly.ts';
import type { JsonObject } from '../../templates/judge/read/json.ts';
import { modelOf } from '../../templates/judge/read/model.ts';
import { said } from '../../templates/judge/read/not-proven.ts';
import { account } from './bucket-and-role.ts';

it('refuses a text that is longer than any ARN or name', () => {
  expect(() => parsePattern('*a'.repeat(3000), true, true, 'here')).toThrowError(/a text of 6000 characters/);
  expect(parsePattern('*a'.repeat(2000), true, true, 'here').tokens).toHaveLength(4000);
});

it('proves nothing of a statement that is longer than any policy', () => {
  const Resource = Array.from({ length: 25_000 }, (_, at) => `arn:aws:s3:::b${at}/*`);
  const PolicyDocument = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource }] };
  const template = { Resources: { A: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument } } } };
  const stack = { name: 'S', account, region: 'eu-west-1', partition: 'aws', given: {}, template };
  expect(modelOf([assemblyOf([stack])]).notProven.map(said)).toContainEqual(
    expect.stringContaining('longer than any policy'),
  );
});

it('proves nothing of principals that are longer than any policy', () => {
  const AWS = Array.from({ length: 1000 }, (_, at) => `arn:aws:iam::${account}:role/r${at}`);
  const PolicyDocument = { Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*', Principal: { AWS } }] };
  const template = { Resources: { A: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: 'b', PolicyDocument } } } };
  const stack = { name: 'S', account, region: 'eu-west-1', partition: 'aws', given: {}, template };
  expect(modelOf([assemblyOf([stack])]).notProven.map(said)).toContainEqual(
    expect.stringContaining('longer than any policy'),
  );
});

it.each<[string, number, (at: number) => JsonObject]>([
  ['that lead to one another by two ways', 60, (at) => ({ 'Fn::And': [`C${at + 1}`, `C${at + 2}`] as never })],
  ['in a chain', 20_000, (at) => ({ 'Fn::Not': [`C${at + 1}`] as never })],
])('decides conditions %s in a moment', (_, count, of) => {
  const named = (value: JsonObject) =>
    JSON.parse(JSON.stringify(value).replaceAll(/"(C\d+)"/g, '{"Condition":"$1"}')) as JsonObject;
  const Conditions = Object.fromEntries(Array.from({ length: count }, (_, at) => [`C${at}`, named(of(at))]));
  const template = { Conditions, Resources: { A: { Type: 'AWS::S3::Bucket', Condition: 'C0', Properties: {} } } };
  const started = performance.now();
  assemblyOf([{ name: 'S', account, region: 'eu-west-1', partition: 'aws', given: {}, template }]);
  expect(performance.now() - started).toBeLessThan(5000);
});

it.each<[string, JsonObject]>([
  ['lists of lists', { 'Fn::Split': [',', { Ref: 'P' }] }],
  ['all that maps may give', { 'Fn::FindInMap': ['M', { Ref: 'Open' }, 'v'] }],
])('counts %s as what they make', (_, each) => {
  const v = Array.from({ length: 3000 }, (_, at) => [`k${at}`, { v: `${at}` }]);
  const PolicyDocument = { Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: Array(3000).fill(each) }] };
  const template = {
    Mappings: { M: Object.fromEntries(v) },
    Parameters: { P: { Type: 'String', Default: 'a,'.repeat(9000) }, Open: { Type: 'String' } },
    Resources: { A: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument } } },
  };
  const stack = { name: 'S', account, region: 'eu-west-1', partition: 'aws', given: {}, template };
  expect(() => assemblyOf([stack])).toThrow('lead to one another without end');
});

it('compares long texts without a stack for each letter', () => {
  const letters = (text: string) => [...text].map((char) => ({ kind: 'char' as const, char }));
  const long = letters('a'.repeat(20_000));
  expect(overlap(long, long)).toBe(true);
  expect(overlap(long, [...long, ...letters('b')])).toBe(false);
  expect(overlap([{ kind: 'many' }, ...letters('ab')], [...letters('a'), { kind: 'many' }])).toBe(true);
  expect(overlap([{ kind: 'many' }, ...letters('b')], [{ kind: 'many' }, ...letters('a')])).toBe(false);
});

it('reads a text of variables that nobody closed in a moment', () => {
  const started = performance.now();
  const Resources = { A: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { 'Fn::Sub': '${'.repeat(50_000) } } } };
  assemblyOf([{ name: 'S', account, region: 'eu-west-1', partition: 'aws', given: {}, template: { Resources } }]);
  expect(performance.now() - started).toBeLessThan(5000);
});

it.each<[string, JsonObject]>([
  ['a text split into a million', { 'Fn::Split': ['a', 'a'.repeat(1_500_000)] }],
  ['a long text that is named many times', { 'Fn::Sub': '${Long}'.repeat(20_000) }],
  ['a long text between many', { 'Fn::Join': [{ Ref: 'Long' }, Array(20_000).fill('a')] }],
])('does not make %s', (_, Resource) => {
  const started = performance.now();
  const Statement = [{ Effect: 'Allow', Action: 's3:GetObject', Resource }];
  const PolicyDocument = { Version: '2012-10-17', Statement } as unknown as JsonObject;
  const template = {
    Parameters: { Long: { Type: 'String', Default: 'x'.repeat(20_000) } },
    Resources: { A: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument } } },
  };
  const stack = { name: 'S', account, region: 'eu-west-1', partition: 'aws', given: {}, template };
  const read = () => modelOf([assemblyOf([stack])]).notProven.map(said);
  if ('Fn::Split' in Resource) expect(read()).toContainEqual(expect.stringContaining('Fn::Split'));
  else expect(read).toThrow('its values make more text than a policy takes');
  expect(performance.now() - started).toBeLessThan(5000);
});
