import { bundle } from '../scripts/bundle.ts';

/** Tests that start the program often start the built one: it is the one that people run, and it starts sooner. */
export default async function setup(): Promise<void> {
  await bundle();
}
