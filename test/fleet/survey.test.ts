import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packBase } from '../../src/baseline/archive.ts';
import { fleetPage, fleetTable } from '../../src/fleet/page.ts';
import { needsLook, survey } from '../../src/fleet/survey.ts';
import { printWaivers } from '../../src/guard/waiver.ts';
import { blobId } from '../../src/tree/tree.ts';
import { scratch } from '../overlay/forge.ts';

const today = '2026-11-24';
const newest = { generator: '0.2.0', overlays: { bank: '1.4.0' } };
const place = scratch();
let count = 0;

interface Parts {
  lock?: Record<string, unknown>;
  files?: Record<string, string>;
  waivers?: string;
}

/** A repository whose files are as the lock says, save those in `files`. */
function repository({ lock = {}, files = {}, waivers }: Parts = {}): string {
  const directory = join(place, `repository-${count++}`);
  const written = { 'README.md': 'one\ntwo\n', 'infra/app.ts': 'app\n', 'ml/data/x.csv': 'seed\n' };
  const locked = Object.fromEntries(
    Object.entries(written).map(([path, text]) => [
      path,
      { mode: '100644', blob: blobId(Buffer.from(text)), owner: path.startsWith('ml/data') ? 'seeded' : 'generated' },
    ]),
  );
  const rest = { overlays: [], answers: {}, sources: {}, removed: [], files: locked };
  const document = { format: 1, generator: '0.1.0', ...rest, ...lock };
  // The base holds what the lock says was generated.
  const texts = [...Object.entries(written), ...Object.entries(files)].map(
    ([path, text]) => [path, Buffer.from(text)] as const,
  );
  const sealed = texts.filter(([path, content]) => {
    const file = (document.files as typeof locked)[path];
    return file?.owner === 'generated' && file.blob === blobId(content);
  });
  mkdirSync(join(directory, '.secure-ml'), { recursive: true });
  writeFileSync(join(directory, '.secure-ml/base'), packBase(new Map(sealed)));
  const all: Record<string, string> = {
    ...written,
    'settings.json': '{"sensitivity": "confidential", "region": "eu-central-1"}',
    '.secure-ml/lock.json': JSON.stringify(document),
    ...(waivers !== undefined && { 'accepted.json': waivers }),
    ...files,
  };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  return directory;
}
/** What a lock has of an overlay. */
function recorded(policy: Record<string, unknown> = {}) {
  const whole = { name: 'bank', version: '1.0.0', contact: 'platform@bank.example', ...policy };
  const integrity = `sha512-${Buffer.alloc(64).toString('base64')}`;
  return { spec: '@bank/overlay@1.0.0', resolved: '@bank/overlay@1.0.0', integrity, runs: '', policy: whole };
}
const waiver = (until: string) => ({
  id: `drift/${until}`,
  kind: 'drift' as const,
  reason: 'The team moves this file by the end of the year',
  owner: 'ana@bank.example',
  until,
});
const of = (parts?: Parts) => survey(repository(parts), newest, today);

