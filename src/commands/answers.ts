import type { Call } from './call.ts';
export const options = {};
export const help = '';
export async function run(_: Call): Promise<number> {
  return 0;
}
