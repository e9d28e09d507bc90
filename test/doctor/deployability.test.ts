import { expect, it } from 'vitest';
import { plantedTransitions } from '../../assurance/deployability/planted.ts';

it('sees each fault of a change of answers, and none where there is none', () => {
  expect(plantedTransitions()).toEqual([]);
});
