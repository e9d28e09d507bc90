/** One file of a repository. */
export interface Entry {
  content: Buffer;
  mode: '100644' | '100755';
}

/** A repository's files by path (relative, POSIX). */
export type Tree = ReadonlyMap<string, Entry>;
