import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package's own directory: two above a source file, one above the built one. */
function findRoot(): string {
  let directory = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(directory, 'templates', 'infra'))) directory = dirname(directory);
  return directory;
}

const root = findRoot();
export const templates = join(root, 'templates');
export const version: string = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;
