import { describe, expect, it } from 'vitest';
import { type AccessFinding, diffAccess } from '../../templates/judge/compare/diff.ts';
import { decide } from '../../templates/judge/decide/decide.ts';
import type { PolicySet } from '../../templates/judge/decide/request.ts';
import { noiseOf, options, subjects } from './bases.ts';
import { Random } from './random.ts';
import { rewrites } from './rewrites.ts';
import { wideners } from './wideners.ts';

function replay(findings: AccessFinding[], before: PolicySet, after: PolicySet): void {
  for (const { direction, witness } of findings) {
    if (witness.foreign) continue;
    const [old, now] = [decide(witness.request, before), decide(witness.request, after)];
    expect(old).toEqual(witness.before);
    expect(now).toEqual(witness.after);
    expect([old.verdict === 'Allowed', now.verdict === 'Allowed']).toEqual(
      direction === 'wider' ? [false, true] : [true, false],
    );
  }
}

let pairs = 0;

describe('a change that widens is found, and no narrowing beside it', () => {
  for (const [name, widen] of Object.entries(wideners)) {
    it(name, () => {
      for (const [seed, subject] of subjects.entries()) {
        const { before, after } = widen(subject, noiseOf(new Random(seed)));
        const diff = diffAccess(before, after, options);
        pairs += 1;
        expect(diff, subject.resource).toMatchObject({ narrower: [], unproven: [] });
        expect(diff.wider.length, subject.resource).toBeGreaterThan(0);
        replay(diff.wider, before, after);
      }
    });
  }
});

describe('the same change the other way round narrows', () => {
  for (const [name, widen] of Object.entries(wideners)) {
    it(name, () => {
      for (const [seed, subject] of subjects.entries()) {
        const { before, after } = widen(subject, noiseOf(new Random(seed + 100)));
        const diff = diffAccess(after, before, options);
        pairs += 1;
        expect(diff, subject.resource).toMatchObject({ wider: [], unproven: [] });
        expect(diff.narrower.length, subject.resource).toBeGreaterThan(0);
        replay(diff.narrower, after, before);
      }
    });
  }
});

describe('a policy that says the same in other words is not a change', () => {
  for (const [name, rewrite] of Object.entries(rewrites)) {
    it(name, () => {
      for (const [seed, subject] of subjects.entries()) {
        const random = new Random(seed + 200);
        const { before, after } = rewrite(subject, noiseOf(random), random);
        pairs += 1;
        for (const [one, other] of [
          [before, after],
          [after, before],
        ] as const) {
          const diff = diffAccess(one, other, options);
          expect(diff, subject.resource).toMatchObject({ wider: [], narrower: [], unproven: [] });
        }
      }
    });
  }
});

it('compares at least 400 pairs', () => {
  expect(pairs).toBeGreaterThanOrEqual(400);
});
