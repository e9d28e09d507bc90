import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './program.ts';

/** What is not written, and what is written instead. A pattern says which uses are meant; the field's own uses stay. */
const pairs: [instead: RegExp, write: string][] = [
  [/\b[Mm]end(s|ed|ing)?\b/, 'fix'],
  [/\bstands? (in(?! for)|at|beside|below|behind|there|here|outside|between|under|inside)\b/, 'is, are'],
  [/[Pp]eople are told/, 'raises an alert, an alert is sent'],
  [
    /(?<![Tt]here )\b(is|was) no (command|region|ARN|answer|e-mail|operation|object|list|role|file|folder|option|unit|name)\b/,
    'is not a',
  ],
  [/[Tt]he guards stop/, 'blocked by the guards'],
  [/[Nn]obody may do more or less/, 'No change in access.'],
  [/\bIt takes Node\b/, 'Requires Node ... or newer'],
  [/[Tt]here is no terminal to ask/, 'Not interactive'],
  [/\bfaults? of ours\b/, 'a bug in create-secure-ml, a bug of ours'],
  [/[Ww]hile the guards looked/, 'HEAD moved while the guards ran'],
  [/they are what judges/, 'the checks need them'],
  [/nobody looks at/, 'skip the guards'],
  [/\b(FAULT|SOON|NOTE):/, 'error, warning, note'],
  [/\b[Tt]aken back:/, 'Reverted'],
  [/things that one does most/, 'Common tasks'],
  [/[Ww]hoever wants data out/, 'Someone stealing or destroying data'],
  [/\b[Cc]arried by\b/, 'implemented by'],
  [/has those of the tiers/, 'includes the controls of every less sensitive tier'],
  [/[Hh]ow many repositories stand/, 'Where your repositories stand'],
  [/\bAnswers the exit code\b/, 'Returns the exit code'],
];

/** Not ours to word: earlier releases, what merges are tried on, and texts that others wrote or a run wrote. */
const exempt = [
  /^test\/(frozen|merges|managed-policies|words\.test\.ts)/,
  /^assurance\/(corpus\/|.*\.(json|txt|in)$)/,
  /^docs\/(assurance\.md|decisions\/0005)/,
  /^LICENSE|(^|\/)package-lock\.json|\.svg$|\.lock$/,
];

const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  .filter((file) => /\.(ts|mjs|js|py|md|ejs|json|ya?ml|txt)$/.test(file) && !exempt.some((path) => path.test(file)));

describe('one voice', () => {
  const lines = files.flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .map((line, index) => ({ where: `${file}:${index + 1}`, line })),
  );

  it.each(pairs)('nothing says %s, but: %s', (instead) => {
    const found = lines.filter(({ line }) => instead.test(line));
    expect(found.map(({ where, line }) => `${where}: ${line.trim().slice(0, 120)}`)).toEqual([]);
  });

  it('looks at every folder', () => {
    const folders = new Set(files.map((file) => file.split('/')[0]));
    for (const folder of [
      'src',
      'generators',
      'templates',
      'docs',
      'test',
      'assurance',
      'scripts',
      'schemas',
      'README.md',
    ])
      expect(folders).toContain(folder);
  });
});
