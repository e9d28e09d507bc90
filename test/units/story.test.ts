import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gather } from '../../src/answers/sources.ts';
import * as add from '../../src/commands/add.ts';
import { generate as render } from '../../src/generate.ts';
import { templates, version } from '../../src/package.ts';
import { readCatalog } from '../../src/plan/catalog.ts';
import { plan } from '../../src/plan/plan.ts';
import { root } from '../program.ts';
import { generate, sandbox } from '../sandbox.ts';
import { judge } from '../support/variant.ts';

test('a bucket that training reads is one command with its guards, all holds, and who else reads it is told', {
  timeout: 600_000,
}, async () => {
  const box = sandbox({ config: { 'user.email': 'ana@example.com' } });
  generate(box, render(templates, plan(readCatalog(templates), gather('my-ml', []), version)));
  symlinkSync(join(root, 'node_modules'), join(box.project, 'node_modules'), 'junction');

  const said: string[] = [];
  const code = await add.run({
    positionals: ['bucket', 'features'],
    values: { set: ['readers=training'], yes: true, 'trust-repository': true },
    directory: box.project,
    say: (text) => said.push(text),
    print: (_, text) => said.push(text ?? ''),
  });
  expect([code, said.join('\n')]).toEqual([0, expect.not.stringContaining('Blocked by the guards')]);
  expect(box.git('diff', '--name-only')).toBe('');
  const accepted = JSON.parse(box.read('accepted.json')) as { owner: string; reason: string }[];
  expect(accepted.length).toBeGreaterThan(3);
  expect(new Set(accepted.map(({ owner }) => owner))).toEqual(new Set(['ana@example.com']));
  expect(await judge('whole', [box.project])).toEqual({ [box.project]: [] });

  const file = 'infra/units/features/unit.ts';
  const edited = box.read(file).replace("[...readers, 'engineer']", "[...readers, 'evaluation', 'engineer']");
  expect(edited).not.toBe(box.read(file));
  box.put(file, edited);
  const [failures] = Object.values(await judge<string[]>('whole', [box.project]));
  expect(failures).toContainEqual(
    expect.stringMatching(/features: .*evaluation.* cannot s3:GetObject, s3:ListBucket features/),
  );
});
