import { expect, it } from 'vitest';
import { fuzz } from './fuzz.ts';

it('what somebody else wrote is taken or refused, and breaks nothing (npm run fuzz:input tries 20,000)', async () => {
  const { tried, broken } = await fuzz(600, 20_261_127);
  expect(Object.values(tried).reduce((sum, times) => sum + times)).toBeGreaterThanOrEqual(599);
  expect(broken).toEqual([]);
});
