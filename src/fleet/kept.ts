import { readIds } from '../tree/templates.ts';
import type { Published } from './published.ts';

/** What a release publishes as its package keeps it: of each file, its place in the archive of templates, which has the ids. */
export interface Kept extends Omit<Published, 'files'> {
  files: Record<string, number | null>;
}

/** `archive`: the templates that were packed with it. */
export function publishedOf({ files, ...rest }: Kept, archive: string): Published {
  const ids = readIds(archive);
  const named = Object.entries(files).map(([path, place]) => [path, place === null ? null : ids[place]]);
  return { ...rest, files: Object.fromEntries(named) };
}
