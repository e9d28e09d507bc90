import { describe, expect, it } from 'vitest';
import { type Assembly, assemblyOf } from '../../templates/judge/read/assembly.ts';
import type { Json, JsonObject } from '../../templates/judge/read/json.ts';
import { modelOf } from '../../templates/judge/read/model.ts';
import type { Given, StackInfo } from '../../templates/judge/read/parameters.ts';

const assumed = { account: true, region: true, name: true };
const place = { name: 'S', account: '000000000000', region: 'us-east-1', partition: 'aws' };

const read = (template: JsonObject, more: Partial<StackInfo> = {}): Assembly =>
  assemblyOf([{ ...place, assumed, template, ...more }]);
const equals = (...values: Json[]): JsonObject => ({ 'Fn::Equals': values });
const topic: JsonObject = { Type: 'AWS::SNS::Topic', Condition: 'It', Properties: {} };
const isMade = (It: Json, more: Partial<StackInfo> = {}, given: Given = {}, sections: JsonObject = {}) => {
  const { resources, notProven } = read(
    { Conditions: { It }, Resources: { Topic: topic }, ...sections },
    { ...more, given },
  );
  return notProven.some(({ why }) => why.includes('--condition It=true')) ? 'undecided' : resources.length > 0;
};

describe('What only the deployment knows decides no condition', () => {
  it.each([
    ['AWS::Region', 'us-east-1'],
    ['AWS::AccountId', '000000000000'],
    ['AWS::Partition', 'aws'],
    ['AWS::StackName', 'S'],
    ['AWS::URLSuffix', 'amazonaws.com'],
    ['AWS::NotificationARNs', ''],
  ])('%s', (Ref, value) => {
    expect(isMade(equals({ Ref }, value))).toBe('undecided');
    expect(isMade({ 'Fn::Not': [equals({ 'Fn::Join': ['', ['x', { Ref }]] }, `x${value}`)] })).toBe('undecided');
    expect(isMade(equals({ 'Fn::Sub': `x\${${Ref}}` }, `x${value}`))).toBe('undecided');
  });

  it('but a person does, and what an assembly says', () => {
    const isHome = equals({ Ref: 'AWS::Region' }, 'us-east-1');
    expect(isMade(isHome, {}, { conditions: { It: false } })).toBe(false);
    expect(isMade(isHome, { assumed: { account: true, region: false } })).toBe(true);
    const { account, region } = { account: false, region: false };
    const elsewhere = { region: 'cn-north-1', partition: 'aws-cn', assumed: { account, region } };
    expect(isMade(isHome, elsewhere)).toBe(false);
    expect(isMade(equals({ Ref: 'AWS::Partition' }, 'aws-cn'), elsewhere)).toBe(true);
    expect(isMade(equals({ Ref: 'AWS::StackName' }, 'S'), elsewhere)).toBe(true);
  });

  it('nor one that a map or a parent hands on', () => {
    const Mappings = { M: { 'us-east-1': { on: 'yes' }, 'eu-west-1': { on: 'no' } } };
    const found = { 'Fn::FindInMap': ['M', { Ref: 'AWS::Region' }, 'on'] };
    expect(isMade(equals(found, 'yes'), {}, {}, { Mappings })).toBe('undecided');
    const parent = {
      stack: { ...place, assumed, template: { Resources: {} } },
      parameters: { P: { Ref: 'AWS::Region' } },
    };
    const Parameters = { P: { Type: 'String' } };
    const { notProven } = read(
      { Conditions: { It: equals({ Ref: 'P' }, 'us-east-1') }, Resources: { Topic: topic }, Parameters },
      { parent },
    );
    expect(notProven.map(({ why }) => why).join()).toContain('It=true');
  });

  it('and the note that the CDK leaves in a template is not told', () => {
    const Note = { Type: 'AWS::CDK::Metadata', Condition: 'It', Properties: {} };
    const It = equals({ Ref: 'AWS::Region' }, 'us-east-1');
    expect(read({ Conditions: { It }, Resources: { Note } }).notProven).toEqual([]);
  });
});

describe('A key of a map that only the deployment knows may be any', () => {
  const statement = (AWS: Json): JsonObject => ({ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' });
  const trusted = (AWS: Json, M: JsonObject, more: Partial<StackInfo> = {}) => {
    const AssumeRolePolicyDocument = { Version: '2012-10-17', Statement: [statement(AWS)] };
    const Role: JsonObject = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument } };
    const Parameters = { P: { Type: 'String' } };
    const assembly = read({ Mappings: { M }, Parameters, Resources: { Role } }, more);
    const { AssumeRolePolicyDocument: found } = assembly.resources[0]?.properties ?? {};
    return { found, open: modelOf([assembly]).notProven.map(({ why }) => why) };
  };
  const M = {
    'us-east-1': { who: '111111111111', same: '222222222222' },
    'eu-west-1': { who: '*', same: '222222222222' },
  };
  const named = (key: Json, second = 'who'): Json => ({ 'Fn::FindInMap': ['M', key, second] });

  it.each(['AWS::Region', 'AWS::AccountId', 'P'])('by %s', (Ref) => {
    const { found, open } = trusted(named({ Ref }), M);
    expect(found).toMatchObject({ Statement: [{ Principal: { AWS: ['111111111111', '*'] } }] });
    expect(open.join()).toContain('Fn::FindInMap');
  });
  it('what is under all of them alike is known, and what is of a known key', () => {
    expect(trusted(named({ Ref: 'AWS::Region' }, 'same'), M)).toMatchObject({ open: [] });
    const known = { assumed: { account: true, region: false } };
    expect(trusted(named({ Ref: 'AWS::Region' }), M, known)).toMatchObject({
      ...{ open: [], found: { Statement: [{ Principal: { AWS: '111111111111' } }] } },
    });
  });
  it('as a part of a name it stays as it is', () => {
    const { found, open } = trusted({ 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' }, M);
    expect(found).toMatchObject({ Statement: [{ Principal: { AWS: 'arn:aws:iam::000000000000:root' } }] });
    expect(open).toEqual([]);
  });
});
