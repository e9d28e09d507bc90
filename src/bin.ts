#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { create } from './commands/create.ts';
import { Refusal } from './refusal.ts';

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { yes: { type: 'boolean' }, 'no-git': { type: 'boolean' } },
  });
  const [directory] = positionals;
  if (!directory) {
    throw new Refusal({
      code: 'create/no-directory',
      what: 'No directory is named',
      fix: 'Type: create-secure-ml my-ml --yes',
    });
  }
  const files = await create(directory, { git: !values['no-git'] });
  console.error(`${directory}: ${files.length} files\n\n  cd ${directory}\n  npm ci\n  npm test`);
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (error instanceof Refusal) {
    console.error(error.message);
    process.exitCode = 2;
  } else {
    console.error(error);
    process.exitCode = 70;
  }
}
