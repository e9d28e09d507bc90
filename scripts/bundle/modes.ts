import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** npm packs files with the modes that they have: the umask of whoever cloned and built must not show in the tarball. */
export function evenModes(root: string): void {
  const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { files: string[] };
  for (const name of ['package.json', ...files]) {
    const below = statSync(join(root, name)).isDirectory()
      ? readdirSync(join(root, name), { recursive: true, encoding: 'utf8' }).map((path) => join(name, path))
      : [name];
    for (const path of below) {
      const stats = statSync(join(root, path));
      if (stats.isFile()) chmodSync(join(root, path), stats.mode & 0o100 ? 0o755 : 0o644);
    }
  }
}
