import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** What somebody agreed to on this machine is neither read nor written by tests. */
const env = { XDG_STATE_HOME: mkdtempSync(join(tmpdir(), 'secure-ml-state-')) };

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/build.ts'],
    env,
    // Without a number, one core fewer than there are: half of two.
    maxWorkers: '100%',
    // No test is about time: what hangs has to end, on a machine that is busy with other work as well.
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
});
