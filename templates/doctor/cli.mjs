// What would stop the next deployment, and what fixes it: npm run doctor. Reads only; needs no npm ci.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { examine } from './examine.mjs';
import { Unreadable } from './repository.mjs';
import { needsLook, screen } from './screen.mjs';

try {
  const { values } = parseArgs({ options: { json: { type: 'boolean' } } });
  const examination = await examine({ directory: fileURLToPath(new URL('..', import.meta.url)) });
  console.log(values.json ? JSON.stringify(examination, null, 2) : screen(examination, process.stdout.columns));
  process.exitCode = needsLook(examination) ? 1 : 0;
} catch (error) {
  const { code = '', message } = /** @type {NodeJS.ErrnoException} */ (error);
  if (!(error instanceof Unreadable || code.startsWith('ERR_PARSE_ARGS'))) throw error;
  console.error(message);
  process.exitCode = 2;
}
