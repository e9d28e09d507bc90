import { readTemplates } from '../tree/templates.ts';
import { blobId } from '../tree/tree.ts';
import type { Published } from './published.ts';

/** What a release publishes as its package keeps it: of its files, the places in the archive of templates, which has paths and ids. */
export interface Kept extends Omit<Published, 'files'> {
  files: number[];
}

function filesAt(places: number[], archive: string): Published['files'] {
  const all = [...readTemplates(archive)];
  return Object.fromEntries(
    places.map((place) => {
      const [path, { content }] = all[place] as (typeof all)[number];
      return path.endsWith('.ejs') ? [path.slice(0, -'.ejs'.length), null] : [path, blobId(content)];
    }),
  );
}

/** `archive`: the templates that were packed with it. They are unpacked for whoever asks for files. */
export function publishedOf({ files: places, ...rest }: Kept, archive: string): Published {
  let files: Published['files'] | undefined;
  return {
    ...rest,
    get files() {
      files ??= filesAt(places, archive);
      return files;
    },
  };
}
