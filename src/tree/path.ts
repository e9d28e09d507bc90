import { Refusal } from '../refusal.ts';

const longest = 1024;
const longestName = 255;

/** Of printable ASCII alone, as nearly every path is. The classes of Unicode take milliseconds to be made, and are asked about others. */
const isPlain = (path: string) => /^[ -~]*$/.test(path);

/** Letters, digits and a few signs, with no part that begins with a dot: as most paths are, and none of those that are refused. */
const isOrdinary = (path: string) => path.length <= longestName && /^(?:\w[\w.-]*\/)*\w[\w.-]*$/.test(path);

function fault(path: string): string | undefined {
  if (isOrdinary(path)) return undefined;
  if (path === '') return 'it is empty';
  if (path.length > longest) return `it is longer than ${longest} characters`;
  if (!isPlain(path) && /\p{Cs}/u.test(path)) return 'it is not valid Unicode';
  if (!isPlain(path) && /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(path)) return 'it holds a control or invisible character';
  if (path.includes('\\')) return 'it holds a backslash';
  if (path.startsWith('/')) return 'it is absolute';
  if (/^[a-z]:/i.test(path)) return 'it names a drive';
  for (const name of path.split('/')) {
    if (name === '') return 'it has an empty part';
    if (name === '.' || name === '..') return `it holds "${name}"`;
    if (name.length > longestName) return `a part is longer than ${longestName} characters`;
    // Windows drops trailing dots and spaces, reads `name:stream`, and knows GIT~1 for .git. What HFS+ ignores is refused above.
    if (/^(\.git|git~\d+)([. ]*$|:)/i.test(name)) return 'it leads into .git';
  }
  return undefined;
}

/** Is it a relative POSIX path that stays in the repository and out of .git? */
export function isTrusted(path: string): boolean {
  return fault(path) === undefined;
}

/** Paths that were found safe: those of one repository are nearly all those of the next. */
const known = new Set<string>();
const mostKnown = 20_000;

/** The path itself; a Refusal where it could leave the repository. Every path from a file, a template or a person passes here. */
export function trusted(path: string, where?: string): string {
  if (known.has(path)) return path;
  const reason = fault(path);
  if (reason === undefined) {
    if (known.size < mostKnown) known.add(path);
    return path;
  }
  throw new Refusal({
    code: 'tree/path',
    what: `The path ${JSON.stringify(path.slice(0, 80))} is not safe: ${reason}`,
    where,
    fix: 'Use a relative path with "/" between its parts, inside the repository.',
  });
}

/**
 * Does Windows keep this name for a device, or one in this path, in any case and with any ending? (Microsoft, "Naming Files, Paths, and
 * Namespaces")
 */
export function isDeviceName(path: string): boolean {
  return /(^|\/)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*([./]|$)/i.test(path);
}

/** What a file system that ignores case and Unicode form takes for the same name. */
export function folded(path: string): string {
  return (isPlain(path) ? path : path.normalize('NFC')).toLowerCase();
}

/** The name of the folder in `parent`, which ends with a slash, that a path is somewhere below. */
export function folderIn(parent: string, path: string): string | undefined {
  const end = path.startsWith(parent) ? path.indexOf('/', parent.length) : -1;
  return end > parent.length ? path.slice(parent.length, end) : undefined;
}

/** The folders above a path, the outermost first: `a/b/c` has `a` and `a/b`. */
export function foldersAbove(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
