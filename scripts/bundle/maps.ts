import { basename, resolve } from 'node:path';
import { decode, encode } from '@jridgewell/sourcemap-codec';
import type { Metafile } from 'esbuild';

const ours = (input: string) => /^(src|generators)\//.test(input);

interface SourceMap {
  version: 3;
  sources: string[];
  names: string[];
  mappings: string;
}

type Segment = [number] | [number, number, number, number];

/** A map's entries for code of ours alone, one for each of its lines, with paths as in the repository. */
function narrowed({ sources, mappings }: SourceMap, outdir: string, root: string): SourceMap {
  const paths = sources.map((source) => resolve(outdir, source).slice(resolve(root).length + 1));
  const kept = paths.filter(ours);
  const lines = decode(mappings).map((line) => {
    let before = -1;
    let beforeAt = -1;
    return line.flatMap(([column, source, at = 0, from = 0]): Segment[] => {
      const index = source === undefined ? -1 : kept.indexOf(paths[source] as string);
      const after = before;
      const isSameLine = index === before && at === beforeAt;
      before = index;
      beforeAt = at;
      if (index >= 0) return isSameLine ? [] : [[column, index, at, from]];
      // Where a library's code begins, so that it does not count as what stands before it.
      return after >= 0 ? [[column]] : [];
    });
  });
  return { version: 3, sources: kept, names: [], mappings: encode(lines) };
}

/**
 * Source maps serve to tell where a fault of ours is (src/trace.ts). So only chunks that hold code of ours keep one; no
 * source text is in them, for the tag of the release has it. `files`: what is built, by name.
 */
export function keepOwnMaps(root: string, outdir: string, { outputs }: Metafile, files: Map<string, Buffer>): void {
  for (const [output, { inputs }] of Object.entries(outputs)) {
    if (!output.endsWith('.js')) continue;
    const name = `${basename(output)}.map`;
    if (Object.keys(inputs).some(ours)) {
      const map = JSON.parse(String(files.get(name)));
      files.set(name, Buffer.from(JSON.stringify(narrowed(map, outdir, root))));
    } else files.delete(name);
  }
}
