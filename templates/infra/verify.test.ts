import { describe, expect, it } from 'vitest';
import { proveSubject } from '../judge/cli.ts';
import { isOpen } from '../judge/prove/controls.ts';
import { assertFresh } from '../judge/read/sources.ts';
import { readSubject } from './subject.ts';

// Before anything is judged: templates of other sources would prove nothing.
assertFresh('cdk.out', '.');

for (const result of proveSubject(await readSubject(), 'cdk.out')) {
  describe(`${result.id}: ${result.title}`, () => {
    it('is proven by the templates, or somebody else fulfils it', () =>
      expect(isOpen(result), result.state).toBe(false));
    for (const { sentence, failures } of result.sentences) {
      it(sentence, () => expect(failures.join('\n'), 'What to do: docs/proofs.md, "When a proof fails"').toBe(''));
    }
  });
}
