import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, it } from 'vitest';
import { root, withoutNpm } from '../program.ts';
import { packed } from './versions.ts';

const scratch = mkdtempSync(join(tmpdir(), 'reproduce-'));
afterAll(() => rm(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 }));

const digest = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

/** What git knows or would take, as somebody builds it whose files nobody else may read. */
const script = `umask 077
git read-tree HEAD && git add --all && git checkout-index --all --prefix="$THERE/" || exit 1
cd "$THERE" && npm ci --no-audit --no-fund >&2 && npm pack --silent`;

it('a clean copy at another place, in another zone and with another umask packs the same bytes', async () => {
  const here = await packed(scratch);
  const there = join(scratch, 'a place with a longer name');
  const env = { ...withoutNpm, THERE: there, GIT_INDEX_FILE: join(scratch, 'index'), TZ: 'Asia/Tokyo', LC_ALL: 'C' };
  const { stdout } = await execa('sh', ['-c', script], { cwd: root, env, extendEnv: false });
  expect(digest(join(there, stdout.trim().split('\n').at(-1) ?? ''))).toBe(digest(here));
});
