import { expect, it } from 'vitest';
import { overlap } from '../../templates/judge/cells/variables.ts';
import { parsePattern } from '../../templates/judge/decide/pattern.ts';
import { assemblyOf } from '../../templates/judge/read/assembly.ts';
import { account } from './bucket-and-role.ts';

it('refuses a text that is longer than any ARN or name', () => {
  expect(() => parsePattern('*a'.repeat(3000), true, true, 'here')).toThrowError(/a text of 6000 characters/);
  expect(parsePattern('*a'.repeat(2000), true, true, 'here').tokens).toHaveLength(4000);
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
