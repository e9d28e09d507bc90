import type { Blob } from '../../git/objects.ts';
import type { Touched } from './journal.ts';

const none = '0'.repeat(40);

/** Index lines that make `touched` say `wanted`: everything about the paths is dropped, then set. */
export function indexLines(touched: Touched[], wanted: (path: Touched) => [Blob | undefined, number][]): string {
  return touched
    .map((path) => {
      const lines = wanted(path).flatMap(([blob, stage]) =>
        blob ? [`${blob.mode} ${blob.id} ${stage}\t${path.path}\0`] : [],
      );
      return [`0 ${none}\t${path.path}\0`, ...lines].join('');
    })
    .join('');
}
