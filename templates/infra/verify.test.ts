import { describe, expect, it } from 'vitest';
import { isOpen, prove } from '../judge/prove/controls.ts';
import { readAssemblies } from '../judge/read/assembly.ts';
import { readSubject } from './subject.ts';

const { judged, controls, cast } = await readSubject();

for (const result of prove(readAssemblies('cdk.out'), controls, judged, cast)) {
  describe(`${result.id}: ${result.title}`, () => {
    it('is proven by the templates, or somebody else fulfils it', () =>
      expect(isOpen(result), result.state).toBe(false));
    for (const { sentence, failures } of result.sentences) {
      it(sentence, () => expect(failures.join('\n'), 'What to do: docs/proofs.md, "Where one fails"').toBe(''));
    }
  });
}
