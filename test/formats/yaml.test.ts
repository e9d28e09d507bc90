import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../src/formats/yaml.ts';
import { Refusal } from '../../src/refusal.ts';

const read = (text: string) => parseYaml(text, 'template.yaml');

describe('a short intrinsic function of YAML is its long form', () => {
  it.each([
    ['!Ref Bucket', { Ref: 'Bucket' }],
    ['!Condition Prod', { Condition: 'Prod' }],
    ['!GetAtt Bucket.Arn', { 'Fn::GetAtt': ['Bucket', 'Arn'] }],
    ['!GetAtt Nested.Outputs.Role', { 'Fn::GetAtt': ['Nested', 'Outputs.Role'] }],
    ['!GetAtt [Bucket, Arn]', { 'Fn::GetAtt': ['Bucket', 'Arn'] }],
    ['!Sub "a-$' + '{B}"', { 'Fn::Sub': 'a-$' + '{B}' }],
    ['!Join [":", [!Ref A, b]]', { 'Fn::Join': [':', [{ Ref: 'A' }, 'b']] }],
    ['!If [Prod, !Ref "AWS::NoValue", yes]', { 'Fn::If': ['Prod', { Ref: 'AWS::NoValue' }, true] }],
    ['!Sub ["x", {a: !Ref B}]', { 'Fn::Sub': ['x', { a: { Ref: 'B' } }] }],
    ['!Transform {Name: AWS::Include}', { 'Fn::Transform': { Name: 'AWS::Include' } }],
    ['!Sorcery x', { 'Fn::Sorcery': 'x' }],
  ])('%s', (text, value) => {
    expect(read(`a: ${text}`)).toEqual({ a: value });
  });
});

describe('a plain value is what CloudFormation takes it for', () => {
  it.each([
    ['yes', true],
    ['Off', false],
    ['"yes"', 'yes'],
    ['012345678901', '012345678901'],
    ['2012-10-17', '2012-10-17'],
    ['1e3', '1e3'],
    ['22:30', '22:30'],
    ['8080', 8080],
    ['~', null],
    ['!!str 80', '80'],
  ])('%s', (text, value) => {
    expect(read(`a: ${text}`)).toEqual({ a: value });
  });

  it('a name that JavaScript has a meaning for is a name', () => {
    expect(Object.keys(read('__proto__: {a: 1}\nconstructor: 2') as object)).toEqual(['__proto__', 'constructor']);
  });

  it('an alias is what it stands for', () => {
    expect(read('a: &x [1]\nb: *x')).toEqual({ a: [1], b: [1] });
  });
});

describe('what is not read is refused with its line', () => {
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]', ...'bcdefgh'].map((name, index) =>
    index === 0
      ? name
      : `${name}: &${name} [${Array(9)
          .fill(`*${'abcdefg'[index - 1]}`)
          .join(', ')}]`,
  );
  it.each([
    ['a list that does not end', 'a: [', /line 1/],
    ['a key that is there twice', 'a: 1\na: 2', /unique at line 2/],
    ['more lines than a template has', '\n'.repeat(300_000), /more than 300000 lines/],
    ['two documents', 'a: 1\n---\nb: 2', /multiple documents/],
    ['a merge key', 'a: &x {b: 1}\nc:\n  <<: *x', /merge key/],
    ['an alias of nothing', 'a: *x', /\*x stands for nothing/],
    ['an alias of itself', 'a: &a [*a]', /too deep/],
    ['aliases of aliases without end', bomb.join('\n'), /more values than a template/],
    ['lists in lists without end', '['.repeat(20_000), /stack|deep/],
  ])('%s', (_, text, said) => {
    expect(() => read(text)).toThrow(Refusal);
    expect(() => read(text)).toThrow(said);
  });
});
