import { expect, it } from 'vitest';
import { RowError } from '../../templates/judge/prove/row.ts';
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
