import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findRepository } from '../../src/git/repository.ts';
import { Refusal } from '../../src/refusal.ts';
import type { Entry } from '../../src/tree/tree.ts';
import { abort } from '../../src/upgrade/apply/abort.ts';
import type { Result } from '../../src/upgrade/upgrade.ts';
import { filesBelow, type Sandbox, sandbox, sealed, upgrade } from '../sandbox.ts';

/** How many random repositories: 2,000 in `npm run test:long`. */
const cases = Number(process.env.MERGE_CASES ?? 15);

const paths = [
  'a.txt',
  'b.txt',
  'd/e.txt',
  'd/f.txt',
  'd',
  'A.txt',
  'infra/policies/p.ts',
  'infra/policies/q.ts',
  'run.sh',
  'ü ñ/x.txt',
  'ml/data/s.csv',
];
const path = fc.constantFrom(...paths);
const lines = Array.from({ length: 12 }, (_, at) => `line ${at}`);

/** What one side does to the twelve lines: nothing, or other words at some of them, or some gone. */
const change = (word: string) =>
  fc.array(fc.tuple(fc.nat(11), fc.constantFrom('set', 'after', 'drop')), { maxLength: 3 }).map((edits) => {
    const text = [...lines];
    for (const [at, kind] of edits) {
      if (kind === 'drop') text[at] = '';
      else text[at] = kind === 'set' ? `${word} ${at}` : `line ${at}\n${word} after ${at}`;
    }
    return `${text.filter(Boolean).join('\n')}\n`;
  });
const mode = fc.constantFrom<Entry['mode']>('100644', '100644', '100755');
const file = (word: string) => fc.record({ text: change(word), mode });
type File = { text: string; mode: Entry['mode'] };

/** A person's doing to one path: a new content, gone, moved elsewhere, with CRLF, a link. */
const deed = fc.oneof(
  { weight: 4, arbitrary: file('mine').map((to) => ({ does: 'write' as const, to })) },
  { weight: 2, arbitrary: fc.constant({ does: 'delete' as const }) },
  {
    weight: 2,
    arbitrary: fc.tuple(path, file('mine')).map(([name, to]) => ({ does: 'move' as const, name: `x/${name}`, to })),
  },
  {
    weight: 1,
    arbitrary: file('mine').map(({ text, mode }) => ({
      does: 'write' as const,
      to: { text: text.replaceAll('\n', '\r\n'), mode },
    })),
  },
  { weight: 1, arbitrary: fc.constant({ does: 'link' as const }) },
);
const loose = fc.constantFrom('z.txt', 'd/new.txt', 'n/n.txt', 'ignored/i.txt');
const world = fc.record({
  base: fc.dictionary(path, file('base')),
  deeds: fc.dictionary(path, deed),
  theirs: fc.dictionary(fc.oneof(path, loose), file('new')),
  keeps: fc.subarray(paths),
  /** Not committed: untracked, ignored, or an edit of a committed file. */
  uncommitted: fc.dictionary(fc.oneof(path, loose), fc.constant('not committed\n'), { maxKeys: 2 }),
});

const fits = (files: Record<string, unknown>, name: string) =>
  !Object.keys(files).some(
    (other) =>
      other.toLowerCase() === name.toLowerCase() || other.startsWith(`${name}/`) || name.startsWith(`${other}/`),
  );

/** Only what one file system can hold. */
function holdable<Value>(files: Record<string, Value>): Record<string, Value> {
  const held: Record<string, Value> = {};
  for (const [name, value] of Object.entries(files)) if (fits(held, name)) held[name] = value;
  return held;
}

const entries = (files: Record<string, File>) =>
  Object.fromEntries(
    Object.entries(files).map(([name, { text, mode }]) => [name, { mode, content: Buffer.from(text) }]),
  );

function lay(
  box: Sandbox,
  {
    base,
    deeds,
    uncommitted,
  }: {
    base: Record<string, File>;
    deeds: Record<string, { does: string; name?: string; to?: File }>;
    uncommitted: Record<string, string>;
  },
): void {
  for (const name of readdirSync(box.top)) if (name !== '.git') rmSync(join(box.top, name), { recursive: true });
  const files: Record<string, File | 'link'> = { ...base };
  for (const [name, { does, name: other, to }] of Object.entries(deeds)) {
    if (does !== 'delete' && !(name in files) && !fits(files, name)) continue;
    delete files[name];
    const target = other ?? name;
    if (does === 'link') files[name] = 'link';
    else if (to && fits(files, target)) files[target] = to;
  }
  for (const [name, entry] of sealed(entries(base))) if (name.startsWith('.secure-ml/')) box.put(name, entry.content);
  for (const [name, what] of Object.entries(files)) {
    if (what === 'link') {
      mkdirSync(dirname(join(box.top, name)), { recursive: true });
      symlinkSync('nowhere', join(box.top, name));
    } else box.put(name, what.text, what.mode === '100755');
  }
  box.put('.gitignore', 'ignored/\n');
  box.commit();
  const now = filesBelow(box.top);
  for (const [name, text] of Object.entries(holdable(uncommitted))) {
    if (!(name in now ? now[name]?.startsWith('->') : !fits(now, name))) box.put(name, text);
  }
}

const mineIn = (text: string | undefined) =>
  (text ?? '')
    .replace('[x] ', '')
    .split(/\r?\n/)
    .filter((line) => line.includes('mine'));

function judge(result: Result, before: Record<string, string>, after: Record<string, string>, box: Sandbox): void {
  const unmerged = box.git('diff', '--name-only', '--diff-filter=U', '-z').split('\0').filter(Boolean);
  expect([...new Set(unmerged)].sort()).toEqual([...result.conflicts].sort());
  for (const [name, text] of Object.entries(before))
    expect(mineIn(after[name])).toEqual(expect.arrayContaining(mineIn(text)));
  for (const [name, text] of Object.entries(after))
    expect(mineIn(before[name])).toEqual(expect.arrayContaining(mineIn(text)));
  for (const [name, text] of Object.entries(before)) if (text.includes('not committed')) expect(after[name]).toBe(text);
}

test(`in ${cases} random repositories nothing that a person wrote is lost or carried elsewhere, and abort gives all of it back`, {
  timeout: 3_600_000,
}, async () => {
  const box = sandbox({ config: { 'core.fsync': 'none' } });
  let merges = 0;
  await fc.assert(
    fc.asyncProperty(world, async ({ base: drawn, deeds, theirs, keeps, uncommitted }) => {
      const base = holdable(drawn);
      const kept = Object.fromEntries(Object.entries(base).filter(([name]) => keeps.includes(name)));
      lay(box, { base, deeds, uncommitted });
      const [before, status] = [filesBelow(box.top), box.git('status', '--porcelain', '--ignored')];
      const head = box.git('rev-parse', 'HEAD');
      const next = sealed(entries(holdable({ ...theirs, ...kept })), '0.2.0');
      try {
        const result = await upgrade(box, next);
        merges += 1;
        judge(result, before, filesBelow(box.top), box);
        await abort(await findRepository(box.project));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        expect(error.code).toMatch(/^upgrade\/(dirty-tree|in-the-way|collision)$/);
      }
      expect(filesBelow(box.top)).toEqual(before);
      expect(box.git('status', '--porcelain', '--ignored')).toBe(status);
      expect(box.git('rev-parse', 'HEAD')).toBe(head);
    }),
    { numRuns: cases, ...(process.env.MERGE_SEED && { seed: Number(process.env.MERGE_SEED) }) },
  );
  expect(merges).toBeGreaterThan(cases / 4);
});
