import { describe, expect, it } from 'vitest';
import { parametersIn } from '../../templates/judge/read/given.ts';
import type { Json } from '../../templates/judge/read/json.ts';

describe('a file of parameters', () => {
  const given = { Who: 'a', Many: 'b=c' };
  it.each<[string, Json]>([
    ['names with values', given],
    ['names below Parameters, as CodePipeline takes them', { Parameters: given, Tags: { x: 'y' } }],
    [
      'a list of keys and values',
      [
        { ParameterKey: 'Who', ParameterValue: 'a' },
        { ParameterKey: 'Many', ParameterValue: 'b=c' },
      ],
    ],
    ['a list of texts', ['Who=a', 'Many=b=c']],
    [
      'a list with what the stack keeps, which nobody knows',
      [
        ...Object.entries(given).map(([name, value]) => `${name}=${value}`),
        { ParameterKey: 'Kept', UsePreviousValue: true },
      ],
    ],
  ])('may hold %s', (_, read) => expect(parametersIn(read)).toEqual(given));

  it.each<[string, Json]>([
    ['a number', 7],
    ['nothing', null],
    ['a list of numbers', [1]],
    ['a text without a value', ['Who']],
    ['a key without a value', [{ ParameterKey: 'Who' }]],
    ['a value that is an object', { Who: { a: 'b' } }],
  ])('may not hold %s', (_, read) => expect(() => parametersIn(read)).toThrow('is not a form of parameters'));
});
