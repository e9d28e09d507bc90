import { expect, it } from 'vitest';
import { judge } from '../../templates/judge/prove/judge.ts';
import { parseRow, RowError } from '../../templates/judge/prove/row.ts';
import { explainDecision } from '../../templates/judge/show/why.ts';
import { read, scope, templates } from './bucket-and-role.ts';

const why = (action: string, what: string) =>
  explainDecision({ who: 'training', action, what }, templates(read), scope).map(({ words }) => words);

it('says what a decision depends on', () => {
  expect(why('s3:GetObject', 'raw/train/x')).toEqual(['depends on aws:securetransport (RawPolicy/OnlyOverTls)']);
});

it('says that nothing allows a request, whatever a deny depends on', () => {
  expect(why('s3:GetObject', 'raw/other/x')).toEqual(['not allowed by identity, resource']);
});

it.each([
  ['s3:Frobnicate', 'raw/train/x', 'there is no action s3:Frobnicate'],
  ['s3:Get*', 'raw/train/x', 'there is no action s3:Get*'],
  ['s3:GetObject', 'raw', 'raw is not a resource of s3:GetObject'],
])('refuses what cannot be asked, and prints no empty answer: %s on %s', (action, what, said) => {
  expect(() => why(action, what)).toThrow(RowError);
  expect(() => why(action, what)).toThrow(said);
});

it('marks the keys that the question says nothing of', () => {
  const asked = (phrase?: string) =>
    explainDecision({ who: 'training', action: 's3:GetObject', what: 'raw/train/x', phrase }, templates(read), scope)
      .flatMap(({ parts }) => parts)
      .find(({ statement }) => statement === 'OnlyOverTls')?.why;
  expect(asked()).toBe('may apply: aws:securetransport (not in the question)');
  expect(asked('when aws:SecureTransport is true')).toBe('does not apply: aws:securetransport');
});

it.each([
  ['training cannot s3:GetObject raw/train/x ever', 's3:GetObject', 'raw/train/x'],
  ['training may s3:DeleteObject raw/train/x', 's3:DeleteObject', 'raw/train/x'],
  ['training may s3:GetObject raw/other/x', 's3:GetObject', 'raw/other/x'],
])('gives the reason that a row fails with, which the report shows: %s', (row, action, what) => {
  const model = templates(read, { Condition: undefined as never, Effect: 'Deny', Action: 's3:DeleteObject' });
  const { failures } = judge(parseRow(row, 1), {}, model, scope);
  const [reason] = explainDecision({ who: 'training', action, what }, model, scope).map(({ words }) => words);
  expect(failures).toHaveLength(1);
  expect(failures[0]?.endsWith(`: ${reason}`)).toBe(true);
});
