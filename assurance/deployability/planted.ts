import { unlooked } from './fixed-names.ts';
import type { Stack, Variant } from './synthesize.ts';
import { type Effect, effectsOf } from './transitions.ts';

const variant = (...stacks: Stack[]): Variant => ({ id: 'planted', region: 'eu-west-1', tier: 'internal', stacks });

const stack = (
  name: string,
  Resources: Stack['template']['Resources'],
  Outputs: Stack['template']['Outputs'] = {},
): Stack => ({
  name,
  region: 'eu-west-1',
  template: { Resources, Outputs },
});

const exporting = { Out: { Value: 'x', Export: { Name: 'a:Out' } } };
const importing = { I: { Type: 'AWS::SSM::Parameter', Properties: { Value: { 'Fn::ImportValue': 'a:Out' } } } };
/** As the schemas of these types say it. */
const createOnly = {
  'AWS::Lambda::Function': ['/properties/FunctionName', '/properties/PackageType'],
  'AWS::S3::Bucket': ['/properties/BucketName'],
  'AWS::EC2::SecurityGroup': ['/properties/GroupDescription'],
};

const exported = (logical: string) => ({ Out: { Value: { Ref: logical }, Export: { Name: 'a:Out' } } });
const lambda = (FunctionName: string, PackageType = 'Zip') => ({
  Type: 'AWS::Lambda::Function',
  Properties: { FunctionName, PackageType },
});
const bucket = (BucketName: string) => ({
  Type: 'AWS::S3::Bucket',
  Properties: { BucketName },
  DeletionPolicy: 'Retain',
});
const securityGroup = (GroupDescription: string) => ({
  Type: 'AWS::EC2::SecurityGroup',
  Properties: { GroupDescription },
});
const subnet = (AvailabilityZone: string) => ({ Type: 'AWS::EC2::Subnet', Properties: { AvailabilityZone } });
const group = { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/a/b' }, DeletionPolicy: 'Retain' };

/** A change for each rule that has to be seen, and the same without its fault. */
const faults: [Effect['rule'], Variant, Variant, Variant][] = [
  [
    'export-in-use',
    variant(stack('a', {}, exporting), stack('b', importing)),
    variant(stack('a', {}), stack('b', importing)),
    variant(stack('a', {}), stack('b', {})),
  ],
  [
    'export-in-use',
    variant(stack('a', {}, exporting), stack('b', importing)),
    variant(stack('a', {})),
    variant(stack('a', {}, exporting)),
  ],
  [
    'goes-first',
    variant(stack('a', {}, exporting), stack('b', importing)),
    variant(stack('a', {}), stack('b', {})),
    variant(stack('a', {}, exporting), stack('b', {})),
  ],
  [
    'name-taken',
    variant(stack('a', { Old: group })),
    variant(stack('a', { New: group })),
    variant(stack('a', { Old: group })),
  ],
  [
    'name-taken',
    variant(stack('a', { G: group }), stack('b', {})),
    variant(stack('a', {}), stack('b', { G: group })),
    variant(stack('a', { G: group }), stack('b', {})),
  ],
  [
    'data-removed',
    variant(stack('a', { B: { Type: 'AWS::S3::Bucket' } })),
    variant(stack('a', {})),
    variant(stack('a', { B: { Type: 'AWS::S3::Bucket' } })),
  ],
  [
    'name-replaced',
    variant(stack('a', { F: lambda('x') })),
    variant(stack('a', { F: lambda('x', 'Image') })),
    variant(stack('a', { F: lambda('y', 'Image') })),
  ],
  [
    'data-replaced',
    variant(stack('a', { B: bucket('one') })),
    variant(stack('a', { B: bucket('two') })),
    variant(stack('a', { B: bucket('one') })),
  ],
  [
    'export-replaced',
    variant(stack('a', { G: securityGroup('one') }, exported('G')), stack('b', importing)),
    variant(stack('a', { G: securityGroup('two') }, exported('G')), stack('b', importing)),
    variant(stack('a', { G: securityGroup('one') }, exported('G')), stack('b', importing)),
  ],
  [
    'refused',
    variant(stack('a', { S: subnet('eu-west-1a') })),
    variant(stack('a', { S: subnet('eu-west-1c') })),
    variant(stack('a', { S: subnet('eu-west-1a') })),
  ],
  [
    'stack-left',
    variant(stack('a', {}), stack('b', {})),
    variant(stack('a', {})),
    variant(stack('a', {}), stack('b', {})),
  ],
];

/** The rules of changes that have a planted fault. */
export const transitionRules = [...new Set(faults.map(([rule]) => rule))];

/** A fixed name of a type that doctor does not know, and of one that it does. */
const unnamed = variant(stack('a', { T: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'x' } } }));
const named = variant(stack('a', { G: group }));

/** The rules that miss their fault, or see one where there is none. */
export function plantedTransitions(): string[] {
  const names = unlooked(unnamed).length === 1 && unlooked(named).length === 0 ? [] : ['name-is-looked-for'];
  const changes = faults.flatMap(([rule, from, wrong, right]) => {
    const sees = (to: Variant) => effectsOf(from, to, createOnly).some((effect) => effect.rule === rule);
    return sees(wrong) && !sees(right) ? [] : [rule];
  });
  return [...names, ...changes];
}
