import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/commands/call.ts';
import * as fleet from '../../src/commands/fleet.ts';
import * as overlay from '../../src/commands/overlay.ts';
import * as waive from '../../src/commands/waive.ts';
import { readOverlay } from '../../src/overlay/overlay.ts';
import { fetchOverlay } from '../../src/overlay/source.ts';
import { refusal, scratch } from '../overlay/forge.ts';
import { secureMl } from '../program.ts';

async function run(
  command: Command,
  directory: string,
  positionals: string[],
  values: Record<string, string | boolean | string[]> = {},
) {
  const printed: { document?: unknown; text?: string } = {};
  const code = await command.run({
    positionals,
    values,
    directory,
    say: () => {},
    print: (document, text) => Object.assign(printed, { document, text }),
  });
  return { code, ...printed };
}

function repository(): string {
  const directory = scratch();
  mkdirSync(join(directory, '.secure-ml'));
  writeFileSync(
    join(directory, '.secure-ml/lock.json'),
    '{"format": 1, "generator": "0.1.0", "files": {}, "removed": [], "overlays": []}',
  );
  return directory;
}
const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const right = { reason: 'Frankfurt has no capacity of this type yet', owner: 'ana@bank.example', until: day(60) };
const waivers = (directory: string) => JSON.parse(readFileSync(join(directory, 'accepted.json'), 'utf8'));

describe('waive', () => {
  it('writes a waiver, renews it and keeps the others', async () => {
    const directory = repository();
    await run(waive, directory, ['policy/bank/limit/region'], right);
    await run(waive, directory, ['drift/README.md'], right);
    await run(waive, directory, ['policy/bank/limit/region'], { ...right, until: day(90) });
    expect(
      waivers(directory).map(({ finding, until }: { finding: string; until: string }) => [finding, until]),
    ).toEqual([
      ['drift/README.md', day(60)],
      ['policy/bank/limit/region', day(90)],
    ]);
    expect(readdirSync(directory)).toContain('accepted.json');
  });
  it('brings over what was accepted before version 0.2.0, and leaves no second file', async () => {
    const directory = repository();
    const former = { format: 1, waivers: [{ id: 'drift/old', kind: 'drift', ...right }] };
    writeFileSync(join(directory, '.secure-ml/waivers.json'), JSON.stringify(former));
    await run(waive, directory, ['drift/new'], right);
    expect(waivers(directory).map(({ finding }: { finding: string }) => finding)).toEqual(['drift/new', 'drift/old']);
    expect(readdirSync(join(directory, '.secure-ml'))).toEqual(['lock.json']);
  });
  it('is of a control that there is, of settings.json, or of what is no control', async () => {
    const directory = repository();
    const typed = await refusal(() => run(waive, directory, ['control/nope'], right));
    expect(typed).toMatchObject({ code: 'waiver/control', what: 'There is no control "nope"' });
    for (const id of [
      'control/macie',
      'control/macie/own',
      'control/unit/features',
      'control/settings/region',
      'control/access',
    ])
      await run(waive, directory, [id], right);
  });
  it('needs no day where the line is bound to what it accepts', async () => {
    const directory = repository();
    const { until: _, ...lasting } = right;
    await run(waive, directory, ['judge/judge/cli.ts'], { ...lasting, digest: 'ab'.repeat(32) });
    await run(waive, directory, ['access/0123456789ab'], lasting);
    expect((await refusal(() => run(waive, directory, ['drift/a'], lasting))).what).toContain('no date');
    expect(waivers(directory)).toHaveLength(2);
  });
  it('writes nothing under --dry-run, nor when it refuses', async () => {
    const directory = repository();
    expect((await run(waive, directory, ['drift/a'], { ...right, 'dry-run': true })).code).toBe(0);
    await refusal(() => run(waive, directory, ['drift/a'], { ...right, until: day(-1) }));
    await refusal(() => run(waive, directory, ['drift/a'], {}));
    await refusal(() => run(waive, directory, [], right));
    expect(readdirSync(join(directory, '.secure-ml'))).toEqual(['lock.json']);
  });
  it('refuses outside of a repository and through a link', async () => {
    expect((await refusal(() => run(waive, scratch(), ['drift/a'], right))).code).toBe('waiver/no-repository');
    const directory = repository();
    const outside = join(scratch(), 'outside.json');
    symlinkSync(outside, join(directory, 'accepted.json'));
    expect((await refusal(() => run(waive, directory, ['drift/a'], right))).code).toBe('files/link');
    expect(existsSync(outside)).toBe(false);
  });
});

