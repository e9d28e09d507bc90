import { describe, expect, it } from 'vitest';
import { readAssemblies } from '../judge/read/assembly.ts';
import { readSettings } from './config.ts';
import { readControls } from './controls/catalog.ts';
import { prove } from './prove.ts';

for (const { id, title, sentences } of prove(readAssemblies('cdk.out'), await readControls(), readSettings())) {
  describe(`${id}: ${title}`, () => {
    for (const { sentence, failures } of sentences) {
      it(sentence, () => expect(failures.join('\n'), 'What to do: docs/proofs.md, "Where one fails"').toBe(''));
    }
  });
}
