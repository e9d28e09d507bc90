import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const archive = join(here, 'templates.bin');

/** The package's own directory: one above a file of ours, built or not. */
export const root = dirname(here);

/** Where the templates are: one archive beside the built program, a folder in a checkout. */
export const templates = existsSync(archive) ? archive : join(root, 'templates');
export const version: string = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;

const packed = join(here, 'rehearse.txt');

/** The Python packages of the rehearsal's stand-in, each with its hashes. */
export const standInRequirements = existsSync(packed) ? packed : join(root, 'src/rehearse/requirements.txt');
