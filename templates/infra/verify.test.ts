import { describe, expect, it } from 'vitest';
import { readAssemblies } from '../judge/read/assembly.ts';
import { readSettings } from './config.ts';
import { readControls } from './controls/catalog.ts';
import { prove } from './prove.ts';

const controls = await readControls();
const judged = { settings: readSettings(), enabled: controls.map(({ declaration: { id } }) => id) };
for (const { id, title, sentences } of prove(readAssemblies('cdk.out'), controls, judged)) {
  describe(`${id}: ${title}`, () => {
    for (const { sentence, failures } of sentences) {
      it(sentence, () => expect(failures.join('\n'), 'What to do: docs/proofs.md, "Where one fails"').toBe(''));
    }
  });
}
