import { dirname, resolve } from 'node:path';
import { readNamed } from '../files/read.ts';
import { writeNamed } from '../files/write.ts';
import { fleetPage, fleetTable } from '../fleet/page.ts';
import { surveyAll } from '../fleet/pool.ts';
import { type Newest, needsLook } from '../fleet/survey.ts';
import { version } from '../package.ts';
import { Refusal } from '../refusal.ts';
import type { Call, Command } from './call.ts';

export const options: Command['options'] = {
  from: { type: 'string' },
  html: { type: 'string' },
  overlay: { type: 'string', multiple: true },
};

export const operands = Number.POSITIVE_INFINITY;

export const help = `secure-ml fleet DIR... [--from FILE]

Where your repositories stand: the versions, tier, edited and missing files, and waivers of each, and what an upgrade would change. Reads
lock files, settings and generated files. Runs no code of a repository, and writes nothing in it.

  --from FILE              read directories from FILE, one per line; # starts a comment
  --overlay NAME@VERSION   the newest version of an overlay, for comparison; can be repeated
  --html FILE              also write an HTML page
  --json                   print everything as one JSON document

Exit 1: a repository cannot be read, has lost a generated file, or has an expired waiver.

Examples
  secure-ml fleet ~/src/*-ml
  secure-ml fleet --from repositories.txt --overlay bank@1.4.0 --html fleet.html`;

/** Bytes of --from: some ten thousand paths. */
const mostList = 4 * 1024 * 1024;

function directories({ positionals, values, directory }: Call): string[] {
  const given = positionals.map((path) => resolve(directory, path));
  if (typeof values.from === 'string') {
    const file = resolve(directory, values.from);
    const content = readNamed(values.from, directory, mostList);
    if (!content) {
      throw new Refusal({
        code: 'fleet/no-file',
        what: 'There is no such file',
        where: file,
        fix: 'Name a file with one directory per line.',
      });
    }
    const lines = content
      .toString()
      .split(/\r?\n/)
      .map((line) => line.replace(/(^|\s)#.*$/, '').trim());
    given.push(...lines.filter((line) => line !== '').map((line) => resolve(dirname(file), line)));
  }
  if (given.length > 0) return [...new Set(given)];
  throw new Refusal({
    code: 'fleet/no-directory',
    what: 'No directory is named',
    fix: 'Type: secure-ml fleet DIR..., or --from FILE',
  });
}

function newest({ values }: Call): Newest {
  const overlays = [values.overlay ?? []].flat().map((text): [string, string] => {
    const [, name, latest] = /^([a-z][a-z0-9-]*)@(\d+\.\d+\.\d+(?:-[\w.-]+)?)$/.exec(String(text)) ?? [];
    if (name && latest) return [name, latest];
    throw new Refusal({
      code: 'fleet/overlay',
      what: `"${text}" is not a NAME@VERSION`,
      fix: 'Type: --overlay bank@1.4.0',
    });
  });
  return { generator: version, overlays: Object.fromEntries(overlays) };
}

export async function run(call: Call): Promise<number> {
  const today = new Date().toISOString().slice(0, 10);
  const latest = newest(call);
  const standings = await surveyAll(directories(call), latest, today);
  if (typeof call.values.html === 'string' && !call.values['dry-run']) {
    writeNamed(call.values.html, call.directory, fleetPage(standings, today));
  }
  const look = standings.filter(needsLook);
  const summary = `${standings.length} repositories, ${look.length} need somebody to look`;
  call.print({ today, newest: latest, repositories: standings }, `${fleetTable(standings)}\n\n${summary}`);
  return look.length > 0 ? 1 : 0;
}
