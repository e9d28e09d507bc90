import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { packTemplates, readTemplates } from '../../src/tree/templates.ts';
import type { Entry } from '../../src/tree/tree.ts';
import { program } from './contestants.ts';
import { type Contestant, interleave, type Measured } from './measure.ts';

const needed = (path: string) => path.endsWith('.ejs') || /^infra\/controls\/[^/]+\/control\.json$/.test(path);

/** Our templates cut down to `count` files, or grown to it by copies of files of a usual size. */
function templatesOf(count: number): Map<string, Entry> {
  const all = [...readTemplates(join(dirname(program), 'templates.bin'))];
  const rest = all.filter(([path]) => !needed(path) && !/^(infra\/controls|docs\/runbooks)\//.test(path));
  const files = [...all.filter(([path]) => needed(path)), ...rest].slice(0, count);
  for (let copy = 0; files.length < count; copy++) {
    const [path, entry] = rest[copy % rest.length] as [string, Entry];
    files.push([`docs/copies/${copy}/${path}`, entry]);
  }
  return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The built program with other templates: how the time grows with the number of files. */
export function growth(counts: number[], rounds: number): Measured[] {
  const scratch = mkdtempSync(join(tmpdir(), 'growth-'));
  const contestants = counts.map((count): Contestant => {
    const copy = join(scratch, String(count));
    mkdirSync(copy);
    cpSync(dirname(program), join(copy, 'dist'), { recursive: true });
    cpSync(join(dirname(program), '../package.json'), join(copy, 'package.json'));
    writeFileSync(join(copy, 'dist/templates.bin'), packTemplates(templatesOf(count)));
    const command = [process.execPath, join(copy, 'dist/bin.cjs'), 'my-ml', '--yes', '--no-install'];
    return { name: String(count), command };
  });
  const measured = interleave(contestants, rounds);
  rmSync(scratch, { recursive: true, force: true });
  return measured;
}
