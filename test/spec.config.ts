import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** What somebody agreed to on this machine is neither read nor written by tests. */
const env = { XDG_STATE_HOME: mkdtempSync(join(tmpdir(), 'secure-ml-state-')) };

/** What needs more than this checkout has: a registry (npm run test:stranger), other shells (npm run test:shells), a browser (npm run test:pages). */
export default defineConfig({
  // Each step stands on the one before it.
  test: {
    include: ['test/**/*.spec.ts'],
    globalSetup: ['test/build.ts'],
    env,
    bail: 1,
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
});
