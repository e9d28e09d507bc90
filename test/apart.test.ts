import { expect, it } from 'vitest';
import { eachApart } from '../assurance/apart.ts';

it('runs are as many at a time as they may, the last first, and are told in their order', async () => {
  const begun: string[] = [];
  let now = 0;
  let most = 0;
  const told = await eachApart(
    ['a', 'b', 'c', 'd'],
    async (name) => {
      begun.push(name);
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setTimeout(resolve, 5));
      now -= 1;
      return name.toUpperCase();
    },
    2,
  );
  expect({ told, begun, most }).toEqual({ told: ['A', 'B', 'C', 'D'], begun: ['d', 'c', 'b', 'a'], most: 2 });
});

it('one that fails fails all', async () => {
  const run = async (name: string) => {
    if (name === 'b') throw new Error('b is broken');
  };
  await expect(eachApart(['a', 'b', 'c'], run, 2)).rejects.toThrow('b is broken');
});
