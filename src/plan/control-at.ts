const folder = 'infra/controls/';

/** The control in whose folder a file is. */
export function controlAt(path: string): string | undefined {
  if (!path.startsWith(folder)) return undefined;
  const end = path.indexOf('/', folder.length);
  return end > folder.length && end + 1 < path.length ? path.slice(folder.length, end) : undefined;
}