describe('overlay new', () => {
  it('writes an overlay that can be read, with the schema named', async () => {
    const directory = scratch();
    expect((await run(overlay, directory, ['new', 'bank-overlay'])).code).toBe(0);
    const made = readOverlay((await fetchOverlay('./bank-overlay', directory)).tree);
    expect(made.name).toBe('bank');
  });
  it('refuses a directory with something in it, and a name that is none', async () => {
    const directory = scratch();
    mkdirSync(join(directory, 'full/x'), { recursive: true });
    expect((await refusal(() => run(overlay, directory, ['new', 'full']))).code).toBe('overlay/not-empty');
    expect((await refusal(() => run(overlay, directory, ['new', '9']))).code).toBe('overlay/name');
    expect((await refusal(() => run(overlay, directory, ['new']))).code).toBe('overlay/no-directory');
    expect((await refusal(() => run(overlay, directory, ['old']))).code).toBe('overlay/command');
  });
});

describe("overlay test, on the bank's example", () => {
  const example = new URL('../../examples/bank', import.meta.url).pathname;
  // A directory without packages near: rendered, not synthesized.
  const tags = { set: ['tags.cost-centre=4711', 'tags.data-owner=ana'] };

  it('shows what each tier becomes', async () => {
    const { code, document, text } = await run(overlay, scratch(), ['test', example], tags);
    expect(code).toBe(0);
    expect(text).toContain('public: not allowed');
    const { tiers, runs } = document as {
      tiers: { tier: string; files: Record<string, unknown>; controls: string[] }[];
      runs: string[];
    };
    const confidential = tiers.find(({ tier }) => tier === 'confidential');
    expect(confidential?.controls).toEqual(['bank-tags']);
    expect(confidential?.files).toHaveProperty(['docs/bank/operations.md']);
    expect(runs).toContain('infra/controls/bank-tags/control.ts');
  });
  it('says what has to be answered', async () => {
    const { code, text } = await run(overlay, scratch(), ['test', example]);
    expect(code).toBe(1);
    expect(text).toContain('has no value for cost-centre, data-owner');
  });
});

/** One that the program wrote. */
async function generated(): Promise<string> {
  const directory = scratch();
  const { exitCode } = await secureMl(['my-ml', '--yes', '--no-install', '--quiet'], { cwd: directory });
  expect(exitCode).toBe(0);
  return join(directory, 'my-ml');
}

describe('fleet', () => {
  it('reads directories from a file, writes one page, and nothing into the repositories', async () => {
    const directory = scratch();
    const [one, other] = await Promise.all([generated(), generated()]);
    const before = readdirSync(one, { recursive: true });
    writeFileSync(join(directory, 'list.txt'), `# ours\n${one}\n${other} # and theirs\n\n`);
    const { code, document } = await run(fleet, directory, [], { from: 'list.txt', html: 'fleet.html' });
    expect(code).toBe(0);
    expect((document as { repositories: unknown[] }).repositories).toHaveLength(2);
    expect(readFileSync(join(directory, 'fleet.html'), 'utf8')).toContain(one);
    expect(readdirSync(one, { recursive: true })).toEqual(before);
  });
  it('exits 1 where a directory is not a repository, and tells of the others', async () => {
    const { code, text } = await run(fleet, scratch(), [await generated(), scratch()]);
    expect(code).toBe(1);
    expect(text).toContain('There is no .secure-ml/lock.json here');
    expect(text).toContain('2 repositories, 1 need somebody to look');
  });
  it('refuses to survey nothing', async () => {
    expect((await refusal(() => run(fleet, scratch(), []))).code).toBe('fleet/no-directory');
    expect((await refusal(() => run(fleet, scratch(), [], { from: 'none' }))).code).toBe('fleet/no-file');
    expect((await refusal(() => run(fleet, scratch(), ['.'], { overlay: ['bank'] }))).code).toBe('fleet/overlay');
  });
});
