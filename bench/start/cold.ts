import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { work } from './contestants.ts';
import { filesIn, median, once, type Sample } from './measure.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The tarball of a folder or of a published release. What is installed is not a source for one: npm's `files` of a package need not
 * find again in it all that was published.
 */
function packed(spec: string): string {
  mkdirSync(work, { recursive: true });
  const words = ['pack', spec, '--silent', '--ignore-scripts', '--pack-destination', work];
  return join(work, execFileSync('npm', words, { encoding: 'utf8' }).trim().split('\n').at(-1) as string);
}

export interface Cold {
  name: string;
  samples: Sample[];
}

/** `npm exec` of a tarball on this disk, with an empty cache each time: unpacking, linking, and a repository written. */
export function cold(rounds: number): Cold[] {
  const contestants = [
    {
      name: 'create-vite 9.3.0',
      tarball: packed('create-vite@9.3.0'),
      words: ['create-vite', 'x', '--template', 'react-ts', '--no-interactive'],
    },
    { name: 'create-secure-ml', tarball: packed(root), words: ['create-secure-ml', 'my-ml', '--yes', '--no-install'] },
  ].map((each) => ({ ...each, samples: [] as Sample[] }));
  const scratch = mkdtempSync(join(tmpdir(), 'cold-'));
  for (let round = 0; round < rounds; round++) {
    for (const { name, tarball, words, samples } of contestants) {
      const here = join(scratch, `${round}-${name.split(' ')[0]}`);
      mkdirSync(here);
      const command = ['npm', 'exec', '--yes', `--package=${tarball}`, '--', ...words];
      const environment = { npm_config_cache: `${here}-cache`, npm_config_update_notifier: 'false' };
      samples.push(once({ name, command, environment }, here));
      if (filesIn(here) === 0) throw new Error(`${name} wrote nothing`);
    }
  }
  rmSync(scratch, { recursive: true, force: true });
  return contestants.map(({ name, samples }) => ({ name, samples }));
}

export const wallOf = (samples: Sample[]) => median(samples.map(({ wall }) => wall));
