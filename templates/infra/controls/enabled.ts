import { readFileSync } from 'node:fs';

/** The controls that are on, in the order in which they are applied. Their folders are beside this file. */
export const enabled: string[] = JSON.parse(
  readFileSync(new URL('enabled.json', import.meta.url), 'utf8').replace(/^\ufeff/, ''),
);
