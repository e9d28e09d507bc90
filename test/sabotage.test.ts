import { describe, expect, it } from 'vitest';
import { sabotages } from '../assurance/sabotage/operators.ts';
import { askedAgain, differencesOf } from '../assurance/sabotage/reading.ts';
import { resolvedAgain } from '../assurance/sabotage/resolved.ts';
import { edited, type Path } from '../assurance/sabotage/template.ts';
import { type Assembly, assemblyOf } from '../templates/judge/read/assembly.ts';
import type { JsonObject } from '../templates/judge/read/json.ts';
import type { StackInfo } from '../templates/judge/read/parameters.ts';

const stackOf = (name: string, template: JsonObject): StackInfo => ({
  ...{ name, account: '111122223333', region: 'eu-west-1', partition: 'aws' },
  template,
});

const statement = (Resource: JsonObject, more: JsonObject = {}): JsonObject => ({
  PolicyDocument: { Statement: [{ Effect: 'Allow', Action: ['s3:GetObject', 's3:ListBucket'], Resource, ...more }] },
});

const stacks = [
  stackOf('data', {
    Metadata: { Names: { raw: { 'Fn::GetAtt': ['Raw', 'Arn'] } } },
    Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
    Resources: {
      Raw: {
        Type: 'AWS::S3::Bucket',
        Properties: { BucketName: 'raw-data', VersioningConfiguration: { Status: 'Enabled' } },
      },
      Key: { Type: 'AWS::KMS::Key', Properties: { EnableKeyRotation: true } },
      Named: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { 'Fn::Join': ['-', [{ Ref: 'Raw' }, 'copy']] } } },
      Read: { Type: 'AWS::IAM::ManagedPolicy', Properties: statement({ 'Fn::GetAtt': ['Named', 'Arn'] }) },
    },
    Outputs: { Out: { Value: { Ref: 'Named' }, Export: { Name: 'data-named' } } },
  }),
  stackOf('training', {
    Resources: {
      Far: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: statement({ 'Fn::Join': ['', ['arn:aws:s3:::', { 'Fn::ImportValue': 'data-named' }]] }),
      },
      Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'alerts' } },
    },
  }),
];

const withValue = (path: Path, to: JsonObject[string] | undefined): StackInfo[] =>
  edited(stacks as never, path, () => to) as unknown as StackInfo[];
const at = (id: string, ...more: Path): Path => [0, 'template', 'Resources', id, ...more];

const pathsOf = ({ resources }: Assembly, { resources: others }: Assembly) =>
  resources.filter((one) => !others.includes(one)).map(({ logicalId }) => logicalId);

describe('a sabotaged assembly that is resolved again in part', () => {
  const again = resolvedAgain(stacks, assemblyOf);
  const whole = again(stacks);

  it.each([...sabotages(stacks)].map(({ operator, where, stacks: made }) => [`${operator} ${where}`, made] as const))(
    'is the same as when it is read as a whole: %s',
    (_, made) => {
      expect(again(made())).toEqual(assemblyOf(made()));
    },
  );

  it('is resolved again where it reads what changed, through names, other resources and exports', () => {
    const renamed = withValue(at('Raw', 'Properties', 'BucketName'), 'other');
    expect(again(renamed)).toEqual(assemblyOf(renamed));
    expect(again(renamed).names).toEqual({ raw: 'arn:aws:s3:::other' });
    expect(pathsOf(again(renamed), whole)).toEqual(['Raw', 'Named', 'Read', 'Far']);
  });

  it('keeps what cannot differ', () => {
    expect(pathsOf(again(withValue(at('Key', 'Properties', 'EnableKeyRotation'), false)), whole)).toEqual(['Key']);
  });

  it.each<[string, Path, JsonObject[string] | undefined]>([
    ['a resource is taken away that others read', at('Raw'), undefined],
    ['a resource is never made', at('Named', 'Condition'), 'Never'],
    ['a resource is added', at('New'), { Type: 'AWS::S3::Bucket', Properties: { BucketName: { Ref: 'Raw' } } }],
    ['an output is another', [0, 'template', 'Outputs', 'Out', 'Value'], 'elsewhere'],
    ['a name is another', [0, 'template', 'Metadata', 'Names', 'raw'], 'arn:aws:s3:::else'],
    ['it reads what is not there', at('Key', 'Properties', 'Description'), { Ref: 'Nothing' }],
  ])('is the same where %s', (_, path, to) => {
    const made = withValue(path, to);
    expect(again(made)).toEqual(assemblyOf(made));
  });
});

describe('a check that is run again only where it read what differs', () => {
  const again = resolvedAgain(stacks, assemblyOf);
  const whole = again(stacks);
  const differing = (path: Path, to: JsonObject[string]) => {
    const assembly = again(withValue(path, to));
    return [assembly, differencesOf(whole, assembly)] as const;
  };
  const rotation = at('Key', 'Properties', 'EnableKeyRotation');

  it.each<[string, (assembly: Assembly) => unknown, boolean]>([
    [
      'reads a property that differs',
      ({ resources }) => resources.map(({ properties }) => properties.EnableKeyRotation),
      true,
    ],
    [
      'looks whether it is there',
      ({ resources }) => resources.map(({ properties }) => 'EnableKeyRotation' in properties),
      true,
    ],
    ['reads all properties', ({ resources }) => resources.map(({ properties }) => JSON.stringify(properties)), true],
    ['copies a resource', ({ resources }) => resources.map((each) => JSON.stringify({ ...each })), true],
    ['reads the template', ({ stacks }) => JSON.stringify(stacks[0]?.template), true],
    ['reads another property', ({ resources }) => resources.map(({ properties }) => properties.Description), false],
    ['reads types and paths', ({ resources }) => resources.map(({ type, path }) => `${type} ${path}`), false],
    ['reads names and regions', ({ names, stacks }) => [names.raw, stacks.map(({ region }) => region)], false],
  ])('which %s', (_, read, isRunAgain) => {
    let runs = 0;
    const ask = askedAgain(whole, (assembly) => {
      runs += 1;
      return read(assembly);
    });
    const [assembly, differences] = differing(rotation, false);
    expect(ask(assembly, differences)).toEqual(read(assembly));
    expect(runs).toBe(isRunAgain ? 2 : 1);
  });

  it('is run again where it read which properties there are, and there is one more', () => {
    const ask = askedAgain(whole, ({ resources }) => resources.map(({ properties }) => Object.keys(properties).length));
    expect(ask(...differing(at('Key', 'Properties', 'Description'), 'more'))[1]).toBe(2);
  });

  it('is run again where a name that it read is another', () => {
    const ask = askedAgain(whole, ({ names }) => names.raw);
    expect(ask(...differing(at('Raw', 'Properties', 'BucketName'), 'other'))).toBe('arn:aws:s3:::other');
  });

  it('is run again where resources are taken away', () => {
    const ask = askedAgain(whole, ({ resources }) => resources.length);
    const assembly = again(withValue(at('Key'), undefined as never));
    expect(ask(assembly, differencesOf(whole, assembly))).toBe(5);
  });
});
