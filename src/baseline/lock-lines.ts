import { randomUUID } from 'node:crypto';

/** Of a lock as printLock prints it: what each line of a file says, and the text of all else. */
export interface PrintedFiles<T> {
  files: Map<string, T>;
  /** The lock with `placeholder` for its files. */
  rest: string;
}

/** Stands for the files. Nobody can have written it into a lock. */
export const placeholder = randomUUID();

const head = '\n  "files": {\n';
const tail = '\n  }';

/**
 * Reads the lines of files. JSON has no line feed in a string, so that what begins and ends with a line is all of it. Undefined where
 * they are not as printLock prints them, or one is not sound: then the whole lock has to be read. Repositories of a fleet have most
 * lines in common, and each is read once.
 */
export function lineReader<T>(read: (line: string) => readonly [path: string, value: T] | undefined, most: number) {
  const known = new Map<string, readonly [path: string, value: T]>();
  const entryOf = (line: string) => {
    const found = known.get(line);
    if (found) return found;
    const entry = read(line);
    // A copy: the line is a part of the lock's text, which it would keep in memory.
    if (entry && known.size < most) known.set(Buffer.from(line).toString(), entry);
    return entry;
  };
  return (text: string): PrintedFiles<T> | undefined => {
    const start = text.indexOf(head);
    if (start < 0) return undefined;
    const files = new Map<string, T>();
    for (let at = start + head.length; ; ) {
      const end = text.indexOf('\n', at);
      if (end < 0 || files.size >= most) return undefined;
      const isLast = text[end - 1] !== ',';
      const entry = entryOf(text.slice(at, isLast ? end : end - 1));
      if (!entry) return undefined;
      files.set(entry[0], entry[1]);
      at = end + 1;
      if (!isLast) continue;
      if (!text.startsWith(tail, end)) return undefined;
      const rest = `${text.slice(0, start)}\n  "files": "${placeholder}"${text.slice(end + tail.length)}`;
      return { files, rest };
    }
  };
}
