import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cast } from '../../templates/infra/cast.ts';
import { type JudgedPlace, judgedPlaceOf } from '../../templates/judge/prove/journeys.ts';
import { readAssemblies } from '../../templates/judge/read/assembly.ts';
import { judge, makeScratch, writeVariant } from '../support/variant.ts';
import { callsOf, refusals } from './asked.ts';
import { unsourced } from './keys.ts';
import { linesOf } from './lines.ts';
import { standingOf, whoOf } from './who.ts';

const scratch = makeScratch();
const sensitivities = ['confidential', 'restricted'] as const;
const directories: Record<string, string> = {};
beforeAll(async () => {
  for (const sensitivity of sensitivities)
    directories[sensitivity] = writeVariant(scratch.directory, sensitivity, {
      sensitivity,
      network: 'create',
      repository: 'acme/ml',
    });
  await judge('templates', Object.values(directories));
}, 240_000);
afterAll(() => scratch.remove());

const pagesOf = (directory: string) => [
  ...['README.md', 'SECURITY.md', 'CONTRIBUTING.md'],
  ...readdirSync(join(directory, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];

function place(directory: string): JudgedPlace {
  const settings = JSON.parse(readFileSync(join(directory, 'settings.json'), 'utf8'));
  const [assembly] = readAssemblies(join(directory, 'cdk.out'));
  if (!assembly) throw new Error('no templates');
  return judgedPlaceOf(assembly, settings, cast);
}

describe.each(sensitivities)('the command lines of a %s repository', (sensitivity) => {
  const lines = () =>
    pagesOf(directories[sensitivity] as string).flatMap((page) => {
      const text = readFileSync(join(directories[sensitivity] as string, page), 'utf8');
      return linesOf(page, text).map((line) => ({ line, who: whoOf(line, standingOf(text, line.line)) }));
    });

  it('of aws are allowed to whom the page names', () => {
    const asked = lines().filter(({ line }) => line.service !== 'npm');
    const where = place(directories[sensitivity] as string);
    expect(asked.length).toBeGreaterThan(100);
    const refused = asked.flatMap(({ line, who }) => {
      const at = `${line.page}:${line.line}: ${line.text}`;
      // Another account's policies are not in these templates.
      if (who === 'management account' || callsOf(line, where).length === 0) return [];
      if (!who) return [`${at}: nobody is named`];
      return refusals(line, who, where).map((why) => `${at}: ${why}`);
    });
    expect(refused).toEqual([]);
  });

  it('of npm name scripts that there are', () => {
    const { scripts } = JSON.parse(readFileSync(join(directories[sensitivity] as string, 'package.json'), 'utf8'));
    const unknown = lines().filter(({ line }) => line.service === 'npm' && !(line.operation in scripts));
    expect(unknown.map(({ line }) => `${line.page}:${line.line}: ${line.text}`)).toEqual([]);
  });

  it('stand beside allows that rest on no key whose sender no page is named for', () => {
    const { model } = place(directories[sensitivity] as string);
    expect(unsourced(model)).toEqual([]);
  });
});
