import { describe, expect, it } from 'vitest';
import { Refusal } from '../../src/refusal.ts';
import type { UnitKind } from '../../src/units/kind.ts';
import { nameFault, parseUnit, printUnit, typed, valueFault } from '../../src/units/unit.ts';

const question = { prompt: 'p', yields: 'y' };
const kind: UnitKind = {
  kind: 'shelf',
  title: 't',
  why: 'w',
  needs: [],
  ends: [],
  brings: [],
  rights: 'r',
  alerts: 'a',
  proves: 'p',
  rehearsal: [],
  asks: [
    { ...question, key: 'readers', type: 'some', choices: ['a', 'b'], default: ['a'] },
    { ...question, key: 'depth', type: 'whole', least: 1, most: 9, default: 3 },
    { ...question, key: 'label', type: 'text', pattern: '[a-z]+', form: 'lower case', default: 'x' },
    { ...question, key: 'locked', type: 'yes', default: false },
    { ...question, key: 'told', type: 'list', pattern: '[a-z]+@[a-z]+', form: 'addresses', default: [] },
    { ...question, key: 'other', type: 'unit', of: 'shelf', default: 'x' },
  ],
};
const path = 'infra/units/top/unit.json';
const parse = (document: unknown) => parseUnit(path, Buffer.from(JSON.stringify(document)), [kind]);
const refusal = (run: () => unknown): Refusal => {
  try {
    run();
  } catch (error) {
    if (error instanceof Refusal) return error;
  }
  throw new Error('it did not refuse');
};

describe('a unit', () => {
  it('whose file has a key that every object has is refused', () => {
    expect(refusal(() => parse({ kind: 'shelf', label: { toString: null } })).what).toContain('toString');
  });

  it('comes back as it was printed, with what its owner added at the end', () => {
    const unit = {
      name: 'top',
      kind: 'shelf',
      values: { note: 'ours', readers: ['b'], depth: 2, label: 'l', locked: true, told: ['a@b'], other: 'y' },
    };
    const text = printUnit(unit, kind);
    expect(parseUnit(path, text, [kind])).toEqual(unit);
    expect(Object.keys(JSON.parse(text.toString()))).toEqual([
      'kind',
      'readers',
      'depth',
      'label',
      'locked',
      'told',
      'other',
      'note',
    ]);
  });

  it('takes the default of a question that is newer than it', () => {
    expect(parse({ kind: 'shelf', depth: 4 })?.values).toEqual({
      readers: ['a'],
      depth: 4,
      label: 'x',
      locked: false,
      told: [],
      other: 'x',
    });
  });

  it('of a kind that we do not have is its owner’s', () => {
    expect(parse({ kind: 'own' })).toBeUndefined();
  });

  it.each([
    ['readers', ['c'], 'give some of a, b'],
    ['readers', ['a', 'a'], 'give some of a, b'],
    ['readers', 'a', 'give some of a, b'],
    ['depth', 0, 'give a whole number from 1 to 9'],
    ['depth', 1.5, 'give a whole number from 1 to 9'],
    ['label', 'X', 'give lower case'],
    ['label', 'x\n', 'give lower case'],
    ['locked', 'yes', 'give true or false'],
    ['told', ['a'], 'give addresses'],
    ['told', ['a@b', 'a@b'], 'give addresses'],
    ['other', '../x', 'give the name of a unit of the kind shelf'],
  ])('with %s %j is refused, and the message says what to give', (key, value, fix) => {
    const {
      where,
      fix: said,
      exit,
    } = refusal(() => parse({ kind: 'shelf', [key]: value })) as Refusal & { exit?: number };
    expect({ where, said, exit }).toMatchObject({ where: path, said: `In ${path}, ${fix}.` });
  });

  it.each([['[]'], ['{'], ['"x"'], ['null']])('that is %s is refused by its path', (text) => {
    expect(refusal(() => parseUnit(path, Buffer.from(text), [kind])).where).toBe(path);
  });
});

describe('the name of a unit', () => {
  it.each(['features', 'a', 'a-1', 'abcdefghijklmnopqrst'])('%s is fine', (name) => {
    expect(nameFault(name, new Set())).toBeUndefined();
  });
  it.each(['', 'A', '1a', 'a--b', 'a-', '-a', '../x', 'a b', 'abcdefghijklmnopqrstu'])('"%s" is refused', (name) => {
    expect(nameFault(name, new Set())).toContain('is not a name');
  });
  it('that means something else already is refused', () => {
    expect(['aux', 'con', 'com1'].map((name) => nameFault(name, new Set()))).toEqual(
      ['aux', 'con', 'com1'].map((name) => `"${name}" is a name that Windows keeps for a device`),
    );
    expect(nameFault('raw', new Set(['raw']))).toBe('"raw" is taken');
  });
});

describe('a text from the command line', () => {
  it.each([
    ['some', 'a, b', ['a', 'b']],
    ['some', '', []],
    ['whole', '12', 12],
    ['whole', '1e3', '1e3'],
    ['yes', 'true', true],
    ['yes', 'no', 'no'],
    ['text', '12', '12'],
    ['list', 'a@b,c@d', ['a@b', 'c@d']],
    ['unit', 'team', 'team'],
  ] as const)('for %s: %j means %j', (type, text, value) => {
    expect(typed({ ...question, key: 'k', type, default: null }, text)).toEqual(value);
  });
  it('for a list without a default has to name something', () => {
    const told = { ...question, key: 'k', type: 'list', form: 'addresses', default: null } as const;
    expect(valueFault(told, typed(told, ''))).toBe('give addresses');
  });
  it('that fits no form is told with the form', () => {
    const whole = { ...question, key: 'k', type: 'whole', least: 1, most: 2, default: 1 } as const;
    expect(valueFault(whole, typed(whole, '1e3'))).toBe('give a whole number from 1 to 2');
  });
});
