import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundle } from '../scripts/bundle.ts';
import { seal } from '../src/baseline/seal.ts';
import { findRepository } from '../src/git/repository.ts';
import type { Entry, Tree } from '../src/tree/tree.ts';
import { abort } from '../src/upgrade/apply/abort.ts';
import { applyTree } from '../src/upgrade/upgrade.ts';
import { type Files, peers, peersIn, timePeer } from './peers.ts';

// An upgrade beside `git merge`, copier and cruft on the same change, in one run:
//   npx tsx bench/upgrade.ts [FILES...] [--venv DIR | --alone]
const [rounds, peerRounds] = [7, 3];
const words = process.argv.slice(2);
const alone = words.includes('--alone');
if (alone) words.splice(words.indexOf('--alone'), 1);
const at = words.indexOf('--venv');
const bin = alone ? '' : peersIn(at < 0 ? join(tmpdir(), 'secure-ml-bench-peers') : (words.splice(at, 2)[1] as string));
const median = (times: number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] as number;
const nameOf = (index: number) => `d${index % 50}/f${index}.txt`;

/** 60 lines a file; 10 % changed by the template near the end, 5 % edited near the beginning, every edit meets a change of its file. */
function filesOf(count: number, change: (lines: string[], index: number) => boolean): Files {
  const files = new Map<string, string>();
  for (let index = 0; index < count; index += 1) {
    const lines = Array.from({ length: 60 }, (_, line) => `file ${index} line ${line}`);
    if (change(lines, index)) files.set(nameOf(index), `${lines.join('\n')}\n`);
  }
  return files;
}

const set = (lines: string[], line: number, text: string) => {
  lines[line] = text;
  return true;
};

function sealedTree(files: Files, generator: string): Tree {
  const entries = [...files].map(([path, text]): [string, Entry] => [
    path,
    { mode: '100644', content: Buffer.from(text) },
  ]);
  return seal(new Map(entries), { generator, overlays: [], answers: {}, sources: {} });
}

function startTime(): number {
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    execFileSync(process.execPath, ['dist/bin.cjs', '--version'], { stdio: 'ignore' });
    return performance.now() - start;
  });
  return median(times);
}

/** Milliseconds of `git merge` of the change, and of ours, in turn. */
async function timeOurs(old: Tree, next: Tree, edits: Files): Promise<{ floor: number[]; ours: number[] }> {
  const top = mkdtempSync(join(tmpdir(), 'bench-'));
  const git = (...given: string[]) => execFileSync('git', given, { cwd: top, stdio: ['ignore', 'pipe', 'pipe'] });
  const write = (files: Iterable<[string, string | Buffer]>) => {
    for (const [path, content] of files) {
      mkdirSync(dirname(join(top, path)), { recursive: true });
      writeFileSync(join(top, path), content);
    }
  };
  const commit = () => {
    git('add', '-A');
    git('-c', 'user.name=a', '-c', 'user.email=a@b.c', 'commit', '-q', '-m', 'x');
  };
  const contents = (tree: Tree) => [...tree].map(([path, { content }]): [string, Buffer] => [path, content]);
  git('init', '-q', '-b', 'main');
  git('config', 'gc.auto', '0');
  write(contents(old));
  commit();
  git('checkout', '-q', '-b', 'template');
  write(contents(next));
  commit();
  git('checkout', '-q', 'main');
  write(edits);
  commit();
  const [floor, ours]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    let start = performance.now();
    git('merge', '-q', '--no-commit', '--no-ff', 'template');
    floor.push(performance.now() - start);
    git('merge', '--abort');
    start = performance.now();
    const result = await applyTree(top, next, { label: 'secure-ml 0.2.0', what: 'Upgrade' });
    ours.push(performance.now() - start);
    if (result.conflicts.length > 0 || !result.changed) throw new Error('not the same merge');
    await abort(await findRepository(top));
  }
  rmSync(top, { recursive: true });
  return { floor, ours };
}

await bundle();
const start = startTime();
console.log(
  `node ${process.version}, ${execFileSync('git', ['--version']).toString().trim()}; program start ${start.toFixed(0)} ms\n`,
);
console.log('| files | git merge (floor) | upgrade | with start | copier | cruft |\n|---|---|---|---|---|---|');
for (const count of words.length > 0 ? words.map(Number) : [100, 2000]) {
  const old = filesOf(count, () => true);
  const next = filesOf(count, (lines, index) => index % 10 !== 0 || set(lines, 58, 'new'));
  const edits = filesOf(count, (lines, index) => index % 20 === 0 && set(lines, 1, 'mine'));
  const { floor, ours } = await timeOurs(sealedTree(old, '0.1.0'), sealedTree(next, '0.2.0'), edits);
  const others = (alone ? [] : peers).map((peer) => median(timePeer(peer, bin, old, next, edits, peerRounds)));
  const [low, mine] = [median(floor), median(ours)];
  const cell = (time: number) => `${time.toFixed(0)} ms (${(time / low).toFixed(1)}x)`;
  console.log(
    `| ${count} | ${low.toFixed(0)} ms | ${cell(mine)} | ${cell(mine + start)} | ${others.map(cell).join(' | ')} |`,
  );
}
