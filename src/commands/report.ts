import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeNamed } from '../files/write.ts';
import type { Call, Command } from './call.ts';
import { type Evidence, page } from './page.ts';
import { inRepository, withAssembly } from './repository.ts';

export const options: Command['options'] = { output: { type: 'string', short: 'o' }, assembly: { type: 'string' } };

export const help = `secure-ml report [--output FILE]

Writes one self-contained HTML page for a reviewer: what was built, who can do what, and each control with its evidence.
Everything on it is decided from the templates that would be deployed; it exits with 1 where a control does not hold.

  --output FILE    where to write it, in place of secure-ml-report.html
  --assembly DIR   judges these templates; without it, the work tree is synthesized first

Examples
  secure-ml report
  secure-ml report --output /tmp/review.html`;

async function declarations(directory: string): Promise<Evidence['controls']> {
  const root = join(directory, 'infra/controls');
  const folders = (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  return Promise.all(
    folders.map(async ({ name }) => JSON.parse(await readFile(join(root, name, 'control.json'), 'utf8'))),
  );
}

/** JSON that one of the repository's programs prints. */
async function ask<T>(directory: string, words: string[]): Promise<T> {
  const { exitCode, stdout, stderr } = await inRepository(directory, [...words, '--json']);
  if (exitCode > 1) throw new Error(`tsx ${words.join(' ')} failed:\n${stderr}`);
  return JSON.parse(stdout) as T;
}

export async function run(call: Call): Promise<number> {
  const { values, directory, print } = call;
  const [settings, controls, results, { cells, notProven }] = await withAssembly(call, (assembly) =>
    Promise.all([
      readFile(join(directory, 'settings.json'), 'utf8').then(JSON.parse),
      declarations(directory),
      ask<Evidence['results']>(directory, ['infra/verify.ts', '--assembly', assembly]),
      ask<Pick<Evidence, 'cells' | 'notProven'>>(directory, ['infra/access.ts', '--assembly', assembly]),
    ]),
  );
  const output = typeof values.output === 'string' ? values.output : 'secure-ml-report.html';
  const file = writeNamed(output, directory, page({ settings, controls, results, cells, notProven, date: new Date() }));
  const failing = results.filter(({ sentences }) => sentences.some(({ failures }) => failures.length > 0));
  const text = `${file}: ${results.length} controls${failing.length > 0 ? `, ${failing.length} do not hold` : ', all hold'}${notProven.length > 0 ? `; not proven: ${notProven.length}` : ''}`;
  print({ file, controls: results.length, failing: failing.map(({ id }) => id), notProven }, text);
  return failing.length + notProven.length > 0 ? 1 : 0;
}
