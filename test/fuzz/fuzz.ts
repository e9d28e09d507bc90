import { mutated, random } from './mutate.ts';
import { isRefusal, makeTargets } from './targets.ts';

/** An input that broke the program, or took too long. */
export interface Broken {
  target: string;
  input: string;
  what: string;
}

const mostMilliseconds = 5_000;

/** Gives each kind of input its share of so many, made from a fixed seed. Returns how many each had, and what broke. */
export async function fuzz(count: number, seed: number): Promise<{ tried: Record<string, number>; broken: Broken[] }> {
  const next = random(seed);
  const { targets, remove } = makeTargets();
  const tried: Record<string, number> = {};
  const broken: Broken[] = [];
  try {
    for (const { name, good, json, share, take } of targets) {
      tried[name] = Math.max(1, Math.round((count * share) / 1000));
      for (let left = tried[name]; left > 0; left--) {
        const input = mutated(next, good, json);
        const started = Date.now();
        const tell = (what: string) =>
          broken.push({ target: name, input: input.subarray(0, 2000).toString('base64'), what: what.slice(0, 1000) });
        try {
          await take(input);
        } catch (error) {
          if (!isRefusal(error)) tell((error as Error).stack ?? String(error));
        }
        if (Date.now() - started > mostMilliseconds) tell(`took ${Date.now() - started} ms`);
      }
    }
  } finally {
    remove();
  }
  return { tried, broken };
}
