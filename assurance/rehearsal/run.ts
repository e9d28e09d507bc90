import { join } from 'node:path';
import { execa } from 'execa';
import { tables } from '../../src/operations/operations.ts';
import { awsTools } from '../install.ts';

/** `npm run rehearsal`: is the map of operations what the SDK's models say? */
const here = new URL('.', import.meta.url).pathname;
const python = join(await awsTools(), 'python');
const { exitCode } = await execa(python, [join(here, 'models.py')], {
  input: JSON.stringify(tables),
  stdio: ['pipe', 'inherit', 'inherit'],
  reject: false,
});
process.exitCode = exitCode ?? 1;
