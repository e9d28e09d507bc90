import { guardedPaths, isJudge, proofPaths } from '../../templates/infra/guarded.ts';
import { digestOfFiles } from '../../templates/judge/read/digest.ts';
import { readTemplates } from '../tree/templates.ts';
import { blobId } from '../tree/tree.ts';

/** What a release says of its judge: in the package, dist/digests.json. */
export interface Published {
  /** The digest of judge/. */
  judge: string;
  /** The digest of each built-in proof: its checks with what they alone import, its rows and its journeys. */
  proofs: Record<string, string>;
  /** Each guarded file's blob id; null where its text depends on the answers. */
  files: Record<string, string | null>;
}

const slots = /\.ejs$/;

const isUnit = (path: string) => path.startsWith('infra/units/');

/** From templates that are at hand. Paths are those of the output. */
export function digestsOf(templates: string): Published {
  const all = new Map(
    [...readTemplates(templates)].map(([path, entry]) => [path.replace(slots, ''), { path, ...entry }]),
  );
  const file = (path: string) => all.get(path)?.content.toString();
  const part = (paths: Iterable<string>) =>
    digestOfFiles([...paths].map((path) => [path, all.get(path)?.content as Buffer] as const));
  // A kind's files are written once for each unit of it, below the unit's name.
  const guarded = [...guardedPaths(all.keys(), file)].filter((path) => all.has(path) && !isUnit(path)).sort();
  const ids = guarded.flatMap((path) => /^infra\/controls\/([^/]+)\/proof\.ts$/.exec(path)?.[1] ?? []);
  return {
    judge: part(guarded.filter(isJudge)),
    proofs: Object.fromEntries(
      ids.map((id) => [id, part(proofPaths(id, file).filter((path) => guarded.includes(path)))]),
    ),
    files: Object.fromEntries(
      guarded.map((path) => {
        const one = all.get(path) as { path: string; content: Buffer };
        return [path, slots.test(one.path) ? null : blobId(one.content)];
      }),
    ),
  };
}

const known = new Map<string, Published>();

/** What this program's release published. In the package, scripts/bundle/digests.ts has it read dist/digests.json. */
export function published(templates: string): Published {
  const found = known.get(templates) ?? digestsOf(templates);
  known.set(templates, found);
  return found;
}
