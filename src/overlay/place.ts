/** Characters that a terminal or an editor shows as nothing or in another order than they stand; halves of surrogate pairs. */
const invisible = () => /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/u;
/** Windows keeps these names for devices, with any extension (Microsoft, "Naming Files, Paths, and Namespaces"). */
const device = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;
/** `git~1` is the short name of `.git` on NTFS (git's own protectNTFS). */
const reserved = new Set(['.git', 'git~1', '.secure-ml', 'node_modules']);

/** Why a path may not be a place in a repository, in words that follow "the path …"; nothing when it may. */
export function misplaced(path: string): string | undefined {
  if (path === '') return 'is empty';
  if (path.length > 240) return 'is longer than 240 characters';
  if (invisible().test(path)) return 'has a control or invisible character';
  if (path.includes('\\')) return 'has a backslash';
  if (/^[a-z]:/i.test(path)) return 'begins with a drive';
  if (path.startsWith('/')) return 'is absolute';
  if (path !== path.normalize('NFC')) return 'is not in Unicode form NFC';
  const segments = path.split('/');
  if (segments.length > 16) return 'is deeper than 16 folders';
  for (const segment of segments) {
    if (segment === '') return 'has an empty segment';
    if (segment === '.' || segment === '..') return 'has a "." or ".." segment';
    if (/[<>:"|?*]/.test(segment)) return 'has a character that Windows does not allow';
    if (/[. ]$/.test(segment)) return 'has a segment that ends in a dot or a space';
    if (device.test(segment)) return 'has a name that Windows keeps for a device';
    if (reserved.has(segment.toLowerCase())) return `reaches into ${segment.toLowerCase()}`;
  }
  return undefined;
}

/** Paths that would be one file where case does not count, and files that stand where another path has a folder. */
export function collisions(paths: Iterable<string>): [string, string][] {
  const seen = new Map<string, { path: string; folder: boolean }>();
  const found: [string, string][] = [];
  for (const path of paths) {
    const segments = path.split('/');
    for (let depth = 1; depth <= segments.length; depth++) {
      const part = segments.slice(0, depth).join('/');
      const folder = depth < segments.length;
      // Upper case first: 'ß' and 'ſ' fold onto 'SS' and 'S' as file systems do.
      const key = part.toUpperCase().toLowerCase();
      const other = seen.get(key);
      if (!other) seen.set(key, { path: part, folder });
      else if (other.path !== part || other.folder !== folder) found.push([other.path, path]);
      else if (!folder) found.push([other.path, path]);
    }
  }
  return found;
}
