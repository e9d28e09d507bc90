import { resolve } from 'node:path';
import { decode, encode } from '@jridgewell/sourcemap-codec';

const ours = (input: string) => /^(src|generators)\//.test(input);

interface SourceMap {
  version: 3;
  sources: string[];
  names: string[];
  mappings: string;
}

/** Lines of ours between two entries: whoever reads a trace finds the place a few lines below the one that is told. */
const spacing = 40;

type Segment = [number] | [number, number, number, number];

/**
 * The program's source map serves to tell where a bug of ours is (src/trace.ts): it keeps the entries for code of ours alone,
 * one for about thirty-six of its lines and none of its columns, with paths as in the repository, and no source text, for the tag of the release has it.
 */
export function narrowed(bytes: Buffer, outdir: string, root: string): Buffer {
  const { sources, mappings }: SourceMap = JSON.parse(String(bytes));
  const paths = sources.map((source) => resolve(outdir, source).slice(resolve(root).length + 1));
  const kept = paths.filter(ours);
  const lines = decode(mappings).map((line) => {
    let before = -1;
    let beforeAt = -1;
    return line.flatMap(([column, source, at = 0]): Segment[] => {
      const index = source === undefined ? -1 : kept.indexOf(paths[source] as string);
      const after = before;
      const isNear = index === before && at >= beforeAt && at < beforeAt + spacing;
      before = index;
      if (index >= 0 && isNear) return [];
      beforeAt = at;
      if (index >= 0) return [[column, index, at, 0]];
      // Where a library's code begins, so that it does not count as what is before it.
      return after >= 0 ? [[column]] : [];
    });
  });
  const map: SourceMap = { version: 3, sources: kept, names: [], mappings: encode(lines) };
  return Buffer.from(JSON.stringify(map));
}
