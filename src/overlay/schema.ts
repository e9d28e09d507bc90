import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../package.ts';
import type { Schema } from './shape.ts';

let read: Schema | undefined;

/** Of overlay.json: the file that the package has for editors. It is read where there is an overlay. */
export function overlaySchema(): Schema {
  read ??= JSON.parse(readFileSync(join(root, 'schemas/overlay.schema.json'), 'utf8')) as Schema;
  return read;
}
