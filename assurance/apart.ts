import { availableParallelism } from 'node:os';

/**
 * `run` of each, as many at a time as there are cores, the last first: the later tiers take the longest, and a long one that
 * begins last would leave the other cores idle. Answers in the order of the list.
 */
export async function eachApart<T, R>(
  list: readonly T[],
  run: (one: T) => Promise<R>,
  atOnce = availableParallelism(),
): Promise<R[]> {
  const done: R[] = [];
  const left = [...list.entries()];
  const work = async () => {
    for (let next = left.pop(); next; next = left.pop()) done[next[0]] = await run(next[1]);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return done;
}
