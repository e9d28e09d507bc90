import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAssemblies } from '../../../judge/read/assembly.ts';
import { readSettings } from '../../config.ts';
import { deployingIn } from './proof.ts';

// tsx write.ts ASSEMBLY DIR: the stack of the roles that deploy, a file for each account and region; their names on stdout.
const [assembly = 'cdk.out', directory = 'bootstrap.out'] = process.argv.slice(2);
const settings = readSettings();
mkdirSync(directory, { recursive: true });
const written = readAssemblies(assembly).flatMap((one) =>
  deployingIn(one, settings).map(({ region, template }) => {
    const file = join(directory, `${one.account}.${region}.json`);
    writeFileSync(file, JSON.stringify(template));
    return { account: one.account, region, file };
  }),
);
console.log(JSON.stringify(written));
