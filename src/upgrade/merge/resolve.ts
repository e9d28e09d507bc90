import { isSecurity } from '../../baseline/ownership.ts';
import type { Blob } from '../../git/objects.ts';
import type { Scratch } from '../../git/scratch.ts';
import { blobId } from '../../tree/tree.ts';
import { mergeContents } from './contents.ts';
import type { FileDecision } from './decide.ts';
import { toCrlf } from './line-ends.ts';
import { newerPin } from './lock-file.ts';
import { mergeStructure } from './structure/merge.ts';

/** A file as it will be written; an id alone where the person's repository has the blob. */
export interface File {
  mode: string;
  id: string;
  content?: Buffer;
}

/** What an upgrade does to one path, final. */
export interface Change {
  path: string;
  does: 'add' | 'update' | 'merge' | 'move' | 'remove' | 'keep' | 'conflict';
  why: string;
  security: boolean;
  from?: string;
  /** What the work tree then holds; undefined: nothing. */
  result: File | undefined;
  /** The index's stages 1, 2 and 3 of a conflict. */
  stages?: ThreeFiles;
  /** Of a merge without conflict: what it was made of. */
  three?: ThreeFiles;
}

interface ThreeFiles {
  base?: File | undefined;
  mine?: File | undefined;
  incoming?: File | undefined;
}

/** Contents that are known, and how the person ends lines. */
export interface KnownContents {
  /** By blob id, of base, incoming, and of mine where it was edited. */
  contents: ReadonlyMap<string, Buffer>;
  /** Files that the person keeps with CRLF: what git has for them. Their contents above have LF. */
  crlf: ReadonlyMap<string, Blob>;
}

const labelOf = (label: string) => label.replaceAll(/[^\w.-]+/g, '-');

function fileFrom(path: string, mode: string, content: Buffer, known: KnownContents): File {
  const ended = known.crlf.has(path) ? toCrlf(content) : content;
  return { mode, id: blobId(ended), content: ended };
}

/** Merges the contents that both sides changed and says for each path what will be there. */
export async function resolveContents(
  scratch: Scratch,
  decisions: FileDecision[],
  known: KnownContents,
  label: string,
  { conflictStyle, newerPins = false }: { conflictStyle?: string | undefined; newerPins?: boolean | undefined } = {},
): Promise<Change[]> {
  const fileOf = (path: string, blob: Blob | undefined): File | undefined => {
    if (!blob) return undefined;
    const content = known.contents.get(blob.id);
    return content ? fileFrom(path, blob.mode, content, known) : blob;
  };
  const oursOf = (path: string, blob: Blob | undefined) => known.crlf.get(path) ?? fileOf(path, blob);
  const withContent = (blob: Blob | undefined) => {
    const content = blob && known.contents.get(blob.id);
    return blob && content && { mode: blob.mode, content };
  };
  const pending = decisions.flatMap(({ path, does, stages }) => {
    const [mine, incoming] = [withContent(stages.mine), withContent(stages.incoming)];
    return does === 'merge' && mine && incoming ? [{ path, base: withContent(stages.base), mine, incoming }] : [];
  });
  const merged = await mergeContents(scratch, pending, labelOf(label), conflictStyle);

  return decisions.map((decision): Change => {
    const { path, does, why, from } = decision;
    const about = {
      path,
      why,
      security: isSecurity(path) || (from !== undefined && isSecurity(from)),
      ...(from && { from }),
    };
    const { base, mine, incoming } = decision.stages;
    const stages = { base: fileOf(path, base), mine: oursOf(path, mine), incoming: fileOf(path, incoming) };
    if (does === 'update') return { ...about, does, result: stages.incoming, three: stages };
    if (does === 'add') return { ...about, does, result: stages.incoming };
    if (does === 'remove') return { ...about, does, result: undefined };
    if (does === 'keep') return { ...about, does, result: stages.mine };
    if (does === 'conflict') return { ...about, does, result: stages.mine, stages };
    const text = merged.get(path);
    const files = pending.find((file) => file.path === path);
    if (!text || !files) throw new Error(`git gave no merge of ${path}`);
    const judged = mergeStructure(
      path,
      files.base?.content,
      files.mine.content,
      files.incoming.content,
      text,
      newerPins && /(^|\/)package\.json$/.test(path) ? newerPin : undefined,
    );
    const result = fileFrom(path, text.mode, judged.content, known);
    if (judged.clean) return { ...about, does: 'merge', result, three: stages };
    return { ...about, does: 'conflict', why: judged.why ?? why, result, stages };
  });
}