describe('a repository', () => {
  it('that is as it was written', () => {
    const standing = of({ lock: { generator: '0.2.0' } });
    expect(standing).toMatchObject({
      generator: '0.2.0',
      tier: 'confidential',
      region: 'eu-central-1',
      files: { pristine: 2, edited: [], deleted: [] },
      upgrade: 'up to date',
    });
    // It has neither judge nor workflows, which is told: of a folder that is gone, once.
    expect(standing.broken.filter((id) => !/^(judge|drift)\//.test(id))).toEqual([]);
    expect(standing.broken).toContain('drift/judge');
  });
  it('with edited files, an old generator and an old overlay', () => {
    const lock = { overlays: [recorded()] };
    expect(of({ lock, files: { 'infra/app.ts': 'mine', 'ml/data/x.csv': 'mine' } })).toMatchObject({
      files: { edited: ['infra/app.ts'] },
      overlays: [{ name: 'bank', version: '1.0.0' }],
      upgrade: 'bring create-secure-ml 0.2.0, bank 1.4.0; 1 edited file(s) to merge',
    });
  });
  it('whose lines end as on Windows is not edited', () => {
    expect(of({ files: { 'README.md': 'one\r\ntwo\r\n' } }).files.edited).toEqual([]);
  });
  it('that lost a file needs somebody to look, unless its lock says that it was removed', () => {
    for (const removed of [[], ['README.md']]) {
      const directory = repository({ lock: { removed } });
      rmSync(join(directory, 'README.md'));
      expect(needsLook(survey(directory, newest, today))).toBe(removed.length === 0);
    }
  });
  it('with controls that somebody else keeps, and who says so', () => {
    const files = { 'infra/controls/guardduty/control.ts': 'x', 'infra/controls/trail/control.ts': 'x' };
    const locked = Object.fromEntries(
      Object.keys(files).map((path) => [
        path,
        { mode: '100644', blob: blobId(Buffer.from('x')), owner: 'generated' as const },
      ]),
    );
    const settings = '{"sensitivity":"confidential","guardduty":"organization","trail":"create","macie":"existing"}';
    const line = {
      ...{ finding: 'control/guardduty', owner: 'soc@example.com', until: '2027-03-01' },
      reason: 'The organization has its detector in this account, ticket SEC-7',
    };
    const standing = of({
      lock: { files: locked },
      files: { ...files, 'settings.json': settings },
      waivers: JSON.stringify([line]),
    });
    expect(standing.inherited).toEqual([
      { control: 'guardduty', from: line.owner, evidence: line.reason, until: line.until },
    ]);
    expect(fleetTable([standing])).toContain('guardduty from soc@example.com by 2027-03-01');
  });
  it('with waivers that count, end soon and have ended', () => {
    const waivers = printWaivers([waiver('2027-06-01'), waiver('2026-12-01'), waiver('2026-11-23')]).toString();
    const standing = of({ waivers });
    expect(standing.waivers).toEqual({
      active: 2,
      ending: [{ id: 'drift/2026-12-01', until: '2026-12-01', days: 7 }],
      expired: ['drift/2026-11-23'],
      faulty: 0,
    });
    expect(needsLook(standing)).toBe(true);
  });
  it.each<[string, Parts, string]>([
    [
      'whose lock is not valid JSON',
      { files: { '.secure-ml/lock.json': '{' } },
      '.secure-ml/lock.json: The lock is not valid JSON',
    ],
    ['whose lock has a future format', { lock: { format: 2 } }, 'Its format is 2'],
    ['whose waivers cannot be read', { waivers: '[' }, 'accepted.json: It is not valid JSON'],
  ])('%s is told, and the others are still surveyed', (_, parts, fault) => {
    expect(of(parts).fault).toContain(fault);
  });
  it('that breaks a rule of its overlay needs somebody to look, until that is waived', () => {
    const why = 'the regulator asks for it';
    const limit = { region: { oneOf: ['eu-west-1'], why }, sensitivity: { atLeast: 'internal', why } };
    const require = { files: { 'README.md': { unchanged: true, why } } };
    const lock = { overlays: [recorded({ limit, require })] };
    expect(of({ lock }).broken).toEqual(['policy/bank/limit/region']);
    expect(of({ lock, files: { 'README.md': 'mine' } }).broken).toContain('policy/bank/require/README.md');
    const accepted = { ...waiver('2027-01-31'), id: 'policy/bank/limit/region', kind: 'policy' as const };
    expect(needsLook(of({ lock }))).toBe(true);
    expect(needsLook(of({ lock, waivers: printWaivers([accepted]).toString() }))).toBe(false);
  });
  it('whose lock records no policy that can be read is told', () => {
    expect(of({ lock: { overlays: [{ policy: {} }] } }).fault).toContain('.secure-ml/lock.json: overlays.0.spec');
  });
  it('that is not there', () => expect(survey(join(place, 'nowhere'), newest, today).fault).toBe('no such directory'));
  it('whose lock names files outside is not followed there', () => {
    const lock = { files: { '../../secret': { mode: '100644', blob: 'x', owner: 'generated' } } };
    expect(of({ lock })).toMatchObject({ files: { pristine: 0 }, fault: expect.stringContaining('not safe') });
  });
  it('whose file became a link has lost it', () => {
    const directory = repository();
    rmSync(join(directory, 'README.md'));
    symlinkSync('/etc/hostname', join(directory, 'README.md'));
    expect(survey(directory, newest, today).files.deleted).toEqual(['README.md']);
  });
});

it('shows hostile names as text, in the table and on the page', () => {
  const standing = { ...of(), directory: '<script>alert(1)</script>\u001b[2J\u202e' };
  expect(fleetPage([standing], today)).not.toContain('<script');
  for (const text of [fleetPage([standing], today), fleetTable([standing])])
    expect(text).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
});

it('stays readable where much fails', () => {
  const broken = ['a', 'b', 'c', 'd', 'e'].map((letter) => `drift/${letter}`);
  expect(fleetTable([{ ...of(), broken }])).toContain('drift/a, drift/b, drift/c, and 2 more');
  expect(fleetTable([{ ...of(), broken: broken.slice(0, 3) }])).toContain('drift/a, drift/b, drift/c  ');
});

it('makes a page that loads nothing', () => {
  expect(fleetPage([of()], today)).not.toMatch(/https?:|src=|<script|@import|url\(/);
});

it('surveys 500 repositories in less than 8 s of processor time', () => {
  const template = Object.fromEntries(
    Array.from({ length: 40 }, (_, at) => [`docs/${at}.md`, `page ${at}\n`.repeat(200)]),
  );
  const files = Object.fromEntries(
    Object.entries(template).map(([path, text]) => [
      path,
      { mode: '100644', blob: blobId(Buffer.from(text)), owner: 'generated' },
    ]),
  );
  const one = repository({ lock: { files }, files: template });
  const start = process.cpuUsage();
  for (let at = 0; at < 500; at++) expect(survey(one, newest, today).files.pristine).toBe(40);
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1000).toBeLessThan(8_000);
  expect(readFileSync(join(one, 'README.md'), 'utf8')).toBe('one\ntwo\n');
});
