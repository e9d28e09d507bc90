import { defineConfig } from 'vitest/config';

/** What needs more than this checkout has: a registry (npm run test:stranger), other shells (npm run test:shells). */
export default defineConfig({
  // Each step stands on the one before it.
  test: {
    include: ['test/**/*.spec.ts'],
    globalSetup: ['test/build.ts'],
    bail: 1,
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
});
