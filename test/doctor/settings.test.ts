import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { run } from '../../src/commands/doctor.ts';
import { scratchDirectory } from '../program.ts';

it('settings.json that is not JSON is what doctor says to fix, with the line', async () => {
  const directory = scratchDirectory();
  const call = { values: {}, positionals: [], directory, say: () => {}, print: () => {} };
  await expect(run(call)).rejects.toMatchObject({ fix: expect.stringContaining('secure-ml doctor -C DIR') });
  writeFileSync(join(directory, 'settings.json'), '{\n  "name": "my-ml",\n  "region": \n}\n');
  await expect(run(call)).rejects.toMatchObject({
    fix: expect.stringContaining('Fix settings.json, line 4, column 1'),
  });
});
