import { parse, type ScalarTag } from 'yaml';

/** CloudFormation User Guide, "Intrinsic function reference": the short forms of YAML. */
const functions = [
  ...['Ref', 'Condition', 'GetAtt', 'Sub', 'Join', 'If', 'Equals', 'And', 'Or', 'Not', 'Select', 'Split', 'FindInMap'],
  ...[
    'ImportValue',
    'Base64',
    'Cidr',
    'GetAZs',
    'Transform',
    'Length',
    'ToJsonString',
    'GetStackOutput',
    'Rain::Embed',
  ],
];

const named = (name: string) => (name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`);

const customTags = functions.flatMap((name) => [
  {
    tag: `!${name}`,
    resolve: (text: string) => ({ [named(name)]: name === 'GetAtt' ? text.split(/\.(.*)/s, 2) : text }),
  },
  ...(['map', 'seq'] as const).map((collection) => ({
    tag: `!${name}`,
    collection,
    resolve: (node: unknown) => ({ [named(name)]: (node as { toJSON(): unknown }).toJSON() }),
  })),
]) as unknown as ScalarTag[];

/** A template in YAML or JSON as an object. Throws where it is neither. */
export function template(text: string): unknown {
  if (/^\s*\{/.test(text)) return JSON.parse(text);
  return parse(text, { customTags, merge: true, strict: false, uniqueKeys: false, logLevel: 'silent' });
}
