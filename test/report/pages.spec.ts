import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Sentence } from '../../templates/judge/prove/controls.ts';
import { program, quietSurroundings, root, scratchDirectory } from '../program.ts';

/** As Chromium writes it with neither network nor profile; Debian's packages chromium and poppler-utils. */
const quiet = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--no-pdf-header-footer',
];

const scratch = scratchDirectory();
const run = (...words: string[]) => {
  const env = { ...process.env, ...quietSurroundings };
  const { status, stdout } = spawnSync(process.execPath, [program, ...words], { cwd: scratch, env, maxBuffer: 1e8 });
  expect(status).toBeLessThan(2);
  return stdout.toString();
};

/** Text without what a line break or a column does to it. */
const plain = (text: string) => text.replaceAll(/[\s\u00ad-]+/g, '');

interface Shown {
  results: { title: string; sentences: Sentence[] }[];
  cells: { who: string; what: string; when: string[] }[];
  notProven: unknown[];
}

describe('the report on paper', () => {
  let shown: Shown;
  let paper = '';
  let pages: string[] = [];
  let page = '';
  beforeAll(() => {
    const given = ['region=eu-west-1', 'repository=acme/my-ml', 'alerting.emails=ops@bank.example'];
    const sets = given.flatMap((answer) => ['--set', answer]);
    run('my-ml', '--yes', '--no-install', ...sets);
    const repository = join(scratch, 'my-ml');
    symlinkSync(join(root, 'node_modules'), join(repository, 'node_modules'));
    execFileSync('npm', ['run', '--silent', 'synth'], { cwd: repository });
    const words = ['report', '--assembly', 'cdk.out', '--output', 'report.html', '--json', '-C', repository];
    // 1 where a control does not hold, which is on the paper too.
    shown = JSON.parse(run(...words)) as Shown;
    page = readFileSync(join(repository, 'report.html'), 'utf8');
    const pdf = join(repository, 'report.pdf');
    execFileSync('chromium', [
      ...[...quiet, `--user-data-dir=${join(scratch, 'profile')}`, `--print-to-pdf=${pdf}`],
      `file://${join(repository, 'report.html')}`,
    ]);
    execFileSync('pdftotext', ['-raw', pdf, `${pdf}.txt`]);
    pages = readFileSync(`${pdf}.txt`, 'utf8').split('\f').map(plain);
    paper = pages.join('');
  });

  it('is decided by on two pages, with each duty and its command; the evidence begins on the third', () => {
    expect(pages[1]).toContain('Yourduties');
    const first = pages.slice(0, 2).join('');
    const duties = [...page.matchAll(/<a href="#duty-[^"]+">([^<]*)<\/a>: <code>(aws [^<]*)</g)].map(([, ...texts]) =>
      texts.join(': '),
    );
    expect(duties.length).toBeGreaterThan(15);
    expect(duties.filter((duty) => !first.includes(plain(duty.replaceAll('&#39;', "'"))))).toEqual([]);
    expect(pages[2]?.startsWith('Evidence:controls')).toBe(true);
  });

  it('has each claim, with nothing folded away', () => {
    // Rows are written for any project; the page is about this one.
    const named = (text: string) =>
      text.replace(/\{NAME\}|\bNAME\b/g, 'my-ml').replaceAll('REGION.SUFFIX', 'eu-west-1.amazonaws.com');
    const sentences = shown.results.flatMap((result) => result.sentences.map(({ sentence }) => named(sentence)));
    expect(sentences.length).toBeGreaterThan(500);
    expect(sentences.filter((sentence) => !paper.includes(plain(sentence)))).toEqual([]);
  });

  it('has each attack and each control by its title', () => {
    const titles = shown.results.flatMap(({ title, sentences }) => [
      title,
      ...sentences.flatMap(({ journey }) => journey?.title ?? []),
    ]);
    expect(titles.filter((title) => !paper.includes(plain(title)))).toEqual([]);
  });

  it('has each row of the access matrix', () => {
    const rows = shown.cells.map(({ who, what, when }) =>
      [who === 'everyone' && when.length > 0 ? 'whoever meets the conditions' : who, what].join(''),
    );
    expect(rows.length).toBeGreaterThan(100);
    expect(page.split('id="access"')[1]?.match(/<tr><td>/g)).toHaveLength(rows.length);
    expect(rows.filter((row) => !paper.includes(plain(row)))).toEqual([]);
  });
});
