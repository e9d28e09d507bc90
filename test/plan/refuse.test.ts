import { expect, it } from 'vitest';
import type { Finding } from '../../src/finding.ts';
import { refusalOf, refusalOfRules } from '../../src/plan/refuse.ts';

const problem = (key: string) => ({ key, what: 'is wrong', fix: 'a right one' });

it.each([
  ['flag', 'is wrong'],
  ['you', 'is wrong'],
  ['default', 'is wrong'],
  ['environment', 'is wrong (from the environment)'],
  ['file', 'is wrong (from the answers file)'],
  ['overlay', 'is wrong (from an overlay)'],
] as const)('an answer from %s is refused as: %s', (source, what) => {
  const refusal = refusalOf([problem('region')], { region: source });
  expect(refusal).toMatchObject({
    code: 'answers/invalid',
    what: 'An answer cannot be used',
    fix: 'Give each with --set KEY=VALUE, such as --set region=...',
  });
  expect(refusal.faults).toEqual([{ key: 'region', what, fix: 'Give a right one' }]);
});

it('an answer without a source was given on the command line', () => {
  expect(refusalOf([problem('region')], {}).faults[0]?.what).toBe('is wrong');
});

it('several answers are refused at once, and the example is one of them', () => {
  const refusal = refusalOf([problem('nonsense'), problem('trail'), problem('name')], {});
  expect(refusal.what).toBe('3 answers cannot be used');
  expect(refusal.fix).toContain('--set trail=...');
  expect(refusal.faults.map(({ key }) => key)).toEqual(['nonsense', 'trail', 'name']);
});

it('where no key is one of an answer, the example is the region', () => {
  expect(refusalOf([problem('nonsense')], {}).fix).toContain('--set region=...');
});

it('rules of overlays that are broken are refused with who says so', () => {
  const finding: Finding = {
    id: 'policy/bank/lock/trail',
    kind: 'policy',
    level: 'error',
    what: 'trail is x',
    fix: 'f',
  };
  const one = refusalOfRules([{ ...finding, rule: 'bank 1.0.0: a reason' }], true);
  expect(one).toMatchObject({
    code: 'overlay/policy',
    what: 'A rule of an overlay is broken',
    fix: 'Give answers that satisfy them, each with --set KEY=VALUE',
  });
  expect(one.faults).toEqual([{ key: finding.id, what: 'trail is x. bank 1.0.0: a reason', fix: 'f' }]);
  expect(refusalOfRules([finding], false).fix).toContain('waivers are for a repository that exists');
  const two = refusalOfRules([finding, finding], true);
  expect(two.what).toBe('2 rules of overlays are broken');
  expect(two.faults[0]?.what).toBe('trail is x');
});
