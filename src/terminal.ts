import { writeSync } from 'node:fs';
import { isatty } from 'node:tty';

/** Can somebody answer here? Never wait for an answer that nobody can give. */
export function somebodyIsThere(): boolean {
  const { CI } = process.env;
  return Boolean(process.stdin.isTTY && process.stdout.isTTY) && (CI === undefined || CI === '' || CI === 'false');
}

/** Standard output and standard error, as Node's own streams. Whoever reads them may stop reading: `secure-ml control | head`. */
function streamOf(fd: 1 | 2): NodeJS.WriteStream {
  const stream = fd === 1 ? process.stdout : process.stderr;
  if (!streamed.has(fd)) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  streamed.add(fd);
  return stream;
}

const streamed = new Set<1 | 2>();

/** How wide the terminal is that this goes to; undefined where it goes elsewhere. */
export const columnsOf = (fd: 1 | 2): number | undefined => (isatty(fd) ? streamOf(fd).columns : undefined);

/** Until what waits in the streams is written: process.exit does not, and a pipe takes 64 KB at once. */
export async function drained(): Promise<void> {
  await Promise.all([...streamed].map((fd) => new Promise((done) => streamOf(fd).write('', done))));
}

/**
 * Writes to standard output (1) or standard error (2). A file or a pipe is written without Node's streams, which take longer to be made
 * than all that is said of a new repository; what a pipe does not take at once waits in the stream, and all that follows too.
 */
export function put(fd: 1 | 2, text: string): void {
  if (streamed.has(fd) || process.platform === 'win32' || isatty(fd)) {
    streamOf(fd).write(text);
    return;
  }
  let rest = Buffer.from(text);
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(fd, rest));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EAGAIN') streamOf(fd).write(rest);
    else if (code !== 'EPIPE') throw error;
  }
}
