import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { filesBelow, generate, sandbox, sealed, upgrade } from '../sandbox.ts';

/** A disk of three megabytes; undefined where this person may not mount one. */
function smallDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'disk-'));
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', folder]).status !== 0) {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  onTestFinished(() => {
    execFileSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true });
  });
  return folder;
}

// Text that gzip cannot make small, so that the sizes are what they seem.
const noise = (seed: number, size: number) => {
  let state = seed + 1;
  const letters = Array.from({ length: size }, () => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return String.fromCharCode(33 + ((state >> 16) % 90));
  });
  return `${letters.join('').replaceAll(/.{70}/g, '$&\n')}\n`;
};
const files = (seed: number, size: number) =>
  Object.fromEntries([0, 1, 2, 3].map((at) => [`f${at}.txt`, noise(seed + at, size)]));

test('on a disk that fills up at any point, nothing is changed and the person is told', {
  timeout: 600_000,
}, async (context) => {
  const disk = smallDisk();
  if (!disk) return context.skip('may not mount a disk');
  const box = sandbox({ parent: disk });
  generate(box, sealed(files(1, 60_000)));
  const before = filesBelow(box.top);
  const next = sealed(files(9, 120_000), '0.2.0');
  const told: string[] = [];
  for (let free = 0; free <= 2_000; free += 100) {
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(join(disk, 'ballast'), Buffer.alloc(Math.max(0, bavail * bsize - free * 1024)));
    const error = await upgrade(box, next).then(
      () => undefined,
      (refusal: unknown) => refusal as { code: string },
    );
    rmSync(join(disk, 'ballast'));
    told.push(error?.code ?? 'done');
    if (!error) break;
    expect(error).toMatchObject({ code: 'upgrade/disk-full' });
    expect(filesBelow(box.top)).toEqual(before);
    expect(box.git('status', '--porcelain')).toBe('');
    box.git('prune', '--expire=now');
    spawnSync('sh', ['-c', 'rm -f .git/objects/pack/*'], { cwd: box.top });
  }
  expect(told.at(-1)).toBe('done');
  expect(told.length).toBeGreaterThan(3);
});
