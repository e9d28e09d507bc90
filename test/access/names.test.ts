import { expect, it } from 'vitest';
import { placesOf } from '../../templates/judge/compare/accepted-places.ts';
import { compareModels } from '../../templates/judge/compare/compare.ts';
import { newEscalations } from '../../templates/judge/compare/escalation.ts';
import { renderText } from '../../templates/judge/compare/explain.ts';
import { assemblyOf } from '../../templates/judge/read/assembly.ts';
import type { JsonObject } from '../../templates/judge/read/json.ts';
import { modelOf } from '../../templates/judge/read/model.ts';
import { matrix } from '../../templates/judge/show/matrix.ts';
import { notProvenInWords } from '../../templates/judge/show/not-proven.ts';
import { reachAnswer } from '../../templates/judge/show/reach.ts';
import { explainDecision } from '../../templates/judge/show/why.ts';
import { explanationInWords, matrixInWords } from '../../templates/judge/show/words.ts';
import { account, scope } from './bucket-and-role.ts';

const forged = (what: string) => `${what}\n::error ::forged`;

const role = (name: string, ...statements: JsonObject[]): JsonObject => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: forged(name),
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' }],
    },
    Policies: [
      { PolicyName: forged('policy'), PolicyDocument: { Version: '2012-10-17', Statement: statements } },
    ] as unknown as JsonObject[],
  },
});
const allow = (Action: string, Resource: unknown) =>
  ({ Sid: forged('sid'), Effect: 'Allow', Action, Resource }) as JsonObject;
const model = (Resources: JsonObject) =>
  modelOf([
    assemblyOf([{ name: forged('S'), account, region: 'eu-west-1', partition: 'aws', template: { Resources } }]),
  ]);

const after = model({
  [forged('One')]: role(
    'one',
    allow('sts:AssumeRole', '*'),
    allow('s3:GetObject', { 'Fn::ImportValue': forged('import') }),
    allow('s3:PutObject', forged('arn:aws:s3:::lake/*')),
  ),
  [forged('Two')]: role('two', allow('s3:*', '*')),
  [forged('Other')]: { Type: forged('AWS::IAM::Role'), Properties: {} },
});
const who = `arn:aws:iam::${account}:role/${forged('one')}`;

it.each([
  ['the matrix', () => matrixInWords(matrix(after, scope))],
  ['what is not proven', () => notProvenInWords(placesOf(after.notProven, undefined))],
  [
    'a decision',
    () =>
      explainDecision({ who, action: 's3:PutObject', what: 'arn:aws:s3:::lake/x' }, after, scope)
        .map(explanationInWords)
        .join('\n'),
  ],
  ['what somebody reaches', () => reachAnswer(who, [{ account, model: after, scope }]).text],
  [
    'a comparison',
    () => {
      const before = model({ [forged('One')]: role('one') });
      const diff = compareModels(before, after);
      return renderText(diff, newEscalations(before, after));
    },
  ],
])('no name of a template begins a line of its own in %s', (_, text) => {
  expect(text()).toContain('\\x0a::error ::forged');
  expect(text()).not.toMatch(/^\s*::/m);
});
