import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { seal } from '../src/baseline/seal.ts';
import { findRepository } from '../src/git/repository.ts';
import type { Entry, Tree } from '../src/tree/tree.ts';
import { abort } from '../src/upgrade/abort.ts';
import { applyTree } from '../src/upgrade/upgrade.ts';

// Milliseconds of an upgrade beside `git merge` of the same change: npx tsx bench/upgrade.ts [FILES...]
const rounds = 5;
const median = (times: number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] as number;
const body = (at: number) => Array.from({ length: 60 }, (_, line) => `file ${at} line ${line}`);

/** 10 % changed by the template at the end, 5 % edited at the beginning; a third of the edits meet a change. */
function treeOf(count: number, changed: boolean): Tree {
  const files = new Map<string, Entry>();
  for (let at = 0; at < count; at += 1) {
    const lines = body(at);
    if (changed && at % 10 === 0) lines[58] = 'new';
    files.set(`d${at % 50}/f${at}.txt`, { mode: '100644', content: Buffer.from(`${lines.join('\n')}\n`) });
  }
  return seal(files, { generator: changed ? '0.2.0' : '0.1.0', overlays: [], answers: {}, sources: {} });
}

function write(top: string, tree: Tree): void {
  for (const [path, { content }] of tree) {
    mkdirSync(dirname(join(top, path)), { recursive: true });
    writeFileSync(join(top, path), content);
  }
}

for (const count of process.argv.length > 2 ? process.argv.slice(2).map(Number) : [100, 2000]) {
  const top = mkdtempSync(join(tmpdir(), 'bench-'));
  const git = (...words: string[]) => execFileSync('git', words, { cwd: top, stdio: ['ignore', 'pipe', 'pipe'] });
  const commit = (message: string) => {
    git('add', '-A');
    git('-c', 'user.name=a', '-c', 'user.email=a@b.c', 'commit', '-q', '-m', message);
  };
  const [old, next] = [treeOf(count, false), treeOf(count, true)];
  git('init', '-q', '-b', 'main');
  git('config', 'gc.auto', '0');
  write(top, old);
  commit('generate');
  git('checkout', '-q', '-b', 'template');
  write(top, next);
  commit('template');
  git('checkout', '-q', 'main');
  for (let at = 0; at < count; at += 20) {
    const lines = body(at);
    lines[1] = 'mine';
    writeFileSync(join(top, `d${at % 50}/f${at}.txt`), `${lines.join('\n')}\n`);
  }
  commit('edits');
  const floor: number[] = [];
  const ours: number[] = [];
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
  const [slow, fast] = [median(ours), median(floor)];
  console.log(
    `${count} files: upgrade ${slow.toFixed(0)} ms, git merge ${fast.toFixed(0)} ms, ${(slow / fast).toFixed(1)} times`,
  );
  rmSync(top, { recursive: true });
}
